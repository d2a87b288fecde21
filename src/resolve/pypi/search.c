/* search.c - rounds: a node, a release, what that asks for; see search.h. */
#include "resolve/pypi/search.h"

#include <stdlib.h>
#include <string.h>

#include "resolve/pypi/run.h"
#include "strata/limits.h"

/* --- trying a release ------------------------------------------------------------------------- */

static void overlay_fit(struct pypi_run *r)
{
	size_t nodes = r->s->nodes.count, room = nodes * 2 + 16;
	const struct pypi_criterion **bigger;

	if (nodes <= r->overlaid)
		return;
	bigger = strata_arena_alloc(r->s->arena, room * sizeof(*bigger));
	if (r->overlaid)
		memcpy(bigger, r->overlay, r->overlaid * sizeof(*bigger));
	r->overlay = bigger;
	r->overlaid = room;
}

static void overlay_clear(struct pypi_run *r)
{
	for (size_t i = 0; i < r->touched.count; i++)
		r->overlay[r->touched.items[i]] = NULL;
	r->touched.count = 0;
}

/* False when it leaves nothing: who asks for that node is then among the causes. */
static bool overlay_add(struct pypi_run *r, struct pypi_want *w)
{
	struct pypi_state *state = pypi_run_top(r);
	const struct pypi_criterion *before;
	struct pypi_criterion *c;

	overlay_fit(r);
	pypi_state_fit(state, r->s->nodes.count);
	before = r->overlay[w->node] ? r->overlay[w->node] : state->criteria[w->node];
	c = pypi_criterion_add(r->s, before, w, &state->arena);
	if (!c->left.count) {
		for (size_t i = 0; i < c->wants.count; i++)
			*strata_vec_push(r->s->arena, &r->failed) = c->wants.items[i];
		return false;
	}
	if (!r->overlay[w->node])
		*strata_vec_push(r->s->arena, &r->touched) = w->node;
	r->overlay[w->node] = c;
	return true;
}

static void overlay_take(struct pypi_run *r)
{
	struct pypi_state *state = pypi_run_top(r);

	for (size_t i = 0; i < r->touched.count; i++)
		state->criteria[r->touched.items[i]] = r->overlay[r->touched.items[i]];
	overlay_clear(r);
}

static bool fits(struct pypi_run *r, unsigned node, unsigned release)
{
	const struct pypi_wants *asks = pypi_search_asks(r->s, node, release);

	for (size_t i = 0; i < asks->count; i++)
		if (!overlay_add(r, asks->items[i])) {
			overlay_clear(r);
			return false;
		}
	return true;
}

/* What was asked for by a pick that no longer holds does not count any more. */
static void forget_asks(struct pypi_run *r, const bool *gone)
{
	struct pypi_state *state = pypi_run_top(r);

	for (unsigned n = 0; n < r->s->nodes.count; n++)
		if (state->criteria[n])
			state->criteria[n] = pypi_criterion_without(r->s, state->criteria[n], n, gone,
								    &state->arena);
}

static void settle_pick(struct pypi_run *r, unsigned node, unsigned release)
{
	struct pypi_state *state = pypi_run_top(r);
	size_t nodes = r->s->nodes.count;
	bool *gone, any = false;

	pypi_state_fit(state, nodes);
	gone = strata_arena_alloc(&state->arena, nodes + 1);
	for (unsigned n = 0; n < nodes; n++)
		gone[n] = state->criteria[n] && pypi_state_satisfies(state, n);
	overlay_take(r);
	pypi_state_pick(state, node, release);
	for (unsigned n = 0; n < nodes; n++) {
		gone[n] = gone[n] && !pypi_state_satisfies(state, n);
		any |= gone[n];
	}
	if (any)
		forget_asks(r, gone);
	pypi_run_push(r);
}

/* 1 when a release was picked, 0 when none fits. */
static int try_node(struct pypi_run *r, unsigned node)
{
	const struct pypi_criterion *c = pypi_run_top(r)->criteria[node];

	r->failed.count = 0;
	for (size_t i = 0; i < c->left.count; i++) {
		if (r->s->steps++ == STRATA_LIMIT_SOLVER_STEPS)
			return strata_fail(r->err, STRATA_ELIMIT, 0, "more than %u choices were tried",
					   STRATA_LIMIT_SOLVER_STEPS);
		pypi_run_want(r, node, i, i);
		if (fits(r, node, c->left.items[i])) {
			settle_pick(r, node, c->left.items[i]);
			return 1;
		}
	}
	return 0;
}

/* --- the whole ---------------------------------------------------------------------------------- */

static int say_conflict(struct pypi_run *r)
{
	struct strata_buf text = STRATA_BUF_INIT;
	size_t shown = r->failed.count < STRATA_LIMIT_NAMES_SHOWN ? r->failed.count
								  : STRATA_LIMIT_NAMES_SHOWN;

	for (size_t i = 0; i < shown; i++) {
		const struct pypi_want *w = r->failed.items[i];

		strata_buf_addf(&text, "%s'%.*s%.*s' of %.*s", i ? ", " : "",
				STRATA_ARG(r->s->nodes.items[w->node]->key), STRATA_ARG(w->specifier),
				STRATA_ARG(w->from < 0 ? STRATA_STR("the project")
						       : r->s->nodes.items[w->from]->key));
	}
	strata_fail(r->err, STRATA_ENOTFOUND, 0, "no release fits: %.*s%s",
		    STRATA_ARG(strata_buf_str(&text)), shown < r->failed.count ? ", .." : "");
	strata_buf_release(&text);
	return STRATA_ENOTFOUND;
}

static int run_rounds(struct pypi_run *r)
{
	unsigned node;
	int rc;

	while (pypi_run_next(&node, r)) {
		if (r->s->nodes.count > STRATA_LIMIT_SOLVED_PACKAGES ||
		    r->s->nodes.count * (r->states.count + r->saved.count + r->gone.count) >
			    STRATA_LIMIT_SOLVER_CELLS)
			return strata_fail(r->err, STRATA_ELIMIT, 0, "more than %zu packages",
					   r->s->nodes.count - 1);
		if (++r->rounds == PYPI_RUN_ROUNDS)
			return strata_fail(r->err, STRATA_ELIMIT, 0, "no answer in %d rounds",
					   PYPI_RUN_ROUNDS);
		if (pypi_run_tired(r)) {
			pypi_run_restore(r);
			continue;
		}
		if ((rc = try_node(r, node)) < 0)
			return rc;
		if (rc > 0)
			continue;
		if (!pypi_run_back(r))
			return say_conflict(r);
	}
	return 0;
}

static int start(struct pypi_run *r)
{
	pypi_run_push(r);
	for (size_t i = 0; i < r->s->roots.count; i++)
		if (!overlay_add(r, r->s->roots.items[i])) {
			overlay_clear(r);
			return say_conflict(r);
		}
	overlay_take(r);
	pypi_run_push(r);
	return 0;
}

/* From the roots over what was picked: a pick may be left that nobody asks for any more. */
static void take_answer(struct pypi_run *r)
{
	const struct pypi_state *state = pypi_run_top(r);
	struct pypi_wants queue = { 0 };

	for (size_t i = 0; i < r->s->roots.count; i++)
		*strata_vec_push(r->s->arena, &queue) = r->s->roots.items[i];
	for (size_t i = 0; i < queue.count; i++) {
		unsigned node = queue.items[i]->node;
		const struct pypi_wants *asks;

		if (r->s->nodes.items[node]->pick >= 0)
			continue;
		r->s->nodes.items[node]->pick = state->picks[node];
		asks = pypi_search_asks(r->s, node, (unsigned)state->picks[node]);
		for (size_t k = 0; k < asks->count; k++)
			*strata_vec_push(r->s->arena, &queue) = asks->items[k];
	}
}

static void free_states(struct pypi_states *states)
{
	while (states->count)
		pypi_state_free(states->items[--states->count]);
}

int pypi_search_run(struct pypi_search *s, struct strata_error *err)
{
	struct pypi_run r = { .s = s, .manner = s->finder->target->manner, .err = err };
	int rc = start(&r);

	if (rc == 0)
		rc = run_rounds(&r);
	if (rc == 0)
		take_answer(&r);
	free_states(&r.states);
	free_states(&r.saved);
	free_states(&r.gone);
	return rc;
}
