/* manifest.c - see manifest.h. */
#include "resolve/cargo/manifest.h"

#include "resolve/unit.h"
#include "text/toml.h"

static struct strata_str file_in(struct cargo_manifests *all, struct strata_str folder)
{
	return folder.len ? strata_arena_join(all->arena, folder, STRATA_STR("/Cargo.toml"),
					      STRATA_NONE)
			  : STRATA_STR("Cargo.toml");
}

/* --- the workspace above ------------------------------------------------------------------- */

/* The nearest manifest with [workspace], in its own folder or above it. */
static const struct cargo_manifest *workspace_of(struct cargo_manifests *all,
						 const struct cargo_manifest *of)
{
	struct strata_str folder = of->folder;

	if (node_map(of->top, "workspace"))
		return of;
	while (folder.len) {
		const struct cargo_manifest *above;

		folder = strata_path_dir(folder);
		above = cargo_manifest_at(all, folder);
		if (above && node_map(above->top, "workspace"))
			return above;
	}
	return NULL;
}

/* The text of a field of [package], which may be as the workspace has it. */
static struct strata_str package_text(struct cargo_manifests *all, const struct cargo_manifest *of,
				      const struct node *package, const char *key)
{
	const struct node *n = node_get(package, key);
	const struct cargo_manifest *above;

	if (!n || n->type != NODE_MAP || !node_true(n, "workspace"))
		return node_text(package, key);
	above = workspace_of(all, of);
	return above ? node_text(node_path(above->top, "workspace/package"), key) : STRATA_NONE;
}

/* --- dependencies --------------------------------------------------------------------------- */

static void set_source(struct cargo_dep *out, struct cargo_manifests *all,
		       struct strata_str folder, const struct node *n)
{
	struct strata_str path = node_text(n, "path"), git = node_text(n, "git");
	struct strata_str registry = node_text(n, "registry"), index = node_text(n, "registry-index");

	if (git.len) {
		out->source = CARGO_ELSEWHERE;
		out->from = strata_arena_join(all->arena, STRATA_STR("git+"), git, STRATA_NONE);
	} else if (path.ptr) {
		struct strata_str there = strata_arena_path(all->arena, folder, path);

		out->source = there.ptr ? CARGO_PATH : CARGO_ELSEWHERE;
		out->from = there.ptr ? there : path;
	} else {
		out->from = registry.len ? registry : index.len ? index : STRATA_STR("");
	}
}

static bool says_no_defaults(const struct node *n, bool *said)
{
	const struct node *d = node_get(n, "default-features");

	if (!d)
		d = node_get(n, "default_features");
	*said = d && d->type == NODE_BOOL;
	return *said && strata_str_eq(d->text, STRATA_STR("false"));
}

static void add_features(struct cargo_dep *out, struct cargo_manifests *all, const struct node *n)
{
	for (const struct node *f = node_first(node_array(n, "features")); f; f = f->next)
		if (f->type == NODE_STRING)
			*strata_vec_push(all->arena, &out->features) = cargo_name(all->names, f->text);
	cargo_ids_tidy(&out->features);
}

static void take_table(struct cargo_dep *out, struct cargo_manifests *all,
		       const struct cargo_manifest *of, const struct node *n)
{
	struct strata_str real = n->type == NODE_MAP ? node_text(n, "package") : STRATA_NONE;
	bool said;

	out->name = real.len ? real : n->key;
	out->source = CARGO_REGISTRY;
	out->from = STRATA_STR("");
	out->defaults = true;
	out->requirement = n->type == NODE_STRING ? n->text : node_text(n, "version");
	if (n->type != NODE_MAP)
		return;
	out->defaults = !says_no_defaults(n, &said);
	set_source(out, all, of->folder, n);
	add_features(out, all, n);
}

/*
 * "workspace = true": the rest is as the workspace has it. Default features are off where
 * both turn them off, or the workspace does and the member does not say.
 */
static bool take_offer(struct cargo_dep *out, struct cargo_manifests *all,
		       const struct cargo_manifest *of, const struct node *n)
{
	const struct cargo_manifest *above = workspace_of(all, of);
	const struct node *offer =
		above ? node_get_str(node_path(above->top, "workspace/dependencies"), n->key) : NULL;
	bool said;

	if (!offer || (offer->type != NODE_MAP && offer->type != NODE_STRING))
		return false;
	take_table(out, all, above, offer);
	if (!says_no_defaults(n, &said) && said)
		out->defaults = true;
	add_features(out, all, n);
	return true;
}

bool cargo_manifest_dep(struct cargo_dep *out, struct cargo_manifests *all,
			const struct cargo_manifest *of, const struct node *n)
{
	*out = (struct cargo_dep){ .handle = cargo_name(all->names, n->key) };
	if (n->type == NODE_MAP && node_true(n, "workspace")) {
		if (!take_offer(out, all, of, n))
			return false;
	} else if (n->type == NODE_MAP || n->type == NODE_STRING) {
		take_table(out, all, of, n);
	} else {
		return false;
	}
	out->optional = n->type == NODE_MAP && node_true(n, "optional");
	if (!out->requirement.ptr && out->source == CARGO_REGISTRY)
		out->requirement = STRATA_STR("*");
	return true;
}

static int compare_deps(const void *a, const void *b)
{
	const struct node *const *x = a, *const *y = b;

	return strata_str_cmp((*x)->key, (*y)->key);
}

STRATA_VEC(node_list, const struct node *);

/* Cargo keeps such tables in the order of their keys. */
static struct node_list sorted(const struct node *table, struct strata_arena *arena)
{
	struct node_list out = { 0 };

	for (const struct node *n = node_first(table); n; n = n->next)
		*strata_vec_push(arena, &out) = n;
	strata_vec_sort(&out, compare_deps);
	return out;
}

static void add_deps(struct cargo_manifests *all, struct cargo_manifest *m,
		     const struct node *table, bool dev)
{
	struct node_list deps = sorted(table, all->arena);

	for (size_t i = 0; i < deps.count; i++) {
		struct cargo_dep dep;

		if (!cargo_manifest_dep(&dep, all, m, deps.items[i]))
			continue;
		dep.dev = dev;
		*strata_vec_push(all->arena, &m->summary.deps) = dep;
	}
}

static const struct node *either(const struct node *in, const char *key, const char *older)
{
	const struct node *n = node_map(in, key);

	return n ? n : node_map(in, older);
}

static void add_all_deps(struct cargo_manifests *all, struct cargo_manifest *m)
{
	struct node_list targets = sorted(node_map(m->top, "target"), all->arena);

	add_deps(all, m, node_map(m->top, "dependencies"), false);
	add_deps(all, m, either(m->top, "dev-dependencies", "dev_dependencies"), true);
	add_deps(all, m, either(m->top, "build-dependencies", "build_dependencies"), false);
	for (size_t i = 0; i < targets.count; i++) {
		const struct node *t = targets.items[i];

		add_deps(all, m, node_map(t, "dependencies"), false);
		add_deps(all, m, either(t, "build-dependencies", "build_dependencies"), false);
		add_deps(all, m, either(t, "dev-dependencies", "dev_dependencies"), true);
	}
}

static void add_own_features(struct cargo_manifests *all, struct cargo_manifest *m)
{
	for (const struct node *n = node_first(node_map(m->top, "features")); n; n = n->next) {
		struct cargo_feature *f = strata_vec_push(all->arena, &m->summary.features);

		f->name = cargo_name(all->names, n->key);
		for (const struct node *v = node_first(n); v; v = v->next)
			if (v->type == NODE_STRING)
				cargo_summary_value(f, v->text, all->names, all->arena);
	}
}

/* --- one manifest --------------------------------------------------------------------------- */

static void fill(struct cargo_manifests *all, struct cargo_manifest *m)
{
	const struct node *package = either(m->top, "package", "project");
	struct strata_str resolver = node_text(node_map(m->top, "workspace"), "resolver");

	m->package = package != NULL;
	m->resolver = resolver.ptr ? resolver : node_text(package, "resolver");
	if (package) {
		m->name = node_text(package, "name");
		m->version = package_text(all, m, package, "version");
		m->rust = package_text(all, m, package, "rust-version");
		m->edition = package_text(all, m, package, "edition");
		m->links = node_text(package, "links");
	}
	if (!m->version.len)
		m->version = STRATA_STR("0.0.0");
	add_all_deps(all, m);
	add_own_features(all, m);
	cargo_summary_finish(&m->summary, all->arena);
}

struct cargo_manifest *cargo_manifest_at(struct cargo_manifests *all, struct strata_str folder)
{
	struct strata_str bytes;
	struct cargo_manifest *m;
	struct node *top;
	size_t *index;
	bool added;

	index = strata_map_at(&all->by_folder, folder, &added);
	if (!added)
		return *index ? all->all.items[*index - 1] : NULL;
	if (all->in->files->read(&bytes, all->in->files, file_in(all, folder), all->arena, NULL) < 0 ||
	    toml_tree(&top, bytes, all->arena, NULL) < 0)
		return NULL;
	m = strata_arena_alloc(all->arena, sizeof(*m));
	*m = (struct cargo_manifest){ .folder = folder, .top = top };
	*strata_vec_push(all->arena, &all->all) = m;
	*index = all->all.count;
	fill(all, m);
	return m;
}

/* --- members -------------------------------------------------------------------------------- */

static bool is_below(struct strata_str folder, struct strata_str above)
{
	return !above.len || strata_str_eq(folder, above) ||
	       (strata_str_starts(folder, above) && folder.ptr[above.len] == '/');
}

static bool is_excluded(struct cargo_manifests *all, const struct cargo_manifest *root,
			struct strata_str folder)
{
	const struct node *list = node_array(node_map(root->top, "workspace"), "exclude");

	for (const struct node *n = node_first(list); n; n = n->next) {
		struct strata_str out = strata_arena_path(all->arena, root->folder, n->text);

		if (n->type == NODE_STRING && out.ptr && is_below(folder, out))
			return true;
	}
	return false;
}

struct found {
	struct strata_str folder;
	bool listed; /* by `members`: what `exclude` says does not matter */
};

STRATA_VEC(founds, struct found);

/* A member, then what it has by path, on a stack: folders may lead on for ever. */
static void add_member(struct cargo_manifests *all, const struct cargo_manifest *root,
		       struct strata_str folder, bool listed)
{
	struct founds stack = { 0 };

	*strata_vec_push(all->arena, &stack) = (struct found){ folder, listed };
	while (stack.count) {
		struct found at = stack.items[--stack.count];
		struct cargo_manifest *m = cargo_manifest_at(all, at.folder);

		if (!m || !m->package || m->member ||
		    (!at.listed && (!is_below(at.folder, root->folder) ||
				    is_excluded(all, root, at.folder))))
			continue;
		m->member = true;
		*strata_vec_push(all->arena, &all->members) = m;
		for (size_t i = m->summary.deps.count; i-- > 0;)
			if (m->summary.deps.items[i].source == CARGO_PATH)
				*strata_vec_push(all->arena, &stack) =
					(struct found){ m->summary.deps.items[i].from, false };
	}
}

static void say_missing(struct cargo_manifests *all, struct strata_str folder, unsigned line)
{
	struct strata_error err = STRATA_ERROR_INIT;

	strata_fail(&err, STRATA_ENOTFOUND, line, "it is a member of the workspace, and no Cargo.toml "
						  "that can be read lies there");
	solver_lacks(all->in, folder, &err);
}

static void add_matching(struct cargo_manifests *all, const struct cargo_manifest *root,
			 struct strata_str glob, unsigned line)
{
	size_t wild = 0;

	while (wild < glob.len && glob.ptr[wild] != '*' && glob.ptr[wild] != '?' &&
	       glob.ptr[wild] != '[')
		wild++;
	if (wild == glob.len) {
		if (!cargo_manifest_at(all, glob))
			say_missing(all, glob, line);
		add_member(all, root, glob, true);
		return;
	}
	for (size_t i = solver_files_from(all->in->files, strata_str_take(glob, wild));
	     i < all->in->files->entries->count; i++) {
		struct strata_str path = all->in->files->entries->items[i].path;

		if (!strata_str_starts(path, strata_str_take(glob, wild)))
			return;
		if (strata_str_eq(strata_path_base(path), STRATA_STR("Cargo.toml")) &&
		    strata_glob_match(glob, strata_path_dir(path)) &&
		    !is_excluded(all, root, strata_path_dir(path)))
			add_member(all, root, strata_path_dir(path), true);
	}
}

void cargo_manifest_members(struct cargo_manifests *all, struct cargo_manifest *root)
{
	const struct node *list = node_array(node_map(root->top, "workspace"), "members");

	for (const struct node *n = node_first(list); n; n = n->next) {
		struct strata_str glob = n->type == NODE_STRING
						 ? strata_arena_path(all->arena, root->folder, n->text)
						 : STRATA_NONE;

		if (glob.ptr)
			add_matching(all, root, glob, n->line);
	}
	add_member(all, root, root->folder, true);
}
