/*
 * answer.c - see answer.h. Where something lies is no part of the answer: of each version
 * there is one package, whose edges are those of all its copies.
 */
#include "resolve/npm/answer.h"

struct answer {
	struct strata_facts *out;
	struct npm_build *build;
	struct strata_map packages; /* "name@version" or "name\nrequirement" -> index */
	struct strata_map edges;    /* "from to alias" */
	unsigned needed; /* the number of the set of those that somebody needs; 0: all are */
};

static struct strata_str keep(struct answer *a, struct strata_str s)
{
	return s.ptr ? strata_arena_dup(a->out->arena, s) : STRATA_NONE;
}

static size_t package_at(struct answer *a, struct strata_str key, bool *added)
{
	size_t *index = strata_map_at(&a->packages, key, added);

	if (*added) {
		struct strata_package *p = strata_vec_push(a->out->arena, &a->out->packages);

		p->ecosystem = &strata_ecosystem_npm;
		*index = a->out->packages.count - 1;
	}
	return *index;
}

/* Something of which no more is known than that it is asked for. */
static size_t leaf(struct answer *a, const struct npm_spec *spec)
{
	bool added;
	size_t index = package_at(a,
				  strata_arena_printf(a->build->arena, "%.*s\n%.*s",
						      STRATA_ARG(spec->name), STRATA_ARG(spec->text)),
				  &added);
	struct strata_package *p = &a->out->packages.items[index];

	if (added) {
		p->name = keep(a, spec->name);
		p->requirement = keep(a, spec->text);
		if (spec->type == NPM_SPEC_GIT || spec->type == NPM_SPEC_REMOTE)
			p->source = keep(a, spec->text);
	}
	return index;
}

static size_t package_of(struct answer *a, const struct npm_node *node)
{
	const struct npm_manifest *m = node->manifest;
	struct strata_package *p;
	bool added;
	size_t index = package_at(a,
				  strata_arena_printf(a->build->arena, "%.*s@%.*s",
						      STRATA_ARG(m->name), STRATA_ARG(m->version)),
				  &added);

	if (!added)
		return index;
	p = &a->out->packages.items[index];
	p->name = keep(a, m->name.len ? m->name : node->name);
	if (node->source) /* of no registry: the version is its own word for it */
		p->source = keep(a, node->source->text);
	else
		p->version = keep(a, m->version);
	p->local = node->folder.ptr != NULL;
	if (m->integrity.len)
		*strata_vec_push(a->out->arena, &p->checksums) = keep(a, m->integrity);
	else if (m->shasum.len)
		*strata_vec_push(a->out->arena, &p->checksums) =
			strata_arena_join(a->out->arena, STRATA_STR("sha1:"), m->shasum, STRATA_NONE);
	if (m->licence.len)
		*strata_vec_push(a->out->arena, &p->licences) = keep(a, m->licence);
	return index;
}

static enum strata_scope scope_of(const struct npm_edge *e, bool root)
{
	switch (e->kind) {
	case NPM_ASK_OPTIONAL:
	case NPM_ASK_PEER_OPTIONAL: return STRATA_SCOPE_OPTIONAL;
	case NPM_ASK_DEV: return STRATA_SCOPE_DEV;
	case NPM_ASK_PROD:
	case NPM_ASK_PEER: break;
	}
	return root ? STRATA_SCOPE_PROD : STRATA_SCOPE_UNKNOWN;
}

static void add_edge(struct answer *a, int from, size_t to, const struct npm_edge *e)
{
	struct strata_str name = a->out->packages.items[to].name;
	struct strata_edge *edge;
	bool added;

	strata_map_at(&a->edges,
		      strata_arena_printf(a->build->arena, "%d %zu %.*s", from, to, STRATA_ARG(e->name)),
		      &added);
	if (!added)
		return;
	edge = strata_vec_push(a->out->arena, &a->out->edges);
	*edge = (struct strata_edge){ .from = from, .to = (int)to, .scope = scope_of(e, from < 0) };
	if (!strata_str_eq(name, e->name))
		edge->alias = keep(a, e->name);
}

/* What a package brings in its own archive, where that cannot be had. */
static bool is_unseen(const struct npm_node *node, const struct npm_edge *e)
{
	return !node->opened && npm_node_bundles(node, e->name);
}

/* What need not be there, and is nowhere, npm leaves out. */
static void add_failed(struct answer *a, int from, const struct npm_edge *e,
		       const struct npm_node *to)
{
	const struct npm_spec *spec = npm_edge_spec(&a->build->tree, e);

	if (to->failed->code == STRATA_ENOTFOUND && scope_of(e, false) == STRATA_SCOPE_OPTIONAL)
		return;
	solver_lacks(a->build->in, spec->name, to->failed);
	add_edge(a, from, leaf(a, spec), e);
}

static void add_edges(struct answer *a, int from, const struct npm_node *node)
{
	for (size_t i = 0; i < node->out.count; i++) {
		const struct npm_edge *e = node->out.items[i];
		const struct npm_node *to = e->to && e->to->target ? e->to->target : e->to;

		if (e->workspace || (to && (to->member || to == a->build->tree.top)))
			continue;
		if (is_unseen(node, e))
			add_edge(a, from, leaf(a, e->raw), e);
		else if (to && to->failed)
			add_failed(a, from, e, to);
		else if (to)
			add_edge(a, from, package_of(a, to), e);
	}
}

static int root_of(struct answer *a, const struct npm_node *node)
{
	struct strata_str folder = node->folder, base = a->build->folder;

	*strata_vec_push(a->out->arena, &a->out->roots) = (struct strata_root){
		.name = keep(a, node->manifest->name),
		.version = keep(a, node->manifest->version),
		.dir = node->member ? keep(a, strata_str_skip(folder, base.len ? base.len + 1 : 0))
				    : STRATA_STR(""),
	};
	return STRATA_ROOT(a->out->roots.count - 1);
}

static void add_node(struct answer *a, const struct npm_node *node)
{
	if (a->needed && node->gathered != a->needed)
		return;
	if (node->member || node == a->build->tree.top)
		add_edges(a, root_of(a, node), node);
	else if (!node->target && !node->failed)
		add_edges(a, (int)package_of(a, node), node);
	for (size_t i = 0; i < node->children.count; i++)
		add_node(a, node->children.items[i]);
	for (size_t i = 0; i < node->members.count; i++)
		add_node(a, node->members.items[i]);
}

void npm_answer(struct strata_facts *out, struct npm_build *build)
{
	struct answer a = {
		.out = out,
		.build = build,
		.packages = STRATA_MAP_INIT(build->arena),
		.edges = STRATA_MAP_INIT(build->arena),
	};
	struct npm_nodes needed = { 0 };

	if (build->locked && build->placed) { /* what nobody needs any more npm removes */
		npm_reach(&needed, &build->tree, false);
		a.needed = build->tree.sets;
	}
	add_node(&a, build->tree.top);
	*strata_vec_push(out->arena, &out->references) = (struct strata_reference){
		.kind = STRATA_REF_MANIFEST,
		.path = strata_path_base(build->in->path),
		.format = build->in->format,
	};
}
