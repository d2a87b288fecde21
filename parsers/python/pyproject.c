/*
 * pyproject.toml: what a Python project asks for.
 *
 * By the standards: [project] dependencies and optional-dependencies (PEP 621),
 * [dependency-groups] with include-group (PEP 735), [build-system] requires
 * (PEP 518). By tools: Poetry's tables with constraints of its own, [tool.pdm] and
 * [tool.uv] dev-dependencies, uv's sources, setuptools' dependencies that are read
 * from requirements files. A group that includes another adds nothing here: the
 * other one's requirements stand for themselves, with the same scope.
 *
 * Format: packaging.python.org, "pyproject.toml specification"; the documentation of
 * Poetry, PDM, uv and setuptools, 2026-11.
 */
#include "python/python.h"
#include "strata/format.h"
#include "text/toml.h"

struct reader {
	struct strata_facts *out;
	struct strata_str own;     /* the project's normal name; empty without one */
	struct strata_map sources; /* normal name -> address of its node in [tool.uv.sources] */
};

/* --- requirements by PEP 508 ------------------------------------------------------------ */

/* {git, rev}, {url}, {path}: what is not from an index. */
struct strata_str python_uv_url(const struct node *n, struct strata_arena *arena)
{
	struct strata_str url = node_text(n, "git"), revision = node_text(n, "rev");

	if (url.len)
		return strata_arena_printf(arena, "git+%.*s%s%.*s", STRATA_ARG(url),
					   revision.len ? "@" : "", STRATA_ARG(revision));
	url = node_text(n, "url").len ? node_text(n, "url") : node_text(n, "path");
	return url.len ? url : STRATA_NONE;
}

/* Several are alternatives by marker. */
static void set_uv_source(struct reader *r, struct strata_package *p)
{
	struct strata_str name = strata_name_pep503(r->out->arena, p->name), url;
	const struct node *n;
	size_t address;

	if (!strata_map_get(&address, &r->sources, name))
		return;
	n = (const struct node *)address;
	n = n->type == NODE_ARRAY ? n->first : n;
	url = python_uv_url(n, r->out->arena);
	if (url.len)
		python_set_url(p, url);
	p->local = p->local || node_true(n, "workspace");
}

/* PDM's "-e git+https://..#egg=name"; a folder is the project's own. */
static struct strata_package *add_editable(struct reader *r, struct strata_str place,
					   enum strata_scope scope, unsigned line)
{
	struct python_requirement as = { .name = python_egg(place), .url = place };

	return as.name.len ? python_add(r->out, &as, scope, line) : NULL;
}

static void add_text(struct reader *r, const struct node *n, enum strata_scope scope)
{
	struct strata_str editable = STRATA_STR("-e ");
	struct strata_package *p;

	if (strata_str_starts(n->text, editable))
		p = add_editable(r, strata_str_trim(strata_str_skip(n->text, editable.len)), scope,
				 n->line);
	else
		p = python_add_text(r->out, n->text, scope, n->line);
	if (!p)
		return;
	set_uv_source(r, p);
	/* An extra may be made of others: "app[fast]" in app's own file. */
	if (r->own.len && strata_str_eq(r->own, strata_name_pep503(r->out->arena, p->name)))
		p->local = true;
}

/* A list of requirements; what is a table there is a group's include. */
static void add_list(struct reader *r, const struct node *list, enum strata_scope scope)
{
	for (const struct node *n = node_first(list); n; n = n->next)
		if (n->type == NODE_STRING)
			add_text(r, n, scope);
}

static void add_lists(struct reader *r, const struct node *lists, enum strata_scope scope)
{
	for (const struct node *n = node_first(lists); n; n = n->next)
		add_list(r, n, scope);
}

/* --- groups (PEP 735) ------------------------------------------------------------------- */

static void check_includes(struct reader *r, const struct node *groups)
{
	struct strata_arena *arena = r->out->arena;
	struct strata_map names = STRATA_MAP_INIT(arena);
	size_t found;

	for (const struct node *g = node_first(groups); g; g = g->next)
		strata_map_at(&names, strata_name_pep503(arena, g->key), NULL);
	for (const struct node *g = node_first(groups); g; g = g->next)
		for (const struct node *n = node_first(g); n; n = n->next) {
			struct strata_str name = node_text(n, "include-group");

			if (name.len &&
			    !strata_map_get(&found, &names, strata_name_pep503(arena, name)))
				strata_facts_note(r->out, n->line,
						  "group '%.*s' is included, but not defined",
						  STRATA_ARG(name));
		}
}

/* --- Poetry ------------------------------------------------------------------------------ */

struct strata_str python_poetry_url(const struct node *n, struct strata_arena *arena)
{
	struct strata_str git = node_text(n, "git"), url = node_text(n, "url");
	struct strata_str revision = node_text(n, "rev");

	if (!revision.len)
		revision = node_text(n, "tag");
	if (!revision.len)
		revision = node_text(n, "branch");
	if (git.len)
		return strata_arena_printf(arena, "git+%.*s%s%.*s", STRATA_ARG(git),
					   revision.len ? "@" : "", STRATA_ARG(revision));
	if (!url.len)
		url = node_text(n, "path");
	return url.len ? url : node_text(n, "file");
}

/* One package for each alternative of its constraint: together they are what is admitted. */
static void add_poetry(struct reader *r, const struct node *n, struct strata_str name,
		       enum strata_scope scope)
{
	struct strata_str constraint = n->type == NODE_MAP ? node_text(n, "version") : n->text;
	struct python_requirement as = { .name = name };
	struct strata_strs specifiers = { 0 };

	if (n->type == NODE_MAP) {
		as.marker = python_table_marker(n, r->out->arena);
		as.extras = python_joined(node_array(n, "extras"), r->out->arena);
		as.url = python_poetry_url(n, r->out->arena);
		if (node_true(n, "optional") && scope == STRATA_SCOPE_PROD)
			scope = STRATA_SCOPE_OPTIONAL;
	}
	if (as.url.ptr) {
		python_add(r->out, &as, scope, n->line);
		return;
	}
	python_poetry_specifiers(&specifiers, constraint, r->out->arena);
	for (size_t i = 0; i < specifiers.count; i++) {
		as.specifier = specifiers.items[i];
		python_add(r->out, &as, scope, n->line);
	}
}

/* A value is a constraint, a table, or an array of tables by marker. "python" is no package. */
static void add_poetry_table(struct reader *r, const struct node *table, enum strata_scope scope)
{
	for (const struct node *n = node_first(table); n; n = n->next) {
		if (strata_str_eq_nocase(n->key, STRATA_STR("python")))
			continue;
		if (n->type != NODE_ARRAY)
			add_poetry(r, n, n->key, scope);
		for (const struct node *e = n->type == NODE_ARRAY ? n->first : NULL; e; e = e->next)
			add_poetry(r, e, n->key, scope);
	}
}

/* [project] may ask for what [tool.poetry.dependencies] only adds a source to. */
static bool enriches(const struct node *project, const struct node *poetry)
{
	return node_get(project, "dependencies") && node_get(poetry, "dependencies");
}

static void add_enriching(struct reader *r, const struct node *table)
{
	struct strata_map known = STRATA_MAP_INIT(r->out->arena);
	size_t found;

	for (size_t i = 0; i < r->out->packages.count; i++)
		*strata_map_at(&known,
			       strata_name_pep503(r->out->arena, r->out->packages.items[i].name),
			       NULL) = i;
	for (const struct node *n = node_first(table); n; n = n->next) {
		struct strata_str name = strata_name_pep503(r->out->arena, n->key), url;

		if (strata_str_eq(name, STRATA_STR("python")))
			continue;
		url = n->type == NODE_MAP ? python_poetry_url(n, r->out->arena) : STRATA_NONE;
		if (!strata_map_get(&found, &known, name))
			add_poetry(r, n, n->key, STRATA_SCOPE_PROD);
		else if (url.ptr)
			python_set_url(&r->out->packages.items[found], url);
	}
}

static void add_poetry_tables(struct reader *r, const struct node *top)
{
	const struct node *poetry = node_path(top, "tool/poetry");

	if (enriches(node_map(top, "project"), poetry))
		add_enriching(r, node_map(poetry, "dependencies"));
	else
		add_poetry_table(r, node_map(poetry, "dependencies"), STRATA_SCOPE_PROD);
	add_poetry_table(r, node_map(poetry, "dev-dependencies"), STRATA_SCOPE_DEV);
	for (const struct node *g = node_first(node_map(poetry, "group")); g; g = g->next)
		add_poetry_table(r, node_map(g, "dependencies"),
				 strata_str_eq(g->key, STRATA_STR("main")) ? STRATA_SCOPE_PROD
									   : STRATA_SCOPE_DEV);
}

/* --- the file ---------------------------------------------------------------------------- */

/* [tool.setuptools.dynamic]: dependencies = {file = ["requirements.txt"]} */
static void add_included(struct reader *r, const struct node *dynamic)
{
	const struct node *file = node_get(dynamic, "file"), *n = file;

	if (file && file->type == NODE_ARRAY)
		n = file->first;
	for (; n; n = n->next) {
		if (n->type == NODE_STRING)
			strata_facts_refer(r->out, STRATA_REF_INCLUDE, n->text, n->line)->format =
				&strata_format_python_requirements;
		if (n == file)
			break;
	}
}

static void add_dynamic(struct reader *r, const struct node *top)
{
	const struct node *dynamic = node_path(top, "tool/setuptools/dynamic");
	const struct node *extras = node_map(dynamic, "optional-dependencies");

	add_included(r, node_map(dynamic, "dependencies"));
	for (const struct node *n = node_first(extras); n; n = n->next)
		add_included(r, n);
}

/* What only a build tells is said, not passed over; setuptools' files and Poetry's tables tell. */
static void note_dynamic(struct reader *r, const struct node *top)
{
	if (node_path(top, "tool/setuptools/dynamic/dependencies") ||
	    node_path(top, "tool/poetry/dependencies"))
		return;
	for (const struct node *n = node_first(node_array(node_map(top, "project"), "dynamic")); n;
	     n = n->next)
		if (strata_str_eq(n->text, STRATA_STR("dependencies")))
			strata_facts_note(r->out, n->line,
					  "the dependencies are dynamic: only a build tells them");
}

static void add_members(struct reader *r, const struct node *workspace)
{
	for (const struct node *n = node_first(node_array(workspace, "members")); n; n = n->next)
		if (n->type == NODE_STRING)
			strata_facts_refer(r->out, STRATA_REF_MEMBER, n->text, n->line);
	for (const struct node *n = node_first(node_array(workspace, "exclude")); n; n = n->next)
		if (n->type == NODE_STRING)
			strata_facts_refer(r->out, STRATA_REF_MEMBER,
					   strata_arena_join(r->out->arena, STRATA_STR("!"),
							     n->text, STRATA_NONE),
					   n->line);
}

static void add_root(struct reader *r, const struct node *top)
{
	const struct node *project = node_map(top, "project");
	const struct node *poetry = node_path(top, "tool/poetry");
	const struct node *from = node_text(project, "name").len ? project : poetry;
	struct strata_root *root;

	if (!node_text(from, "name").len)
		return;
	root = strata_vec_push(r->out->arena, &r->out->roots);
	*root = (struct strata_root){ node_text(from, "name"), node_text(from, "version"),
				      STRATA_STR(""), from->line };
	if (!root->version.len)
		root->version = node_text(poetry, "version");
	r->own = strata_name_pep503(r->out->arena, root->name);
}

static void index_sources(struct reader *r, const struct node *sources)
{
	for (const struct node *n = node_first(sources); n; n = n->next)
		if (n->type == NODE_MAP || n->type == NODE_ARRAY)
			*strata_map_at(&r->sources, strata_name_pep503(r->out->arena, n->key),
				       NULL) = (size_t)(uintptr_t)n;
}

static struct strata_str environment_of(struct strata_facts *out, const struct node *project,
					const struct node *poetry)
{
	struct strata_str pythons = node_text(project, "requires-python");

	if (!pythons.len)
		pythons = node_text(poetry, "python");
	return python_environment(out->arena, pythons, NULL);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	struct reader r = { .out = out, .sources = STRATA_MAP_INIT(out->arena) };
	const struct node *project, *groups;
	struct node *top;
	int rc;

	if ((rc = toml_tree(&top, in->bytes, out->arena, err)) < 0)
		return rc;
	project = node_map(top, "project");
	groups = node_map(top, "dependency-groups");
	add_root(&r, top);
	index_sources(&r, node_path(top, "tool/uv/sources"));
	add_list(&r, node_array(project, "dependencies"), STRATA_SCOPE_PROD);
	add_poetry_tables(&r, top);
	add_lists(&r, node_map(project, "optional-dependencies"), STRATA_SCOPE_OPTIONAL);
	add_lists(&r, groups, STRATA_SCOPE_DEV);
	check_includes(&r, groups);
	add_lists(&r, node_path(top, "tool/pdm/dev-dependencies"), STRATA_SCOPE_DEV);
	add_list(&r, node_path(top, "tool/uv/dev-dependencies"), STRATA_SCOPE_DEV);
	add_list(&r, node_array(node_map(top, "build-system"), "requires"), STRATA_SCOPE_BUILD);
	add_dynamic(&r, top);
	note_dynamic(&r, top);
	add_members(&r, node_path(top, "tool/uv/workspace"));
	out->environment = environment_of(out, project, node_path(top, "tool/poetry/dependencies"));
	return 0;
}

const struct strata_format strata_format_python_pyproject = {
	.name = "python/pyproject",
	.files = "pyproject.toml",
	.kind = STRATA_FORMAT_MANIFEST,
	.ecosystem = &strata_ecosystem_pypi,
	.parse = parse,
	.includes = true,
};
