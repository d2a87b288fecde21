/*
 * solve.c - which modules go has for a go.mod: those of `go list -m all`; see solver.h.
 *
 * A go.mod of go 1.17 or later is its own lockfile: it lists the version of every module
 * that is needed to build and test the module. So without leave to ask proxies there is
 * nothing to find out, and nothing is said to be missing. With it, the graph adds which
 * module wants which, and the rest of the graph: modules that at most tests of
 * dependencies use (scope test). An older go.mod lists what it asks for itself alone; the
 * rest is in go.sum, which counts where neither cache nor proxies may tell.
 *
 * What the go.mod of a module wants may not be had. Its version is known all the same, as
 * the highest that is required of it: it keeps that, and the gap behind it is a lack.
 *
 * The day that is resolved for changes what a query means ("latest"), by the times of proxies;
 * a version that is required is chosen whenever it was published.
 *
 * A go.work is solved with its members, for which it then answers: that is what go builds
 * where it lies.
 */
#include "resolve/go/graph.h"

#include "strata/limits.h"

struct answering {
	struct go_graph *graph;
	struct strata_facts *out;
	struct strata_map listed; /* path -> 1, or 2 when a main module asks for it itself */
	bool pruned;              /* all main modules are */
	struct strata_map by_name;  /* "name@version" -> package */
};

static struct strata_str keep(struct answering *a, struct strata_str text)
{
	return strata_arena_dup(a->out->arena, text);
}

/* Direct ones get their scope from the go.mod that asks for them. */
static void set_scope(struct answering *a, struct strata_package *p, struct strata_str path)
{
	size_t how = 0;

	strata_map_get(&how, &a->listed, path);
	if (how == 2)
		return;
	p->direct = STRATA_NO;
	p->scope = how || !a->pruned ? STRATA_SCOPE_PROD : STRATA_SCOPE_TEST;
}

static void add_checksum(struct answering *a, struct strata_package *p)
{
	struct strata_str hash = go_sums_of(&a->graph->sums, p->name, p->version);

	if (hash.ptr)
		*strata_vec_push(a->out->arena, &p->checksums) = keep(a, hash);
}

static void describe(struct answering *a, struct strata_package *p, const struct go_node *n)
{
	const struct modfile_replace *r = n->replace;

	p->ecosystem = &strata_ecosystem_go;
	p->name = keep(a, r && r->to_version.ptr ? r->to : n->path);
	if (r && !r->to_version.ptr) {
		p->local = true;
		p->source = keep(a, r->to);
	} else {
		p->version = keep(a, r ? r->to_version : n->version);
		add_checksum(a, p);
	}
	set_scope(a, p, n->path);
}

/* Two modules may have one replacement. */
static void add_package(struct answering *a, const struct go_node *n)
{
	struct strata_package p = { 0 };
	size_t *index;
	bool added;

	describe(a, &p, n);
	index = strata_map_at(&a->by_name,
			      STRATA_CONCAT(a->graph->arena, p.name, STRATA_STR("@"), p.version,
					    p.source),
			      &added);
	if (added) {
		*index = a->out->packages.count;
		*strata_vec_push(a->out->arena, &a->out->packages) = p;
	}
	n->of->package = *index + 1;
}

static bool is_answered(const struct go_node *n)
{
	return n->version.len && n->of->selected == n;
}

static void add_packages(struct answering *a)
{
	const struct go_nodes *nodes = &a->graph->nodes;

	for (size_t i = 0; i < nodes->count; i++)
		if (is_answered(nodes->items[i]))
			add_package(a, nodes->items[i]);
}

static void add_edges_of(struct answering *a, struct go_node *n)
{
	size_t from = n->of->package;

	for (size_t i = 0; i < n->mod.requires.count; i++) {
		const struct go_node *r = go_graph_required(a->graph, &n->mod.requires.items[i]);

		if (r && r->of->package && r->of->package != from)
			strata_facts_edge(a->out, (int)from - 1, r->of->package - 1,
					  STRATA_SCOPE_UNKNOWN);
	}
}

static void add_edges(struct answering *a)
{
	const struct go_nodes *nodes = &a->graph->nodes;

	for (size_t i = 0; i < nodes->count; i++)
		if (is_answered(nodes->items[i]) && nodes->items[i]->loaded)
			add_edges_of(a, nodes->items[i]);
}

static void add_main(struct answering *a, const struct go_main *of)
{
	const struct go_mod *mod = &of->node->mod;
	struct strata_str top = strata_path_dir(a->graph->in->path);
	struct strata_str dir = strata_str_skip(of->folder, top.len && of->folder.len > top.len
								    ? top.len + 1
								    : top.len);

	a->pruned = a->pruned && mod->pruned;
	for (size_t i = 0; i < mod->requires.count; i++) {
		size_t *how = strata_map_at(&a->listed, mod->requires.items[i].path, NULL);

		if (!mod->requires.items[i].indirect || !*how)
			*how = mod->requires.items[i].indirect ? 1 : 2;
	}
	*strata_vec_push(a->out->arena, &a->out->roots) = (struct strata_root){
		.name = keep(a, mod->module),
		.dir = keep(a, dir),
	};
	*strata_vec_push(a->out->arena, &a->out->references) = (struct strata_reference){
		.kind = STRATA_REF_MANIFEST,
		.path = dir.len ? strata_arena_join(a->out->arena, dir, STRATA_STR("/go.mod"),
						    STRATA_NONE)
				: STRATA_STR("go.mod"),
		.format = strata_format_named(STRATA_STR("go/mod")),
	};
}

static void answer(struct strata_facts *out, struct go_graph *g)
{
	struct answering a = {
		.graph = g,
		.out = out,
		.listed = STRATA_MAP_INIT(g->arena),
		.pruned = true,
		.by_name = STRATA_MAP_INIT(g->arena),
	};

	if (g->proxy.undated)
		strata_facts_note(out, 0,
				  "resolved as of a day, but the proxy does not date %zu version%s: "
				  "they count as published",
				  g->proxy.undated, g->proxy.undated == 1 ? "" : "s");
	for (size_t i = 0; i < g->mains.count; i++)
		add_main(&a, &g->mains.items[i]);
	add_packages(&a);
	add_edges(&a);
}

/* Requirements that go has not yet put a version to. */
static void settle_queries(struct go_graph *g, struct go_mod *mod)
{
	for (size_t i = 0; i < mod->requires.count; i++) {
		struct go_require *r = &mod->requires.items[i];
		struct strata_error err = STRATA_ERROR_INIT;

		if (!r->query.ptr)
			continue;
		if (go_proxy_query(&r->version, &g->proxy, r->path, r->query, &err) < 0)
			solver_lacks(g->in, r->path, &err);
	}
}

static int read_file(struct go_mod *out, const struct solver_input *in, struct strata_str path,
		     struct strata_error *err)
{
	struct strata_str bytes;
	int rc = in->files->read(&bytes, in->files, path, in->scratch, err);

	if (rc == STRATA_ENOTFOUND)
		strata_fail(err, rc, 0, "'%.*s' is not in the snapshot", STRATA_ARG(path));
	return rc < 0 ? rc : go_mod_read(out, bytes, true, in->scratch, err);
}

static void add_module(struct go_graph *g, struct go_mod *mod, struct strata_str folder)
{
	go_sums_read(&g->sums, g->in->files, folder, STRATA_STR("go.sum"));
	if (go_proxy_is_known(&g->proxy))
		settle_queries(g, mod);
	go_graph_add_main(g, mod, folder);
}

static void add_member(struct go_graph *g, const struct go_use *use)
{
	struct strata_error err = STRATA_ERROR_INIT;
	struct strata_str folder = strata_arena_path(g->arena, g->work_folder, use->folder), path;
	struct go_mod mod;

	if (!folder.ptr) {
		strata_fail(&err, STRATA_ENOTFOUND, use->line, "it is outside of the snapshot");
		solver_lacks(g->in, use->folder, &err);
		return;
	}
	path = folder.len ? strata_arena_join(g->arena, folder, STRATA_STR("/go.mod"), STRATA_NONE)
			  : STRATA_STR("go.mod");
	if (read_file(&mod, g->in, path, &err) < 0)
		solver_lacks(g->in, use->folder, &err);
	else
		add_module(g, &mod, folder);
}

static bool has_query(const struct go_mod *mod)
{
	for (size_t i = 0; i < mod->requires.count; i++)
		if (mod->requires.items[i].query.ptr && !mod->requires.items[i].version.len)
			return true;
	return false;
}

static bool is_settled(const struct go_graph *g)
{
	for (size_t i = 0; i < g->mains.count; i++) {
		const struct go_mod *mod = &g->mains.items[i].node->mod;

		if (!mod->pruned || (has_query(mod) && !go_proxy_is_known(&g->proxy)))
			return false;
	}
	return !registry_is_online(g->in->registry);
}

/* What no cache holds is in go.sum, if with more than is needed: as good as a lockfile. */
static bool is_told_by_sums(const struct go_graph *g)
{
	return !registry_is_online(g->in->registry) && g->sums.hashes.count;
}

static int load(struct strata_facts *out, struct go_graph *g, struct strata_error *err)
{
	int rc;

	if (!go_proxy_is_known(&g->proxy))
		return is_told_by_sums(g) ? 0 : registry_unknown(g->in->settings, err);
	if ((rc = go_graph_load(g, err)) < 0)
		return rc;
	if (g->in->lacks->count && is_told_by_sums(g))
		g->in->lacks->count = 0;
	else
		answer(out, g);
	return 0;
}

static int solve(struct strata_facts *out, const struct solver_input *in, struct strata_error *err)
{
	struct go_graph g;
	struct go_mod mod;
	int rc;

	if ((rc = read_file(&mod, in, in->path, err)) < 0)
		return rc;
	go_graph_init(&g, in);
	g.work_folder = strata_path_dir(in->path);
	if (strata_str_eq(strata_str_of(in->format->name), STRATA_STR("go/work"))) {
		g.work_replaces = &mod.replaces;
		go_sums_read(&g.sums, in->files, g.work_folder, STRATA_STR("go.work.sum"));
		for (size_t i = 0; i < mod.uses.count; i++)
			add_member(&g, &mod.uses.items[i]);
	} else {
		add_module(&g, &mod, g.work_folder);
	}
	if (g.mains.count && !is_settled(&g))
		rc = load(out, &g, err);
	go_graph_release(&g);
	return rc;
}

static int versions(struct strata_strs *out, const struct solver_input *in, struct strata_str name,
		    struct strata_arena *arena, struct strata_error *err)
{
	struct go_proxy proxy = { .in = in, .arena = in->scratch };
	struct strata_strs found = { 0 };
	int rc = go_proxy_is_known(&proxy) ? go_proxy_versions(&found, &proxy, name, err)
					   : registry_unknown(in->settings, err);

	for (size_t i = 0; rc == 0 && i < found.count; i++)
		*strata_vec_push(arena, out) = strata_arena_dup(arena, found.items[i]);
	go_proxy_release(&proxy);
	return rc;
}

const struct solver solver_go = {
	.formats = "go/mod go/work",
	.config = &registry_config_go,
	.workspaces = true,
	.alone = true,
	.solve = solve,
	.versions = versions,
};
