/* prefer.c - which node pip goes on with; see run.h. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "resolve/pypi/run.h"

enum {
	OFTEN = 5,  /* conflicts after which a node is settled early */
	AHEAD = 16, /* releases that are fetched before their turn */
};

struct preference {
	unsigned node, depth, order;
	bool promoted, pinned, cause, bounded, unfree;
};

/* --- what conflicted -------------------------------------------------------------------------- */

static void fit_notes(struct pypi_run *r)
{
	size_t nodes = r->s->nodes.count, room = nodes * 2 + 16;
	unsigned *conflicts = r->conflicts;

	if (nodes <= r->noted)
		return;
	r->conflicts = strata_arena_alloc(r->s->arena, room * sizeof(*r->conflicts));
	r->causing = strata_arena_alloc(r->s->arena, room * sizeof(*r->causing));
	if (r->noted)
		memcpy(r->conflicts, conflicts, r->noted * sizeof(*conflicts));
	r->noted = room;
}

static void note_cause(struct pypi_run *r, int node, bool count)
{
	if (node < 0)
		return;
	r->causing[node] = true;
	if (count && pypi_run_top(r)->picks[node] < 0 && r->conflicts[node] < OFTEN)
		r->conflicts[node]++;
}

/* pip counts in each round that has a choice, and each reason for itself. */
static void note_causes(struct pypi_run *r, bool choice)
{
	fit_notes(r);
	memset(r->causing, 0, r->noted * sizeof(*r->causing));
	for (size_t i = 0; i < r->causes.count; i++) {
		note_cause(r, (int)r->causes.items[i]->node, choice);
		note_cause(r, r->causes.items[i]->from, choice);
	}
}

/* --- the order -------------------------------------------------------------------------------- */

static void set_depth(struct pypi_run *r, struct preference *p, const struct pypi_criterion *c)
{
	struct pypi_node *node = r->s->nodes.items[p->node];

	p->depth = UINT_MAX;
	for (size_t i = 0; i < c->wants.count; i++) {
		int from = c->wants.items[i]->from;
		unsigned depth = from < 0 ? 0 : r->s->nodes.items[from]->depth;

		if (depth < UINT_MAX && depth + 1 < p->depth)
			p->depth = depth + 1;
	}
	if (node->order < UINT_MAX)
		p->depth = 1;
	node->depth = p->depth;
}

static struct preference preference_of(struct pypi_run *r, unsigned index)
{
	const struct pypi_criterion *c = pypi_run_top(r)->criteria[index];
	struct preference p = { .node = index, .order = r->s->nodes.items[index]->order };

	for (size_t i = 0; i < c->wants.count; i++) {
		const struct pypi_want *w = c->wants.items[i];

		p.pinned |= r->manner.narrow ? w->pinned_exactly : w->pinned;
		p.bounded |= r->manner.narrow && w->bounded;
		p.unfree |= w->unfree;
	}
	p.cause = r->causing[index];
	p.promoted = r->manner.promote && r->conflicts[index] >= OFTEN;
	if (!r->manner.narrow)
		set_depth(r, &p, c);
	return p;
}

/* Below 0 when pip goes on with a. */
static int compare(const struct pypi_run *r, const struct preference *a, const struct preference *b)
{
	if (r->manner.narrow && a->cause != b->cause)
		return a->cause ? -1 : 1;
	if (a->promoted != b->promoted)
		return a->promoted ? -1 : 1;
	if (a->pinned != b->pinned)
		return a->pinned ? -1 : 1;
	if (a->cause != b->cause)
		return a->cause ? -1 : 1;
	if (a->bounded != b->bounded)
		return a->bounded ? -1 : 1;
	if (a->depth != b->depth)
		return a->depth < b->depth ? -1 : 1;
	if (a->order != b->order)
		return a->order < b->order ? -1 : 1;
	if (a->unfree != b->unfree)
		return a->unfree ? -1 : 1;
	return strata_str_cmp(r->s->nodes.items[a->node]->key, r->s->nodes.items[b->node]->key);
}

void pypi_run_want(struct pypi_run *r, unsigned node, size_t at, size_t tried)
{
	struct pypi_project *p = pypi_search_project(r->s, node);
	const struct pypi_picks *left = &pypi_run_top(r)->criteria[node]->left;
	size_t ahead = tried < AHEAD ? tried : AHEAD;

	for (size_t i = at; i < left->count && i <= at + ahead; i++)
		pypi_release_want(r->s->finder, p, &p->releases.items[left->items[i]]);
}

/* What is asked for and not picked as asked: how many nodes; their first releases are fetched. */
static size_t find_open(unsigned *open, struct pypi_run *r)
{
	const struct pypi_state *state = pypi_run_top(r);
	size_t count = 0;

	for (unsigned n = 0; n < r->s->nodes.count && n < state->nodes; n++)
		if (state->criteria[n] && state->criteria[n]->wants.count &&
		    !pypi_state_satisfies(state, n)) {
			pypi_run_want(r, n, 0, state->criteria[n]->barred.count);
			open[count++] = n;
		}
	return count;
}

bool pypi_run_next(unsigned *out, struct pypi_run *r)
{
	unsigned *open = strata_malloc((r->s->nodes.count + 1) * sizeof(*open));
	size_t count = find_open(open, r);
	struct preference best = { 0 }, p;

	note_causes(r, count > 1);
	for (size_t i = 0; i < count; i++) {
		p = preference_of(r, open[i]);
		if (i == 0 || compare(r, &p, &best) < 0)
			best = p;
	}
	free(open);
	if (count)
		*out = best.node;
	return count > 0;
}
