/*
 * scope.c - for what a package is needed, and who asked for it.
 *
 * Where the file does not tell, the scope of a package is the strongest of the
 * ways that lead to it from a root; a way is as strong as its weakest edge. A
 * widest-path search, scope by scope from the strongest: each edge is looked at
 * once per scope at most.
 *
 * A local package is a root where its manifest tells what its edges are for, and
 * one more package on the way where nothing does: a folder asked for by its path.
 */
#include "resolve/unit.h"

struct reach {
	const struct unit *unit;
	unsigned *first; /* of each package: its first edge, +1 */
	unsigned *next;  /* of each edge: the next one of the same package, +1 */
	unsigned char *scope;
	bool *reached;
	unsigned *stack;
	size_t depth;
};

static enum strata_scope weaker(enum strata_scope a, enum strata_scope b)
{
	if (b == STRATA_SCOPE_UNKNOWN)
		return a;
	if (a == STRATA_SCOPE_UNKNOWN)
		return b;
	return a < b ? a : b;
}

static bool from_root(const struct unit *unit, const struct strata_edge *e)
{
	return e->from < 0 || unit->packages.items[e->from].facts->local;
}

static void index_edges(struct reach *r, struct strata_arena *scratch)
{
	size_t packages = r->unit->packages.count, edges = r->unit->edges.count;

	r->first = strata_arena_alloc(scratch, packages * sizeof(*r->first));
	r->next = strata_arena_alloc(scratch, edges * sizeof(*r->next));
	r->scope = strata_arena_alloc(scratch, packages);
	r->reached = strata_arena_alloc(scratch, packages * sizeof(*r->reached));
	r->stack = strata_arena_alloc(scratch, (packages + 1) * sizeof(*r->stack));
	for (size_t i = edges; i-- > 0;) {
		int from = r->unit->edges.items[i].from;

		if (from < 0)
			continue;
		r->next[i] = r->first[from];
		r->first[from] = (unsigned)i + 1;
	}
}

static void reach_package(struct reach *r, unsigned package, enum strata_scope scope)
{
	if (r->reached[package] && r->scope[package] >= scope)
		return;
	r->reached[package] = true;
	r->scope[package] = (unsigned char)scope;
	r->stack[r->depth++] = package;
}

/* All that is reached at exactly this scope, its stronger ones being done. */
static void spread(struct reach *r, enum strata_scope scope)
{
	while (r->depth) {
		unsigned package = r->stack[--r->depth];

		for (unsigned e = r->first[package]; e; e = r->next[e - 1]) {
			const struct strata_edge *edge = &r->unit->edges.items[e - 1];

			if (edge->scope == STRATA_SCOPE_DEV || edge->scope == STRATA_SCOPE_TEST)
				continue; /* a dependency's own tools are not installed */
			if (weaker(scope, edge->scope) == scope)
				reach_package(r, (unsigned)edge->to, scope);
		}
	}
}

/* Edges that weaken the way (optional ones, mostly) start the next rounds. */
static void start(struct reach *r, enum strata_scope scope)
{
	for (size_t i = 0; i < r->unit->edges.count; i++) {
		const struct strata_edge *e = &r->unit->edges.items[i];

		if (from_root(r->unit, e)) {
			if (e->scope == scope)
				reach_package(r, (unsigned)e->to, scope);
		} else if (r->reached[e->from] && e->scope == scope &&
			   r->scope[e->from] > scope && scope != STRATA_SCOPE_DEV &&
			   scope != STRATA_SCOPE_TEST) {
			reach_package(r, (unsigned)e->to, scope);
		}
	}
}

void scope_settle(struct unit *unit, struct strata_arena *scratch)
{
	struct reach r = { .unit = unit };
	bool rooted = false;

	for (size_t i = 0; i < unit->edges.count; i++)
		rooted = rooted || from_root(unit, &unit->edges.items[i]);
	if (!rooted)
		return;
	index_edges(&r, scratch);
	for (int scope = STRATA_SCOPE_PROD; scope >= STRATA_SCOPE_UNKNOWN; scope--) {
		start(&r, (enum strata_scope)scope);
		spread(&r, (enum strata_scope)scope);
	}
	for (size_t i = 0; i < unit->packages.count; i++) {
		struct unit_package *p = &unit->packages.items[i];

		if (p->scope == STRATA_SCOPE_UNKNOWN && r.reached[i])
			p->scope = (enum strata_scope)r.scope[i];
		if (p->direct == STRATA_UNKNOWN)
			p->direct = STRATA_NO;
	}
	for (size_t i = 0; i < unit->edges.count; i++)
		if (from_root(unit, &unit->edges.items[i]))
			unit->packages.items[unit->edges.items[i].to].direct = STRATA_YES;
}
