/*
 * glide.lock and glide.yaml: what Glide resolved, and what it was asked for (2014 to 2019).
 *
 * The lockfile lists `imports` and `testImports` (before 0.9 `devImports`), each with a
 * `version` that is a commit, or, where the project wrote one, a release. The manifest has
 * `import` and `testImport` with ranges, releases, branches or commits. Edges are not in
 * either.
 *
 * Format: glide.readthedocs.io, "glide.yaml" and "glide.lock", 0.13, 2026-11.
 */
#include "go/before_modules.h"
#include "strata/format.h"
#include "text/yaml.h"

static void add_list(struct strata_facts *out, const struct node *list, const char *key,
		     enum strata_scope scope, bool lock)
{
	for (const struct node *n = node_first(list); n; n = n->next) {
		struct strata_str name = node_text(n, key), repo = node_text(n, "repo");
		struct strata_package *p;

		if (!name.len) {
			strata_facts_note(out, n->line, "an import without a name");
			continue;
		}
		p = go_add(out, go_repository(name), node_text(n, "version"), STRATA_NONE, n->line);
		if (lock && !p->version.ptr && !p->commit.ptr)
			strata_facts_note(out, n->line, "import '%.*s' is at no commit",
					  STRATA_ARG(name));
		p->source = repo.len ? repo : STRATA_NONE;
		p->scope = scope;
		p->direct = lock ? STRATA_UNKNOWN : STRATA_YES;
	}
}

static int read_file(struct node **top, struct strata_facts *out, const struct strata_input *in,
		     struct strata_error *err)
{
	int rc = yaml_map(top, in->bytes, out->arena, err);

	if (rc < 0)
		return rc;
	strata_facts_note_duplicates(out, *top);
	return 0;
}

static int parse_lock(struct strata_facts *out, const struct strata_input *in,
		      struct strata_error *err)
{
	struct node *top;
	int rc;

	if ((rc = read_file(&top, out, in, err)) < 0)
		return rc;
	if (!node_get(top, "imports"))
		strata_facts_note(out, top->line, "no list of imports");
	add_list(out, node_array(top, "imports"), "name", STRATA_SCOPE_PROD, true);
	add_list(out, node_array(top, "testImports"), "name", STRATA_SCOPE_TEST, true);
	add_list(out, node_array(top, "devImports"), "name", STRATA_SCOPE_TEST, true);
	strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("glide.yaml"), 0);
	return 0;
}

static int parse_manifest(struct strata_facts *out, const struct strata_input *in,
			  struct strata_error *err)
{
	struct node *top;
	int rc;

	if ((rc = read_file(&top, out, in, err)) < 0)
		return rc;
	*strata_vec_push(out->arena, &out->roots) = (struct strata_root){
		.name = node_text(top, "package"),
		.dir = STRATA_STR(""),
		.line = top->line,
	};
	add_list(out, node_array(top, "import"), "package", STRATA_SCOPE_PROD, false);
	add_list(out, node_array(top, "testImport"), "package", STRATA_SCOPE_TEST, false);
	add_list(out, node_array(top, "devImport"), "package", STRATA_SCOPE_TEST, false);
	return 0;
}

const struct strata_format strata_format_go_glide_lock = {
	.name = "go/glide-lock",
	.files = "glide.lock",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_go,
	.parse = parse_lock,
};

const struct strata_format strata_format_go_glide_yaml = {
	.name = "go/glide-yaml",
	.files = "glide.yaml glide.yml",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_go,
	.parse = parse_manifest,
};
