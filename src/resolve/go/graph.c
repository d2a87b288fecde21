/* graph.c - see graph.h. */
#include "resolve/go/graph.h"

#include "strata/limits.h"
#include "strata/version.h"

bool go_is_toolchain(struct strata_str path)
{
	return strata_str_eq(path, STRATA_STR("go")) ||
	       strata_str_eq(path, STRATA_STR("toolchain"));
}

void go_graph_init(struct go_graph *g, const struct solver_input *in)
{
	*g = (struct go_graph){
		.in = in,
		.arena = in->scratch,
		.proxy = { .in = in, .arena = in->scratch },
		.excluded = STRATA_MAP_INIT(in->scratch),
		.by_version = STRATA_MAP_INIT(in->scratch),
		.by_path = STRATA_MAP_INIT(in->scratch),
	};
	go_sums_init(&g->sums, in->scratch);
	go_kept_init(&g->kept, in->scratch);
}

void go_graph_release(struct go_graph *g)
{
	go_proxy_release(&g->proxy);
}

static struct strata_str key_of(struct go_graph *g, struct strata_str path, struct strata_str version)
{
	return strata_arena_join(g->arena, path, STRATA_STR("@"), version);
}

/* --- what stands for a module ------------------------------------------------------------------ */

static const struct modfile_replace *search(const struct modfile_replaces *replaces,
					    struct strata_str path, struct strata_str version)
{
	const struct modfile_replace *any = NULL;

	for (size_t i = 0; i < replaces->count; i++) {
		const struct modfile_replace *r = &replaces->items[i];

		if (!strata_str_eq(r->path, path))
			continue;
		if (!r->version.ptr)
			any = r;
		else if (strata_str_eq(r->version, version))
			return r;
	}
	return any;
}

/* Those of a go.work win over those of its members. */
static void replace_node(struct go_graph *g, struct go_node *n)
{
	if (g->work_replaces) {
		n->base = g->work_folder;
		n->replace = search(g->work_replaces, n->path, n->version);
	}
	for (size_t i = 0; i < g->mains.count && !n->replace; i++) {
		n->base = g->mains.items[i].folder;
		n->replace = search(&g->mains.items[i].node->mod.replaces, n->path, n->version);
	}
}

static struct go_path *path_at(struct go_graph *g, struct strata_str path)
{
	bool added;
	size_t *index = strata_map_at(&g->by_path, path, &added);

	if (added) {
		*index = g->paths.count;
		*strata_vec_push(g->arena, &g->paths) =
			strata_arena_alloc(g->arena, sizeof(struct go_path));
	}
	return g->paths.items[*index];
}

static struct go_node *node_at(struct go_graph *g, struct strata_str path, struct strata_str version)
{
	struct strata_str key = key_of(g, path, version);
	size_t ignored;
	struct go_node *n;
	size_t *index;
	bool added;

	index = strata_map_at(&g->by_version, key, &added);
	if (!added)
		return g->nodes.items[*index];
	*index = g->nodes.count;
	n = strata_arena_alloc(g->arena, sizeof(*n));
	*strata_vec_push(g->arena, &g->nodes) = n;
	n->path = path;
	n->version = version;
	n->of = path_at(g, path);
	n->left_out = go_is_toolchain(path) || strata_map_get(&ignored, &g->excluded, key);
	if (version.len)
		replace_node(g, n);
	return n;
}

struct go_node *go_graph_required(struct go_graph *g, struct go_require *r)
{
	if (!r->version.ptr)
		return NULL;
	if (!r->node && r->at)
		r->node = *r->at;
	if (!r->node)
		r->node = node_at(g, r->path, r->version);
	if (r->at)
		*r->at = r->node;
	return r->node->left_out ? NULL : r->node;
}

void go_graph_add_main(struct go_graph *g, const struct go_mod *mod, struct strata_str folder)
{
	struct go_node *n = node_at(g, mod->module, STRATA_STR(""));

	n->mod = *mod;
	n->read = n->there = true;
	*strata_vec_push(g->arena, &g->mains) = (struct go_main){ n, folder };
	for (size_t i = 0; i < mod->excludes.count; i++)
		strata_map_at(&g->excluded,
			      key_of(g, mod->excludes.items[i].path, mod->excludes.items[i].version),
			      NULL);
}

/* --- the go.mod of a module -------------------------------------------------------------------- */

static int read_folder(struct strata_str *bytes, struct go_graph *g, const struct go_node *n,
		       struct strata_error *err)
{
	struct strata_str folder = strata_arena_path(g->arena, n->base, n->replace->to), path;
	int rc;

	if (!folder.ptr)
		return strata_fail(err, STRATA_ENOTFOUND, 0,
				   "it is replaced by '%.*s', outside of the snapshot",
				   STRATA_ARG(n->replace->to));
	path = folder.len ? strata_arena_join(g->arena, folder, STRATA_STR("/go.mod"), STRATA_NONE)
			  : STRATA_STR("go.mod");
	rc = g->in->files->read(bytes, g->in->files, path, g->arena, err);
	if (rc == STRATA_ENOTFOUND)
		strata_fail(err, rc, 0, "'%.*s', which replaces it, is not in the snapshot",
			    STRATA_ARG(path));
	return rc;
}

static bool is_folder(const struct go_node *n)
{
	return n->replace && !n->replace->to_version.ptr;
}

static struct strata_str actual_path(const struct go_node *n)
{
	return n->replace ? n->replace->to : n->path;
}

static struct strata_str actual_version(const struct go_node *n)
{
	return n->replace ? n->replace->to_version : n->version;
}

/* A page of HTML has no module line, and what is cut short in it names another module. */
static int check_path(const struct go_node *n, struct strata_error *err)
{
	if (!n->mod.module.len)
		return strata_fail(err, STRATA_ESYNTAX, 0, "what is served as its go.mod has no module line");
	if (strata_str_eq(n->mod.module, n->path) ||
	    strata_str_eq(n->mod.module, actual_path(n)))
		return 0;
	return strata_fail(err, STRATA_ESYNTAX, 0, "its go.mod says that it is '%.*s'",
			   STRATA_ARG(n->mod.module));
}

/* Whether an earlier run read it, and go.sum has nothing else of it today. */
static bool is_kept(struct go_graph *g, const struct go_node *n)
{
	struct strata_str path = actual_path(n), version = actual_version(n), sum;
	const struct go_kept_mod *mod = go_kept_find(&g->kept, path, version);

	if (!mod || go_proxy_is_private(&g->proxy, path))
		return false;
	sum = go_sums_of_mod(&g->sums, path, version);
	return !sum.ptr || strata_str_eq(sum, mod->sum);
}

static int read_served(struct go_graph *g, struct go_node *n, struct strata_error *err)
{
	struct strata_str path = actual_path(n), version = actual_version(n), bytes;
	int rc;

	if (n->kept && go_kept_read(&n->mod, &g->kept, go_kept_find(&g->kept, path, version)))
		return check_path(n, err);
	if ((rc = go_proxy_mod(&bytes, &g->proxy, path, version, err)) < 0)
		return rc;
	if ((rc = go_sums_check(&g->sums, path, version, bytes, err)) < 0 ||
	    (rc = go_mod_read(&n->mod, bytes, false, g->arena, err)) < 0 ||
	    (rc = check_path(n, err)) < 0)
		go_proxy_refuse(&g->proxy);
	else if (go_proxy_was_first(&g->proxy))
		go_kept_add(&g->kept, path, version, go_sums_of_mod(&g->sums, path, version),
			    &n->mod);
	return rc;
}

static int read_mod(struct go_graph *g, struct go_node *n, struct strata_error *err)
{
	struct strata_str bytes;
	int rc;

	if (!is_folder(n))
		return read_served(g, n, err);
	rc = read_folder(&bytes, g, n, err);
	return rc < 0 ? rc : go_mod_read(&n->mod, bytes, false, g->arena, err);
}

static bool has_mod(struct go_graph *g, struct go_node *n)
{
	struct strata_error err = STRATA_ERROR_INIT;

	if (n->read)
		return n->there;
	n->read = true;
	n->there = read_mod(g, n, &err) == 0;
	if (!n->there) {
		n->mod = (struct go_mod){ 0 };
		solver_lacks(g->in, n->path, &err);
	}
	return n->there;
}

/* --- one round --------------------------------------------------------------------------------- */

/* A main module has no version, which is higher than any. */
static bool is_higher(const struct go_node *n, const struct go_node *than)
{
	return !n->version.len ||
	       (than->version.len && strata_version_go.compare(than->version, n->version) < 0);
}

static void select_version(struct go_node *n)
{
	if (!n->judged && (!n->of->selected || is_higher(n, n->of->selected)))
		n->of->selected = n;
	n->judged = true;
}

static void enqueue(struct go_graph *g, struct go_node *n, enum go_pruning pruning)
{
	if (n->queued[pruning])
		return;
	n->queued[pruning] = true;
	if (!n->read && !is_folder(n) && !(n->kept = n->kept || is_kept(g, n)))
		go_proxy_want(&g->proxy, actual_path(n), actual_version(n));
	*strata_vec_push(g->arena, &g->queue) = (struct go_waiting){ n, pruning };
}

/* Its requirements become part of the graph. */
static void load(struct go_graph *g, struct go_node *n)
{
	if (n->loaded || !has_mod(g, n))
		return;
	n->loaded = true;
	for (size_t i = 0; i < n->mod.requires.count; i++) {
		struct go_node *to = go_graph_required(g, &n->mod.requires.items[i]);

		g->steps++;
		if (to)
			select_version(to);
	}
}

static void expand(struct go_graph *g, const struct go_waiting *w)
{
	enum go_pruning next;
	bool pruned;

	load(g, w->node);
	if (!w->node->loaded)
		return;
	pruned = w->node->mod.pruned;
	next = w->pruning == GO_UNPRUNED || !pruned ? GO_UNPRUNED : GO_PRUNED;
	if (w->pruning == GO_PRUNED && pruned)
		return;
	for (size_t i = 0; i < w->node->mod.requires.count; i++) {
		struct go_node *to = go_graph_required(g, &w->node->mod.requires.items[i]);

		if (to)
			enqueue(g, to, next);
	}
}

static int drain(struct go_graph *g, struct strata_error *err)
{
	while (g->next < g->queue.count) {
		struct go_waiting w = g->queue.items[g->next++];

		expand(g, &w);
		if (g->nodes.count > STRATA_LIMIT_SOLVED_PACKAGES * 8u ||
		    g->steps > STRATA_LIMIT_SOLVER_STEPS)
			return strata_fail(err, STRATA_ELIMIT, 0, "the module graph is too large");
	}
	return 0;
}

static void begin_round(struct go_graph *g)
{
	g->queue.count = g->next = 0;
	for (size_t i = 0; i < g->paths.count; i++)
		g->paths.items[i]->selected = NULL;
	for (size_t i = 0; i < g->nodes.count; i++) {
		g->nodes.items[i]->loaded = g->nodes.items[i]->seen = false;
		g->nodes.items[i]->judged = false;
		for (int k = 0; k < GO_PRUNINGS; k++)
			g->nodes.items[i]->queued[k] = false;
	}
	for (size_t i = 0; i < g->mains.count; i++)
		select_version(g->mains.items[i].node);
}

/* --- a module of its own ----------------------------------------------------------------------- */

static int load_single(struct go_graph *g, struct strata_error *err)
{
	struct go_node *top = g->mains.items[0].node;
	enum go_pruning pruning = top->mod.pruned ? GO_PRUNED : GO_UNPRUNED;

	begin_round(g);
	load(g, top);
	for (size_t i = 0; i < top->mod.requires.count; i++) {
		struct go_node *to = go_graph_required(g, &top->mod.requires.items[i]);

		if (to)
			enqueue(g, to, pruning);
	}
	return drain(g, err);
}

/* Whether a requirement had to be raised; one path twice becomes one at the selected version. */
static bool raise_roots(struct go_graph *g)
{
	struct go_requires *roots = &g->mains.items[0].node->mod.requires;
	struct strata_map seen = STRATA_MAP_INIT(g->arena);
	bool raised = false;
	size_t kept = 0;

	for (size_t i = 0; i < roots->count; i++) {
		struct go_require r = roots->items[i];
		const struct go_node *required = go_graph_required(g, &r);
		struct go_node *n = required ? required->of->selected : NULL;
		bool added = true;

		if (n && n->version.len) {
			strata_map_at(&seen, r.path, &added);
			raised = raised || (added && !strata_str_eq(r.version, n->version));
			r.version = n->version;
			r.node = n;
		}
		if (added)
			roots->items[kept++] = r;
	}
	if (raised)
		roots->count = kept;
	return raised;
}

/* --- a workspace ------------------------------------------------------------------------------- */

/*
 * The modules whose packages may be part of the members' must be read at the version that
 * is selected: what a lower one required may not be what is needed.
 */
static bool want_selected(struct go_graph *g, struct go_nodes *needed)
{
	struct go_nodes fresh = { 0 };

	for (size_t i = 0; i < needed->count; i++) {
		struct go_node *n = needed->items[i]->of->selected;

		if (!n)
			continue;
		if (!n->seen) {
			*strata_vec_push(g->arena, &fresh) = n;
			n->seen = true;
			continue;
		}
		for (size_t k = 0; n->loaded && k < n->mod.requires.count; k++) {
			struct go_node *r = go_graph_required(g, &n->mod.requires.items[k]);
			struct go_node *s = r ? r->of->selected : NULL;

			if (!s || s->seen || s == r)
				continue;
			*strata_vec_push(g->arena, &fresh) = s;
			s->seen = true;
		}
	}
	for (size_t i = 0; i < fresh.count; i++) {
		enqueue(g, fresh.items[i], GO_WORKSPACE);
		*strata_vec_push(g->arena, needed) = fresh.items[i];
	}
	return fresh.count > 0;
}

static int load_workspace(struct go_graph *g, struct strata_error *err)
{
	struct go_nodes needed = { 0 };
	int rc;

	begin_round(g);
	for (size_t i = 0; i < g->mains.count; i++) {
		enqueue(g, g->mains.items[i].node, GO_WORKSPACE);
		*strata_vec_push(g->arena, &needed) = g->mains.items[i].node;
	}
	if ((rc = drain(g, err)) < 0)
		return rc;
	while (want_selected(g, &needed))
		if ((rc = drain(g, err)) < 0)
			return rc;
	return 0;
}

static int load_all(struct go_graph *g, struct strata_error *err)
{
	int rc;

	if (g->work_replaces)
		return load_workspace(g, err);
	do {
		if ((rc = load_single(g, err)) < 0)
			return rc;
	} while (g->mains.items[0].node->mod.pruned && raise_roots(g));
	return 0;
}

int go_graph_load(struct go_graph *g, struct strata_error *err)
{
	struct strata_str bytes, module = g->mains.items[0].node->path;
	struct strata_buf kept = STRATA_BUF_INIT;
	int rc;

	if (go_proxy_kept(&bytes, &g->proxy, module) && !go_kept_parse(&g->kept, bytes))
		go_proxy_refuse(&g->proxy);
	rc = load_all(g, err);
	if (g->kept.fresh && go_kept_write(&kept, &g->kept))
		go_proxy_keep(&g->proxy, module, strata_buf_str(&kept));
	strata_buf_release(&kept);
	return rc;
}
