/*
 * solve.c - which modules go has for a go.mod: those of `go list -m all`; see solver.h.
 *
 * A go.mod of go 1.17 or later is its own lockfile: it lists the version of every module
 * that is needed to build and test the module. So without leave to ask proxies there is
 * nothing to find out, and nothing is said to be missing. With it, the graph adds which
 * module wants which, and the rest of the graph: modules that at most tests of
 * dependencies use (scope test). An older go.mod lists what it asks for itself alone.
 */
#include "resolve/go/graph.h"

#include "strata/limits.h"

struct answering {
	struct go_graph *graph;
	struct strata_facts *out;
	struct strata_map required; /* path -> index into the main module's requirements */
	struct strata_map by_name;  /* "name@version" -> package */
	struct strata_map by_node;  /* path -> package */
};

static const struct go_mod *main_of(const struct answering *a)
{
	return &a->graph->mains.items[0].node->mod;
}

static struct strata_str keep(struct answering *a, struct strata_str text)
{
	return strata_arena_dup(a->out->arena, text);
}

/* Direct ones get their scope from the go.mod that asks for them. */
static void set_scope(struct answering *a, struct strata_package *p, struct strata_str path)
{
	size_t index;
	bool listed = strata_map_get(&index, &a->required, path);

	if (listed && !main_of(a)->requires.items[index].indirect)
		return;
	p->direct = STRATA_NO;
	p->scope = listed || !main_of(a)->pruned ? STRATA_SCOPE_PROD : STRATA_SCOPE_TEST;
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
	*strata_map_at(&a->by_node, n->path, NULL) = *index;
}

static bool is_answered(const struct go_graph *g, const struct go_node *n)
{
	return n->version.len && go_graph_selected(g, n->path) == n;
}

static void add_packages(struct answering *a)
{
	const struct go_nodes *nodes = &a->graph->nodes;

	for (size_t i = 0; i < nodes->count; i++)
		if (is_answered(a->graph, nodes->items[i]))
			add_package(a, nodes->items[i]);
}

static void add_edges_of(struct answering *a, int from, const struct go_node *n)
{
	for (size_t i = 0; i < n->mod.requires.count; i++) {
		size_t to;

		if (strata_map_get(&to, &a->by_node, n->mod.requires.items[i].path) && (int)to != from)
			strata_facts_edge(a->out, from, to, STRATA_SCOPE_UNKNOWN);
	}
}

static void add_edges(struct answering *a)
{
	const struct go_nodes *nodes = &a->graph->nodes;

	for (size_t i = 0; i < nodes->count; i++) {
		size_t from;

		if (is_answered(a->graph, nodes->items[i]) && nodes->items[i]->loaded &&
		    strata_map_get(&from, &a->by_node, nodes->items[i]->path))
			add_edges_of(a, (int)from, nodes->items[i]);
	}
}

static void answer(struct strata_facts *out, struct go_graph *g)
{
	struct answering a = {
		.graph = g,
		.out = out,
		.required = STRATA_MAP_INIT(g->arena),
		.by_name = STRATA_MAP_INIT(g->arena),
		.by_node = STRATA_MAP_INIT(g->arena),
	};

	for (size_t i = 0; i < main_of(&a)->requires.count; i++)
		*strata_map_at(&a.required, main_of(&a)->requires.items[i].path, NULL) = i;
	add_packages(&a);
	add_edges(&a);
	*strata_vec_push(out->arena, &out->roots) = (struct strata_root){
		.name = keep(&a, main_of(&a)->module),
		.dir = STRATA_STR(""),
	};
	*strata_vec_push(out->arena, &out->references) = (struct strata_reference){
		.kind = STRATA_REF_MANIFEST,
		.path = strata_path_base(g->in->path),
		.format = g->in->format,
	};
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

static int solve(struct strata_facts *out, const struct solver_input *in, struct strata_error *err)
{
	struct strata_str bytes;
	struct go_graph g;
	struct go_mod mod;
	int rc;

	if ((rc = in->files->read(&bytes, in->files, in->path, in->scratch, err)) < 0 ||
	    (rc = go_mod_read(&mod, bytes, true, in->scratch, err)) < 0)
		return rc;
	if (mod.pruned && !registry_is_online(in->registry))
		return 0;
	go_graph_init(&g, in);
	settle_queries(&g, &mod);
	go_graph_add_main(&g, &mod, strata_path_dir(in->path));
	if ((rc = go_graph_load(&g, err)) == 0)
		answer(out, &g);
	go_graph_release(&g);
	return rc;
}

const struct solver solver_go = {
	.formats = "go/mod",
	.config = &registry_config_go,
	.solve = solve,
};
