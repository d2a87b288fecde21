/*
 * solve.c - what npm would install for a package.json; see solver.h.
 *
 * The project, the members of its workspace and its overrides are read here; build.c makes
 * the tree, answer.c facts of it.
 */
#include "resolve/npm/answer.h"
#include "text/json.h"
#include "text/yaml.h"

/* --- the workspace --------------------------------------------------------------------------- */

static struct strata_str below(const struct npm_build *b, struct strata_str glob)
{
	while (strata_str_starts(glob, STRATA_STR("./")))
		glob = strata_str_skip(glob, 2);
	while (glob.len && glob.ptr[glob.len - 1] == '/')
		glob.len--;
	return b->folder.len ? strata_arena_join(b->arena, b->folder, STRATA_STR("/"), glob) : glob;
}

static bool has_member(const struct npm_build *b, struct strata_str folder)
{
	for (size_t i = 0; i < b->members.count; i++)
		if (strata_str_eq(b->members.items[i].folder, folder))
			return true;
	return false;
}

static void add_matching(struct npm_build *b, struct strata_str glob)
{
	const struct source_entries *entries = b->in->files->entries;

	for (size_t i = 0; i < entries->count; i++) {
		struct strata_str path = entries->items[i].path, folder = strata_path_dir(path);

		if (strata_str_eq(strata_path_base(path), STRATA_STR("package.json")) &&
		    strata_str_find(path, STRATA_STR("node_modules/")) == STRATA_NPOS &&
		    strata_glob_match(glob, folder) && !strata_str_eq(folder, b->folder) &&
		    !has_member(b, folder))
			*strata_vec_push(b->arena, &b->members) = (struct npm_member){ folder, NULL };
	}
}

static void drop_matching(struct npm_build *b, struct strata_str glob)
{
	size_t kept = 0;

	for (size_t i = 0; i < b->members.count; i++)
		if (!strata_glob_match(glob, b->members.items[i].folder))
			b->members.items[kept++] = b->members.items[i];
	b->members.count = kept;
}

static void find_members(struct npm_build *b, const struct node *top)
{
	const struct node *list = node_get(top, "workspaces");

	if (list && list->type == NODE_MAP)
		list = node_get(list, "packages");
	for (const struct node *n = list && list->type == NODE_ARRAY ? list->first : NULL; n;
	     n = n->next) {
		bool not = n->text.len && n->text.ptr[0] == '!';

		if (n->type != NODE_STRING)
			continue;
		if (not)
			drop_matching(b, below(b, strata_str_skip(n->text, 1)));
		else
			add_matching(b, below(b, n->text));
	}
}

/* The project asks for each of its members by the folder. */
static int add_member(struct npm_build *b, struct npm_member *member, struct strata_error *err)
{
	const struct npm_manifest *m;
	struct npm_edge *edge;
	struct npm_ask ask = { 0 };
	int rc = npm_build_read(&m, b, member->folder, err);

	if (rc < 0)
		return rc;
	ask.name = m->name.len ? m->name : strata_path_base(member->folder);
	ask.spec = strata_arena_join(b->arena, STRATA_STR("file:"), member->folder, STRATA_NONE);
	member->node = npm_node_new(&b->tree, ask.name, m, NULL, true);
	member->node->folder = member->folder;
	member->node->member = member->node->inside = true;
	if ((edge = npm_edge_add(&b->tree, b->tree.top, &ask)))
		edge->workspace = true;
	return 0;
}

/* --- the project --------------------------------------------------------------------------------- */

/* A member that cannot be read is said, and not there. */
static void add_members(struct npm_build *b, const struct node *top)
{
	size_t kept = 0;

	find_members(b, top);
	for (size_t i = 0; i < b->members.count; i++) {
		struct strata_error err = STRATA_ERROR_INIT;

		if (add_member(b, &b->members.items[i], &err) == 0)
			b->members.items[kept++] = b->members.items[i];
		else
			*strata_vec_push(b->notes_arena, b->notes) = (struct strata_note){
				.path = strata_arena_join(b->notes_arena, b->members.items[i].folder,
							  STRATA_STR("/package.json"), STRATA_NONE),
				.line = err.line,
				.reason = strata_arena_printf(b->notes_arena, "%s", err.text),
			};
	}
	b->members.count = kept;
}

/* Whether the project's folder has a file, or "packageManager" begins with a name. */
static bool is_managed_by(const struct npm_build *b, const struct node *top, struct strata_str lock,
			  struct strata_str name)
{
	return solver_files_has(b->in->files, below(b, lock)) ||
	       strata_str_starts(node_text(top, "packageManager"), name);
}

/* Since pnpm 10 they may stand in the workspace's own file, and then count. */
static const struct node *pnpm_overrides(const struct npm_build *b, const struct node *top)
{
	const struct node *there = NULL;
	struct strata_str bytes;
	struct node *workspace;

	if (b->in->files->read(&bytes, b->in->files, below(b, STRATA_STR("pnpm-workspace.yaml")),
			       b->arena, NULL) == 0 &&
	    yaml_map(&workspace, bytes, b->arena, NULL) == 0)
		there = node_map(workspace, "overrides");
	return there ? there : node_path(top, "pnpm/overrides");
}

/* npm's own, else what the manager that the project uses has in their place. */
static const struct node *overrides_of(const struct npm_build *b, const struct node *top)
{
	if (node_get(top, "overrides") ||
	    solver_files_has(b->in->files, below(b, STRATA_STR("package-lock.json"))))
		return node_get(top, "overrides");
	if (is_managed_by(b, top, STRATA_STR("pnpm-lock.yaml"), STRATA_STR("pnpm@")))
		return pnpm_overrides(b, top);
	if (is_managed_by(b, top, STRATA_STR("yarn.lock"), STRATA_STR("yarn@")))
		return node_get(top, "resolutions");
	return NULL;
}

static int read_project(struct npm_build *b, struct strata_error *err)
{
	struct npm_manifest *m = strata_arena_alloc(b->arena, sizeof(*m));
	struct strata_str bytes;
	struct node *top;
	int rc;

	if ((rc = b->in->files->read(&bytes, b->in->files, b->in->path, b->arena, err)) < 0 ||
	    (rc = json_tree(&top, bytes, JSON_STRICT, b->arena, err)) < 0)
		return rc;
	npm_manifest_of(m, top, b->arena);
	if ((rc = npm_override_read(&b->tree.overrides, overrides_of(b, top), m, b->arena,
				    err)) < 0)
		return rc;
	b->tree.top = npm_node_new(&b->tree, m->name.len ? m->name : STRATA_STR("."), m,
				   b->tree.overrides, true);
	b->tree.top->folder = b->folder;
	add_members(b, top);
	return 0;
}

/* Of files and variables the last that says so counts; any number but 0 is yes to npm. */
static bool ignores_peers(const struct registry_settings *settings)
{
	struct strata_str name, value;
	uint64_t number;
	bool found = false;

	for (size_t i = 0; i < settings->flags.count; i++) {
		strata_str_cut(&name, &value, settings->flags.items[i], '=');
		if (strata_str_eq(name, STRATA_STR("legacy-peer-deps")))
			found = strata_str_eq(value, STRATA_STR("true")) ||
				(strata_str_u64(&number, value) && number);
	}
	return found;
}

static int solve(struct strata_facts *out, const struct solver_input *in, struct strata_error *err)
{
	struct npm_build b = {
		.in = in,
		.arena = in->scratch,
		.folder = strata_path_dir(in->path),
		.fetcher = npm_fetcher_of(in),
		.picker = { in->environment->node, in->environment->npm, in->as_of, in },
		.notes = &out->notes,
		.notes_arena = out->arena,
		.picks = STRATA_MAP_INIT(in->scratch),
		.tree = { .arena = in->scratch,
			  .ids = STRATA_MAP_INIT(in->scratch),
			  .specs = STRATA_MAP_INIT(in->scratch),
			  .renewed = in->holds ? &in->holds->renewed : NULL,
			  .no_peers = ignores_peers(in->settings) },
	};
	int rc = read_project(&b, err);

	if (rc == 0 && in->holds && in->holds->lock.ptr)
		rc = npm_lock_read(&b, err);
	if (rc == 0 && (rc = npm_build(&b, err)) == 0)
		npm_answer(out, &b);
	return rc;
}

static int versions(struct strata_strs *out, const struct solver_input *in, struct strata_str name,
		    struct strata_arena *arena, struct strata_error *err)
{
	struct npm_picker picker = { .as_of = in->as_of };
	const struct strata_error *why;
	const struct npm_packument *p = npm_fetch_get(&why, npm_fetcher_of(in), name);

	for (size_t i = 0; p && i < p->versions.count; i++)
		if (npm_is_there(&picker, &p->versions.items[i]))
			*strata_vec_push(arena, out) =
				strata_arena_dup(arena, p->versions.items[i].version);
	if (!p && err)
		*err = *why;
	return p ? 0 : why->code;
}

const struct solver solver_npm = {
	.formats = "npm/package-json",
	.config = &registry_config_npm,
	.begins_with = "npm/package-lock",
	.workspaces = true,
	.solve = solve,
	.versions = versions,
};
