/*
 * Gopkg.lock and Gopkg.toml: what dep resolved, and what it was told (2017 to 2020).
 *
 * The lockfile lists [[projects]], each with a name, a revision, and the version or branch
 * that led to it. Since dep 0.5 [solve-meta] lists what the project's code imports: a
 * project of that path is direct, any other is not; before that nothing tells. Edges are
 * not in it.
 *
 * In the manifest a [[constraint]] or [[override]] limits a project without asking for it,
 * since dep reads what is needed from the code; `required` asks for packages that no code
 * imports, mostly tools. A version alone admits what is compatible.
 *
 * Format: golang.github.io/dep, "Gopkg.toml" and "Gopkg.lock", 0.5.4, 2026-11.
 */
#include "go/before_modules.h"
#include "strata/format.h"
#include "strata/map.h"
#include "text/toml.h"

/* Repositories of what the code imports; NULL where the file does not tell. */
static struct strata_map *read_imports(struct strata_facts *out, const struct node *top)
{
	const struct node *list = node_array(node_map(top, "solve-meta"), "input-imports");
	struct strata_map *imports;

	if (!list)
		return NULL;
	imports = strata_arena_alloc(out->arena, sizeof(*imports));
	*imports = STRATA_MAP_INIT(out->arena);
	for (const struct node *n = list->first; n; n = n->next) {
		struct strata_str path = n->text;

		/* A path is its own repository's, or that of a folder above. */
		while (path.len) {
			strata_map_at(imports, path, NULL);
			path = strata_path_dir(path);
		}
	}
	return imports;
}

static void add_project(struct strata_facts *out, const struct node *n,
			const struct strata_map *imports)
{
	struct strata_str name = node_text(n, "name"), version = node_text(n, "version");
	struct strata_str source = node_text(n, "source"), digest = node_text(n, "digest");
	struct strata_package *p;
	size_t ignored;

	if (!name.len) {
		strata_facts_note(out, n->line, "a project without a name");
		return;
	}
	if (!version.len)
		version = node_text(n, "branch");
	p = go_add(out, name, version, node_text(n, "revision"), n->line);
	if (!p->version.ptr && !p->commit.ptr)
		strata_facts_note(out, n->line, "project '%.*s' is at no commit", STRATA_ARG(name));
	p->source = source.len ? source : STRATA_NONE;
	if (digest.len)
		*strata_vec_push(out->arena, &p->checksums) =
			strata_arena_join(out->arena, STRATA_STR("dep:"), digest, STRATA_NONE);
	if (imports)
		p->direct = strata_map_get(&ignored, imports, name) ? STRATA_YES : STRATA_NO;
}

static int parse_lock(struct strata_facts *out, const struct strata_input *in,
		      struct strata_error *err)
{
	const struct strata_map *imports;
	struct node *top;
	int rc;

	if ((rc = toml_tree(&top, in->bytes, out->arena, err)) < 0)
		return rc;
	imports = read_imports(out, top);
	for (const struct node *n = node_first(node_array(top, "projects")); n; n = n->next)
		add_project(out, n, imports);
	if (!imports)
		strata_facts_refer(out, STRATA_REF_MANIFEST, STRATA_STR("Gopkg.toml"), 0);
	return 0;
}

static void add_limits(struct strata_facts *out, const struct node *list)
{
	for (const struct node *n = node_first(list); n; n = n->next) {
		struct strata_str name = node_text(n, "name"), version = node_text(n, "version");
		struct strata_package *p;

		if (!name.len) {
			strata_facts_note(out, n->line, "a constraint without a name");
			continue;
		}
		if (!version.len)
			version = node_text(n, "branch");
		p = strata_facts_add(out, name, STRATA_NONE, n->line);
		p->direct = STRATA_YES;
		p->scope = STRATA_SCOPE_PROD;
		p->requirement = version.len ? version : STRATA_STR("");
		if (version.len && version.ptr[0] == '=')
			p->version = strata_str_trim(strata_str_skip(version, 1));
		if (strata_is_commit(node_text(n, "revision")))
			p->commit = node_text(n, "revision");
	}
}

static int parse_manifest(struct strata_facts *out, const struct strata_input *in,
			  struct strata_error *err)
{
	struct node *top;
	int rc;

	if ((rc = toml_tree(&top, in->bytes, out->arena, err)) < 0)
		return rc;
	add_limits(out, node_array(top, "constraint"));
	add_limits(out, node_array(top, "override"));
	for (const struct node *n = node_first(node_array(top, "required")); n; n = n->next) {
		struct strata_package *p =
			strata_facts_add(out, go_repository(n->text), STRATA_NONE, n->line);

		p->direct = STRATA_YES;
		p->scope = STRATA_SCOPE_BUILD;
		p->requirement = STRATA_STR("");
	}
	return 0;
}

const struct strata_format strata_format_go_dep_lock = {
	.name = "go/dep-lock",
	.files = "Gopkg.lock",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_go,
	.parse = parse_lock,
};

const struct strata_format strata_format_go_dep_toml = {
	.name = "go/dep-toml",
	.files = "Gopkg.toml",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_go,
	.parse = parse_manifest,
};
