/* reach.c - scope by reachability over packages and their extras; see reach.h. */
#include "python/reach.h"

#include "strata/ecosystem.h"

struct walk {
	unsigned *first; /* of each node: its first link, + 1 */
	unsigned *next;  /* of each link: the next one of the same node, + 1 */
	bool *reached;
	unsigned *stack;
	size_t depth;
};

void python_reach_init(struct python_reach *out, struct strata_facts *facts)
{
	*out = (struct python_reach){
		.facts = facts,
		.extras = STRATA_MAP_INIT(facts->arena),
		.nodes = (unsigned)facts->packages.count,
	};
}

unsigned python_reach_extra(struct python_reach *r, size_t package, struct strata_str extra)
{
	struct strata_arena *arena = r->facts->arena;
	bool added;
	size_t *node;

	extra = strata_name_pep503(arena, extra);
	node = strata_map_at(&r->extras,
			     strata_arena_printf(arena, "%zu %.*s", package, STRATA_ARG(extra)),
			     &added);
	if (added)
		*node = r->nodes++;
	return (unsigned)*node;
}

void python_reach_start(struct python_reach *r, unsigned node, enum strata_scope scope)
{
	*strata_vec_push(r->facts->arena, &r->starts) = (struct python_start){ node, scope };
}

void python_reach_link(struct python_reach *r, unsigned from, unsigned to)
{
	*strata_vec_push(r->facts->arena, &r->links) = (struct python_link){ from, to };
}

static void visit(struct walk *w, unsigned node)
{
	if (w->reached[node])
		return;
	w->reached[node] = true;
	w->stack[w->depth++] = node;
}

/* What this scope reaches and no stronger one did. */
static void spread(struct python_reach *r, struct walk *w, enum strata_scope scope)
{
	for (size_t i = 0; i < r->starts.count; i++)
		if (r->starts.items[i].scope == scope)
			visit(w, r->starts.items[i].node);
	while (w->depth) {
		unsigned node = w->stack[--w->depth];

		if (node < r->facts->packages.count)
			r->facts->packages.items[node].scope = scope;
		for (unsigned l = w->first[node]; l; l = w->next[l - 1])
			visit(w, r->links.items[l - 1].to);
	}
}

void python_reach_settle(struct python_reach *r)
{
	struct strata_arena *arena = r->facts->arena;
	struct walk w = {
		.first = strata_arena_alloc(arena, (r->nodes + 1) * sizeof(*w.first)),
		.next = strata_arena_alloc(arena, (r->links.count + 1) * sizeof(*w.next)),
		.reached = strata_arena_alloc(arena, (r->nodes + 1) * sizeof(*w.reached)),
		.stack = strata_arena_alloc(arena, (r->nodes + 1) * sizeof(*w.stack)),
	};

	for (size_t i = r->links.count; i-- > 0;) {
		w.next[i] = w.first[r->links.items[i].from];
		w.first[r->links.items[i].from] = (unsigned)i + 1;
	}
	for (int scope = STRATA_SCOPE_PROD; scope > STRATA_SCOPE_UNKNOWN; scope--)
		spread(r, &w, (enum strata_scope)scope);
}
