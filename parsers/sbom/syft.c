/*
 * Syft's own JSON: the packages that it found ("artifacts") and how they hang together.
 *
 * An artifact has a purl, mostly; a relationship leads from `parent` to `child`, and
 * "dependency-of" says that the parent is what the child needs.
 *
 * Format: syft's schema/json, versions 1 to 16, 2026-11.
 */
#include "sbom/sbom.h"
#include "strata/format.h"
#include "text/json.h"

enum { NEWEST_SCHEMA = 16 };

static void check_schema(struct strata_facts *out, const struct node *top)
{
	const struct node *schema = node_map(top, "schema");
	struct strata_str major, rest, version = node_text(schema, "version");
	uint64_t number;

	strata_str_cut(&major, &rest, version, '.');
	if (!strata_str_u64(&number, major) || number > NEWEST_SCHEMA)
		strata_facts_note(out, schema ? schema->line : 0,
				  "schema version '%.*s' is newer than any that is known: read as "
				  "version %d", STRATA_ARG(version), NEWEST_SCHEMA);
}

/* Licences are texts up to schema 5, then objects. */
static void add_licences(struct strata_facts *out, struct strata_package *p, const struct node *n)
{
	for (n = node_first(node_array(n, "licenses")); n; n = n->next) {
		struct strata_str text = node_text(n, "spdxExpression");

		if (!text.len)
			text = node_text(n, "value");
		sbom_add_licence(out, p, n->type == NODE_STRING ? n->text : text);
	}
}

static void add_artifact(struct sbom_reader *r, const struct node *n)
{
	const struct node *version = node_get(n, "version");
	struct sbom_item item = {
		.ref = node_text(n, "id"),
		.name = node_text(n, "name"),
		.version = node_text(n, "version"),
		.purl = node_text(n, "purl"),
		.line = version ? version->line : n->line,
	};
	struct strata_package *p = sbom_add(r, &item);

	if (p)
		add_licences(r->out, p, n);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct sbom_reader r = SBOM_READER(out);
	struct node *top;
	int rc;

	if ((rc = json_tree(&top, in->bytes, JSON_STRICT, out->arena, err)) < 0)
		return rc;
	strata_facts_note_duplicates(out, top);
	if (!node_array(top, "artifacts"))
		return strata_fail(err, STRATA_ESYNTAX, top->line, "no list of artifacts");
	check_schema(out, top);
	for (const struct node *n = node_array(top, "artifacts")->first; n; n = n->next)
		add_artifact(&r, n);
	for (const struct node *n = node_first(node_array(top, "artifactRelationships")); n;
	     n = n->next)
		if (strata_str_eq(node_text(n, "type"), STRATA_STR("dependency-of")))
			sbom_relate(&r, node_text(n, "child"), node_text(n, "parent"),
				    STRATA_SCOPE_UNKNOWN);
	sbom_settle(&r);
	return 0;
}

static bool probe(struct strata_str path, struct strata_str head)
{
	return strata_str_ends(path, STRATA_STR(".syft.json")) ||
	       strata_str_find(head, STRATA_STR("\"artifacts\"")) != STRATA_NPOS;
}

const struct strata_format strata_format_sbom_syft = {
	.name = "sbom/syft",
	.files = "*.syft.json sbom.json *.sbom.json syft.json",
	.kind = STRATA_FORMAT_SBOM,
	.ecosystem = &strata_ecosystem_generic,
	.probe = probe,
	.parse = parse,
};
