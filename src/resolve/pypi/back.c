/*
 * back.c - picks taken back; see run.h.
 *
 * pip leaps over picks that have nothing to do with the conflict. A leap over one that is
 * no part of it may miss an answer: since 25.2 the states from before the first such leap
 * are kept, and where leaps lead to nothing, or for too long, it goes on from there without.
 */
#include <stdlib.h>
#include <string.h>

#include "resolve/pypi/run.h"

enum { HOPED_ROUNDS = 10 }; /* leaps may take one in so many of those that are left */

void pypi_run_push(struct pypi_run *r)
{
	struct pypi_state *below = r->states.count ? pypi_run_top(r) : NULL;

	*strata_vec_push(r->s->arena, &r->states) = pypi_state_new(below, r->s->nodes.count);
}

static void let_go(struct pypi_run *r, struct pypi_state *state)
{
	if (r->saved.count)
		*strata_vec_push(r->s->arena, &r->gone) = state;
	else
		pypi_state_free(state);
}

void pypi_run_pop(struct pypi_run *r)
{
	let_go(r, r->states.items[--r->states.count]);
}

/* --- leaps that may miss an answer ------------------------------------------------------------ */

static void copy_wants(struct pypi_wants *to, const struct pypi_wants *from,
		       struct strata_arena *arena)
{
	to->count = 0;
	for (size_t i = 0; i < from->count; i++)
		*strata_vec_push(arena, to) = from->items[i];
}

static void save(struct pypi_run *r)
{
	for (size_t i = 0; i < r->states.count; i++)
		*strata_vec_push(r->s->arena, &r->saved) =
			pypi_state_new(r->states.items[i], r->s->nodes.count);
	copy_wants(&r->saved_causes, &r->causes, r->s->arena);
	r->hoped_since = r->rounds;
}

bool pypi_run_tired(const struct pypi_run *r)
{
	return r->saved.count && !r->cautious &&
	       r->rounds - r->hoped_since >= (PYPI_RUN_ROUNDS - r->hoped_since) / HOPED_ROUNDS;
}

void pypi_run_restore(struct pypi_run *r)
{
	r->cautious = true;
	while (r->states.count)
		pypi_run_pop(r);
	for (size_t i = 0; i < r->saved.count; i++)
		*strata_vec_push(r->s->arena, &r->states) = r->saved.items[i];
	r->saved.count = 0;
	copy_wants(&r->causes, &r->saved_causes, r->s->arena);
}

/* --- going back ------------------------------------------------------------------------------- */

static bool asks_for_cause(struct pypi_run *r, const bool *causing, unsigned node, int pick)
{
	const struct pypi_wants *asks = pypi_search_asks(r->s, node, (unsigned)pick);

	for (size_t i = 0; i < asks->count; i++)
		if (causing[asks->items[i]->node])
			return true;
	return false;
}

/* Whether a leap ends at a pick that is no part of the conflict; else what is left is saved. */
static bool ends_leap(struct pypi_run *r, const bool *causing, unsigned node)
{
	if (!r->manner.narrow || causing[node])
		return false;
	if (r->cautious)
		return true;
	if (!r->saved.count)
		save(r);
	return false;
}

/* Takes states off until one is gone whose pick asked for what causes it; NULL: none did. */
static struct pypi_state *break_state(struct pypi_run *r, const bool *causing, unsigned *node,
				      int *pick)
{
	while (r->states.count > 0) {
		struct pypi_state *state = r->states.items[--r->states.count];

		if (!state->picked) {
			let_go(r, state);
			return NULL;
		}
		*node = state->order[state->picked - 1];
		*pick = state->picks[*node];
		if (ends_leap(r, causing, *node) || asks_for_cause(r, causing, *node, *pick) ||
		    (r->manner.narrow && state->picked == 1))
			return state;
		let_go(r, state);
		if (r->manner.narrow && r->states.count <= 1)
			return NULL;
	}
	return NULL;
}

static bool bar(struct pypi_run *r, unsigned node, const struct pypi_picks *more)
{
	struct pypi_state *state = pypi_run_top(r);

	if (!state->criteria[node] || !more->count)
		return true;
	state->criteria[node] = pypi_criterion_bar(r->s, state->criteria[node], node, more,
						   &state->arena);
	return state->criteria[node]->left.count > 0;
}

/* What the broken state knew not to work does not work here either, nor does its last pick. */
static bool bar_all(struct pypi_run *r, const struct pypi_state *broken, unsigned node, int pick)
{
	unsigned release = (unsigned)pick;

	pypi_run_push(r);
	for (unsigned n = 0; n < broken->nodes && n < pypi_run_top(r)->nodes; n++)
		if (broken->criteria[n] && !bar(r, n, &broken->criteria[n]->barred))
			return false;
	return bar(r, node, &(struct pypi_picks){ &release, 1 });
}

static bool leap(struct pypi_run *r, const bool *causing)
{
	while (r->states.count >= 3) {
		struct pypi_state *broken;
		bool good = false;
		unsigned node;
		int pick;

		pypi_run_pop(r);
		broken = break_state(r, causing, &node, &pick);
		if (!broken)
			return false;
		if (r->states.count)
			good = bar_all(r, broken, node, pick);
		let_go(r, broken);
		if (good || !r->states.count)
			return good;
	}
	return false;
}

bool pypi_run_back(struct pypi_run *r)
{
	bool *causing = strata_malloc(r->s->nodes.count + 1), good;

	memset(causing, 0, r->s->nodes.count + 1);
	for (size_t i = 0; i < r->failed.count; i++) {
		causing[r->failed.items[i]->node] = true;
		if (r->failed.items[i]->from >= 0)
			causing[r->failed.items[i]->from] = true;
	}
	good = leap(r, causing);
	free(causing);
	if (good)
		copy_wants(&r->causes, &r->failed, r->s->arena);
	if (good || r->cautious || !r->saved.count)
		return good;
	pypi_run_restore(r);
	return true;
}
