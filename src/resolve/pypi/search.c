/* search.c - rounds, and going back; see search.h. */
#include "resolve/pypi/search.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "resolve/pypi/state.h"
#include "strata/limits.h"

struct run {
	struct pypi_search *s;
	struct pypi_states states;
	struct pypi_wants causes;          /* of the last going back */
	struct pypi_wants failed;          /* of the pick that is being tried */
	const struct pypi_criterion **overlay; /* of that pick */
	struct { unsigned *items; size_t count, capacity; } touched;
	size_t overlaid;
	struct strata_error *err;
};

static struct pypi_state *top(const struct run *r)
{
	return r->states.items[r->states.count - 1];
}

static void push_state(struct run *r)
{
	struct pypi_state *below = r->states.count ? top(r) : NULL;

	*strata_vec_push(r->s->arena, &r->states) = pypi_state_new(below, r->s->nodes.count);
}

static void pop_state(struct run *r)
{
	pypi_state_free(r->states.items[--r->states.count]);
}

/* --- trying a release ------------------------------------------------------------------------- */

static void overlay_fit(struct run *r)
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

static void overlay_clear(struct run *r)
{
	for (size_t i = 0; i < r->touched.count; i++)
		r->overlay[r->touched.items[i]] = NULL;
	r->touched.count = 0;
}

/* False when it leaves nothing: who asks for that node is then among the causes. */
static bool overlay_add(struct run *r, struct pypi_want *w)
{
	struct pypi_state *state = top(r);
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

static void overlay_take(struct run *r)
{
	struct pypi_state *state = top(r);

	for (size_t i = 0; i < r->touched.count; i++)
		state->criteria[r->touched.items[i]] = r->overlay[r->touched.items[i]];
	overlay_clear(r);
}

static bool fits(struct run *r, unsigned node, unsigned release)
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
static void forget_asks(struct run *r, const bool *gone)
{
	struct pypi_state *state = top(r);

	for (unsigned n = 0; n < r->s->nodes.count; n++)
		if (state->criteria[n])
			state->criteria[n] = pypi_criterion_without(r->s, state->criteria[n], n, gone,
								    &state->arena);
}

static void settle_pick(struct run *r, unsigned node, unsigned release)
{
	struct pypi_state *state = top(r);
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
	push_state(r);
}

/* 1 when a release was picked, 0 when none fits. */
static int try_node(struct run *r, unsigned node)
{
	const struct pypi_criterion *c = top(r)->criteria[node];

	r->failed.count = 0;
	for (size_t i = 0; i < c->left.count; i++) {
		if (r->s->steps++ == STRATA_LIMIT_SOLVER_STEPS)
			return strata_fail(r->err, STRATA_ELIMIT, 0, "more than %u choices were tried",
					   STRATA_LIMIT_SOLVER_STEPS);
		if (fits(r, node, c->left.items[i])) {
			settle_pick(r, node, c->left.items[i]);
			return 1;
		}
	}
	return 0;
}

/* --- going back ------------------------------------------------------------------------------- */

static bool asks_for_cause(struct run *r, const bool *causing, unsigned node, int pick)
{
	const struct pypi_wants *asks = pypi_search_asks(r->s, node, (unsigned)pick);

	for (size_t i = 0; i < asks->count; i++)
		if (causing[asks->items[i]->node])
			return true;
	return false;
}

/* Takes states off until one is gone whose pick asked for what causes it; NULL: none did. */
static struct pypi_state *break_state(struct run *r, const bool *causing, unsigned *node, int *pick)
{
	while (r->states.count > 0) {
		struct pypi_state *state = r->states.items[--r->states.count];

		if (!state->picked) {
			pypi_state_free(state);
			return NULL;
		}
		*node = state->order[state->picked - 1];
		*pick = state->picks[*node];
		if (asks_for_cause(r, causing, *node, *pick))
			return state;
		pypi_state_free(state);
	}
	return NULL;
}

static bool bar(struct run *r, unsigned node, const struct pypi_picks *more)
{
	struct pypi_state *state = top(r);

	if (!state->criteria[node] || !more->count)
		return true;
	state->criteria[node] = pypi_criterion_bar(r->s, state->criteria[node], node, more,
						   &state->arena);
	return state->criteria[node]->left.count > 0;
}

/* What the broken state knew not to work does not work here either, nor does its last pick. */
static bool bar_all(struct run *r, const struct pypi_state *broken, unsigned node, int pick)
{
	unsigned release = (unsigned)pick;

	push_state(r);
	for (unsigned n = 0; n < broken->nodes && n < top(r)->nodes; n++)
		if (broken->criteria[n] && !bar(r, n, &broken->criteria[n]->barred))
			return false;
	return bar(r, node, &(struct pypi_picks){ &release, 1 });
}

static bool go_back(struct run *r)
{
	bool *causing = strata_malloc(r->s->nodes.count + 1), good = false;

	memset(causing, 0, r->s->nodes.count + 1);
	for (size_t i = 0; i < r->failed.count; i++) {
		causing[r->failed.items[i]->node] = true;
		if (r->failed.items[i]->from >= 0)
			causing[r->failed.items[i]->from] = true;
	}
	while (!good && r->states.count >= 3) {
		struct pypi_state *broken;
		unsigned node;
		int pick;

		pop_state(r);
		broken = break_state(r, causing, &node, &pick);
		if (!broken)
			break;
		if (r->states.count)
			good = bar_all(r, broken, node, pick);
		pypi_state_free(broken);
		if (!r->states.count)
			break;
	}
	free(causing);
	return good;
}

/* --- which node next -------------------------------------------------------------------------- */

struct preference {
	unsigned node, depth, order;
	bool pinned, cause, unfree;
};

static bool is_cause(const struct run *r, unsigned node)
{
	for (size_t i = 0; i < r->causes.count; i++)
		if (r->causes.items[i]->node == node || r->causes.items[i]->from == (int)node)
			return true;
	return false;
}

static struct preference preference_of(struct run *r, unsigned index)
{
	const struct pypi_criterion *c = top(r)->criteria[index];
	struct pypi_node *node = r->s->nodes.items[index];
	struct preference p = { .node = index, .depth = UINT_MAX, .order = node->order };

	for (size_t i = 0; i < c->wants.count; i++) {
		const struct pypi_want *w = c->wants.items[i];
		unsigned depth = w->from < 0 ? 0 : r->s->nodes.items[w->from]->depth;

		p.pinned |= w->pinned;
		p.unfree |= w->unfree;
		if (depth < UINT_MAX && depth + 1 < p.depth)
			p.depth = depth + 1;
	}
	if (node->order < UINT_MAX)
		p.depth = 1;
	node->depth = p.depth;
	p.cause = is_cause(r, index);
	return p;
}

/* Below 0 when pip goes on with a. */
static int compare_preferences(const struct run *r, const struct preference *a,
			       const struct preference *b)
{
	if (a->pinned != b->pinned)
		return a->pinned ? -1 : 1;
	if (a->cause != b->cause)
		return a->cause ? -1 : 1;
	if (a->depth != b->depth)
		return a->depth < b->depth ? -1 : 1;
	if (a->order != b->order)
		return a->order < b->order ? -1 : 1;
	if (a->unfree != b->unfree)
		return a->unfree ? -1 : 1;
	return strata_str_cmp(r->s->nodes.items[a->node]->key, r->s->nodes.items[b->node]->key);
}

static void want_first(struct run *r, unsigned node)
{
	struct pypi_project *p = pypi_search_project(r->s, node);

	pypi_release_want(r->s->finder, p, &p->releases.items[top(r)->criteria[node]->left.items[0]]);
}

/* False when all that is asked for is picked. */
static bool next_node(unsigned *out, struct run *r)
{
	const struct pypi_state *state = top(r);
	struct preference best = { 0 };
	bool found = false;

	for (unsigned n = 0; n < r->s->nodes.count && n < state->nodes; n++) {
		struct preference p;

		if (!state->criteria[n] || !state->criteria[n]->wants.count || pypi_state_satisfies(state, n))
			continue;
		want_first(r, n);
		p = preference_of(r, n);
		if (!found || compare_preferences(r, &p, &best) < 0)
			best = p;
		found = true;
	}
	*out = best.node;
	return found;
}

/* --- the whole ---------------------------------------------------------------------------------- */

static int say_conflict(struct run *r)
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

static int run_rounds(struct run *r)
{
	unsigned node;
	int rc;

	while (next_node(&node, r)) {
		if (r->s->nodes.count > STRATA_LIMIT_SOLVED_PACKAGES ||
		    r->s->nodes.count * r->states.count > STRATA_LIMIT_SOLVER_CELLS)
			return strata_fail(r->err, STRATA_ELIMIT, 0, "more than %zu packages",
					   r->s->nodes.count - 1);
		if ((rc = try_node(r, node)) < 0)
			return rc;
		if (rc > 0)
			continue;
		if (!go_back(r))
			return say_conflict(r);
		r->causes.count = 0;
		for (size_t i = 0; i < r->failed.count; i++)
			*strata_vec_push(r->s->arena, &r->causes) = r->failed.items[i];
	}
	return 0;
}

static int start(struct run *r)
{
	push_state(r);
	for (size_t i = 0; i < r->s->roots.count; i++)
		if (!overlay_add(r, r->s->roots.items[i])) {
			overlay_clear(r);
			return say_conflict(r);
		}
	overlay_take(r);
	push_state(r);
	return 0;
}

/* From the roots over what was picked: a pick may be left that nobody asks for any more. */
static void take_answer(struct run *r)
{
	const struct pypi_state *state = top(r);
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

int pypi_search_run(struct pypi_search *s, struct strata_error *err)
{
	struct run r = { .s = s, .err = err };
	int rc = start(&r);

	if (rc == 0)
		rc = run_rounds(&r);
	if (rc == 0)
		take_answer(&r);
	while (r.states.count)
		pop_state(&r);
	return rc;
}
