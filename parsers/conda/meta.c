/*
 * conda-meta/NAME-VERSION-BUILD.json: one package of an environment that lies there.
 *
 * Conda's packages are not those of PyPI, even where they have a name in common: they
 * are built by others, with patches, from sources in any language.
 *
 * Format: conda's documentation, "conda-meta" and PrefixRecord, 2026-11.
 */
#include "strata/format.h"
#include "text/json.h"

static void add_checksum(struct strata_facts *out, struct strata_package *p, const char *kind,
			 struct strata_str hex)
{
	if (hex.len)
		*strata_vec_push(out->arena, &p->checksums) =
			strata_arena_join(out->arena, strata_str_of(kind), STRATA_STR(":"), hex);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct strata_str name, version, licence;
	struct strata_package *p;
	struct node *top;
	int rc;

	if ((rc = json_tree(&top, in->bytes, JSON_STRICT, out->arena, err)) < 0)
		return rc;
	strata_facts_note_duplicates(out, top);
	name = node_text(top, "name");
	version = node_text(top, "version");
	if (!name.len || !version.len)
		return strata_fail(err, STRATA_ESYNTAX, top->line,
				   "package without a name or a version");
	p = strata_facts_add(out, name, version, node_get(top, "version")->line);
	add_checksum(out, p, "sha256", node_text(top, "sha256"));
	add_checksum(out, p, "md5", node_text(top, "md5"));
	licence = node_text(top, "license");
	if (licence.len)
		*strata_vec_push(out->arena, &p->licences) = licence;
	return 0;
}

const struct strata_format strata_format_conda_meta = {
	.name = "conda/meta",
	.files = "conda-meta/*.json",
	.kind = STRATA_FORMAT_VENDORED,
	.ecosystem = &strata_ecosystem_conda,
	.parse = parse,
};
