/* search.c - see search.h. */
#include "resolve/pypi/search.h"

#include <limits.h>
#include <string.h>

#include "strata/limits.h"

static const struct strata_version_scheme *const scheme = &strata_version_pep440;

/* --- nodes ------------------------------------------------------------------------------------ */

static int compare_strs(const void *a, const void *b)
{
	return strata_str_cmp(*(const struct strata_str *)a, *(const struct strata_str *)b);
}

static void read_extras(struct strata_strs *out, struct strata_str text, struct strata_arena *arena)
{
	struct strata_str extra;
	size_t kept = 0;

	while (text.ptr) {
		strata_str_cut(&extra, &text, text, ',');
		extra = strata_str_trim(extra);
		if (extra.len)
			*strata_vec_push(arena, out) = strata_name_pep503(arena, extra);
	}
	strata_vec_sort(out, compare_strs);
	for (size_t i = 0; i < out->count; i++)
		if (!kept || !strata_str_eq(out->items[kept - 1], out->items[i]))
			out->items[kept++] = out->items[i];
	out->count = kept;
}

static struct strata_str key_of(struct strata_str name, const struct strata_strs *extras,
				struct strata_arena *arena)
{
	struct strata_str key = name;

	for (size_t i = 0; i < extras->count; i++)
		key = STRATA_CONCAT(arena, key, i ? STRATA_STR(",") : STRATA_STR("["),
				    extras->items[i]);
	return extras->count ? strata_arena_join(arena, key, STRATA_STR("]"), STRATA_NONE) : key;
}

static unsigned node_of(struct pypi_search *s, struct strata_str name,
			const struct strata_strs *extras)
{
	struct strata_str key = key_of(name, extras, s->arena);
	struct pypi_node *node;
	size_t *index, at;
	bool added;

	index = strata_map_at(&s->by_key, key, &added);
	if (!added)
		return (unsigned)*index;
	*index = at = s->nodes.count;
	node = strata_arena_alloc(s->arena, sizeof(*node));
	*strata_vec_push(s->arena, &s->nodes) = node;
	*node = (struct pypi_node){ .key = key, .extras = *extras, .base = (unsigned)at,
				    .depth = UINT_MAX, .order = UINT_MAX, .pick = -1 };
	if (extras->count)
		node->base = node_of(s, name, &(struct strata_strs){ 0 });
	else
		pypi_project_want(s->finder, name);
	return (unsigned)at;
}

static struct pypi_project *project_of(struct pypi_search *s, unsigned index)
{
	struct pypi_node *node = s->nodes.items[index];

	if (!node->project)
		node->project = pypi_project_get(s->finder, s->nodes.items[node->base]->key);
	if (!node->asks)
		node->asks = strata_arena_alloc(s->arena, (node->project->releases.count + 1) *
								  sizeof(struct pypi_wants *));
	return node->project;
}

/* --- what is asked for ------------------------------------------------------------------------ */

/* Whether a version that one clause names is a pre-release, which then admits them (PEP 440). */
static bool names_pre(struct strata_str clause)
{
	size_t n = 0;
	struct strata_str version;

	while (n < clause.len && strchr("<>=!~", clause.ptr[n]))
		n++;
	if (!n || clause.ptr[0] == '!' || (n == 1 && (clause.ptr[0] == '<' || clause.ptr[0] == '>')))
		return false;
	version = strata_str_trim(strata_str_skip(clause, n));
	for (size_t i = 1; i < version.len && version.ptr[i] != '+'; i++) {
		struct strata_str rest = strata_str_skip(version, i);

		if (strata_str_starts(rest, STRATA_STR("post")) ||
		    strata_str_starts(rest, STRATA_STR("rev")))
			return strata_str_find(rest, STRATA_STR("dev")) != STRATA_NPOS;
		if (strchr("abcdpABCDP", rest.ptr[0]) ||
		    strata_str_eq_nocase(strata_str_take(rest, 2), STRATA_STR("rc")))
			return true;
	}
	return false;
}

static void read_clauses(struct pypi_want *w, struct strata_str specifier)
{
	struct strata_str clause, rest = specifier;

	while (rest.len) {
		strata_str_cut(&clause, &rest, rest, ',');
		clause = strata_str_trim(clause);
		if (!clause.len)
			continue;
		w->unfree = true;
		if (strata_str_starts(clause, STRATA_STR("=="))) {
			w->pinned = true;
			w->pinned_exactly |= !strata_str_ends(clause, STRATA_STR(".*"));
		}
		w->pre |= names_pre(clause);
	}
}

static void read_intervals(struct pypi_want *w, struct strata_str specifier,
			   struct strata_arena *arena)
{
	struct strata_intervals in = { 0 };

	if (scheme->intervals(&in, specifier, arena, NULL) < 0)
		return;
	for (size_t i = 0; i < in.count; i++)
		*strata_vec_push(arena, &w->intervals) = in.items[i];
	if (!in.count)
		/* It admits nothing: an interval that holds no version says so. */
		*strata_vec_push(arena, &w->intervals) = (struct strata_interval){
			.lo = STRATA_STR("1"), .hi = STRATA_STR("0"),
		};
}

/* "<2 || >=3", of Poetry. */
static void read_alternatives(struct pypi_want *w, struct strata_arena *arena)
{
	struct strata_str one, rest = w->specifier;
	size_t count = 0;

	while (rest.len) {
		strata_str_cut(&one, &rest, rest, '|');
		one = strata_str_trim(one);
		if (!one.len)
			continue;
		count++;
		read_clauses(w, one);
		read_intervals(w, one, arena);
	}
	if (count > 1)
		w->pinned = w->pinned_exactly = false;
}

static struct pypi_want *add_want(struct pypi_search *s, struct pypi_wants *out, unsigned node,
				  struct strata_str specifier, int from)
{
	struct pypi_want *w = strata_arena_alloc(s->arena, sizeof(*w));

	*w = (struct pypi_want){ .node = node, .specifier = strata_str_trim(specifier), .exact = -1,
				 .from = from };
	read_alternatives(w, s->arena);
	*strata_vec_push(s->arena, out) = w;
	return w;
}

/* A project with extras is asked for with them and without. */
static int add_requirement(struct pypi_search *s, struct pypi_wants *out,
			   const struct python_requirement *r, int from)
{
	struct strata_strs extras = { 0 };
	unsigned node;

	if (r->url.len) {
		*strata_vec_push(s->arena, &s->direct) = r->name;
		return -1;
	}
	read_extras(&extras, r->extras, s->arena);
	node = node_of(s, strata_name_pep503(s->arena, r->name), &extras);
	add_want(s, out, node, r->specifier, from);
	if (extras.count)
		add_want(s, out, s->nodes.items[node]->base, r->specifier, from);
	return (int)node;
}

static bool is_asked(struct pypi_search *s, const struct pypi_node *node, struct strata_str marker)
{
	const struct pypi_target *target = s->finder->target;

	if (!node->extras.count)
		return pypi_marker_holds(target, marker, STRATA_STR(""), s->arena);
	for (size_t i = 0; i < node->extras.count; i++)
		if (pypi_marker_holds(target, marker, node->extras.items[i], s->arena))
			return true;
	return false;
}

const struct pypi_wants *pypi_search_asks(struct pypi_search *s, unsigned index, unsigned release)
{
	struct pypi_project *project = project_of(s, index);
	struct pypi_node *node = s->nodes.items[index];
	struct pypi_release *r = &project->releases.items[release];
	struct pypi_wants *asks = node->asks[release];

	if (asks)
		return asks;
	asks = strata_arena_alloc(s->arena, sizeof(*asks));
	node->asks[release] = asks;
	if (node->extras.count)
		add_want(s, asks, node->base, STRATA_NONE, (int)index)->exact = (int)release;
	pypi_release_read(s->finder, project, r);
	for (size_t i = 0; i < r->requires.count; i++)
		if (is_asked(s, node, r->requires.items[i].marker))
			add_requirement(s, asks, &r->requires.items[i], (int)index);
	return asks;
}

int pypi_search_ask(struct pypi_search *s, const struct python_requirement *r)
{
	int node = add_requirement(s, &s->roots, r, -1);

	if (node >= 0 && s->nodes.items[node]->order == UINT_MAX)
		s->nodes.items[node]->order = (unsigned)s->roots.count;
	return node;
}

void pypi_search_limit(struct pypi_search *s, const struct python_requirement *r)
{
	unsigned node = node_of(s, strata_name_pep503(s->arena, r->name), &(struct strata_strs){ 0 });
	const struct pypi_want *before = s->nodes.items[node]->constraint;
	struct pypi_wants one = { 0 };
	struct strata_str specifier = r->specifier;

	if (before && before->specifier.len)
		specifier = specifier.len ? STRATA_CONCAT(s->arena, before->specifier,
							  STRATA_STR(","), specifier)
					  : before->specifier;
	s->nodes.items[node]->constraint = add_want(s, &one, node, specifier, -1);
}

/* --- criteria --------------------------------------------------------------------------------- */

struct releases {
	unsigned *items;
	size_t count;
};

struct criterion {
	struct pypi_wants wants;
	struct releases fitting; /* all of them, the newest first */
	struct releases left;    /* what pip would try, in its order */
	struct releases barred;  /* tried, and taken back */
};

static bool admits(const struct pypi_want *w, const struct pypi_project *p, unsigned release)
{
	struct strata_str version = p->releases.items[release].version;

	if (w->exact >= 0)
		return (unsigned)w->exact == release;
	return !w->intervals.count || !version.ptr ||
	       strata_intervals_contain(&w->intervals, scheme, version);
}

static struct releases keep_admitted(struct releases all, const struct pypi_want *w,
				     const struct pypi_project *p, struct strata_arena *arena)
{
	struct releases out;

	if (!w || (w->exact < 0 && !w->intervals.count))
		return all;
	out = (struct releases){ strata_arena_alloc(arena, (all.count + 1) * sizeof(unsigned)), 0 };
	for (size_t i = 0; i < all.count; i++)
		if (admits(w, p, all.items[i]))
			out.items[out.count++] = all.items[i];
	return out;
}

static struct releases all_releases(struct pypi_search *s, unsigned index, struct strata_arena *arena)
{
	struct pypi_project *p = project_of(s, index);
	struct releases all = {
		strata_arena_alloc(arena, (p->releases.count + 1) * sizeof(unsigned)),
		p->releases.count,
	};

	for (unsigned i = 0; i < all.count; i++)
		all.items[i] = i;
	return keep_admitted(all, s->nodes.items[s->nodes.items[index]->base]->constraint, p, arena);
}

static bool holds(const struct releases *r, unsigned release)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->items[i] == release)
			return true;
	return false;
}

/* What decides beside order: pre-releases and yanked ones. */
struct manners {
	bool exact, pre, finals, all_yanked, pinned;
};

static struct manners manners_of(const struct criterion *c, const struct pypi_project *p,
				 const struct pypi_want *constraint)
{
	struct manners m = { .pre = constraint && constraint->pre,
			     .pinned = constraint && constraint->pinned_exactly,
			     .all_yanked = true };

	for (size_t i = 0; i < c->wants.count; i++) {
		m.exact |= c->wants.items[i]->exact >= 0;
		m.pre |= c->wants.items[i]->pre;
		m.pinned |= c->wants.items[i]->pinned_exactly;
	}
	for (size_t i = 0; i < c->fitting.count; i++)
		m.finals |= !p->releases.items[c->fitting.items[i]].pre;
	m.pre |= !m.finals;
	for (size_t i = 0; i < c->fitting.count; i++) {
		const struct pypi_release *r = &p->releases.items[c->fitting.items[i]];

		if (m.pre || !r->pre)
			m.all_yanked &= r->yanked;
	}
	return m;
}

static void set_left(struct pypi_search *s, struct criterion *c, unsigned node,
		     struct strata_arena *arena)
{
	const struct pypi_project *p = project_of(s, node);
	struct manners m = manners_of(c, p, s->nodes.items[s->nodes.items[node]->base]->constraint);

	c->left = (struct releases){
		strata_arena_alloc(arena, (c->fitting.count + 1) * sizeof(unsigned)), 0
	};
	for (size_t i = 0; i < c->fitting.count; i++) {
		unsigned release = c->fitting.items[i];
		const struct pypi_release *r = &p->releases.items[release];
		bool good = m.exact || ((m.pre || !r->pre) &&
					(!r->yanked || (m.all_yanked && m.pinned)));

		if (good && !holds(&c->barred, release))
			c->left.items[c->left.count++] = release;
	}
}

static struct criterion *make_criterion(struct pypi_search *s, const struct criterion *before,
					struct pypi_want *w, struct strata_arena *arena)
{
	struct criterion *c = strata_arena_alloc(arena, sizeof(*c));

	if (before) {
		*c = *before;
		c->wants = (struct pypi_wants){ 0 };
		for (size_t i = 0; i < before->wants.count; i++)
			*strata_vec_push(arena, &c->wants) = before->wants.items[i];
	} else {
		c->fitting = all_releases(s, w->node, arena);
	}
	*strata_vec_push(arena, &c->wants) = w;
	c->fitting = keep_admitted(c->fitting, w, project_of(s, w->node), arena);
	set_left(s, c, w->node, arena);
	return c;
}

/* --- states ----------------------------------------------------------------------------------- */

struct state {
	struct strata_arena arena; /* of what came with it; those on top of it refer to that */
	const struct criterion **criteria;
	int *picks;
	unsigned *order; /* of the picks */
	size_t nodes, picked;
};

STRATA_VEC(states, struct state *);

struct run {
	struct pypi_search *s;
	struct states states;
	struct pypi_wants causes;          /* of the last going back */
	struct pypi_wants failed;          /* of the pick that is being tried */
	const struct criterion **overlay;  /* of that pick */
	struct { unsigned *items; size_t count, capacity; } touched;
	size_t overlaid;
	struct strata_error *err;
};

static struct state *top(const struct run *r)
{
	return r->states.items[r->states.count - 1];
}

/* Nodes come to be while a state is at work. */
static void state_fit(struct state *state, size_t nodes)
{
	const struct criterion **criteria = state->criteria;
	int *picks = state->picks;
	unsigned *order = state->order;
	size_t room = nodes * 2 + 16;

	if (nodes <= state->nodes && criteria)
		return;
	state->criteria = strata_arena_alloc(&state->arena, room * sizeof(*criteria));
	state->picks = strata_arena_alloc(&state->arena, room * sizeof(*picks));
	state->order = strata_arena_alloc(&state->arena, room * sizeof(*order));
	if (state->nodes) {
		memcpy(state->criteria, criteria, state->nodes * sizeof(*criteria));
		memcpy(state->picks, picks, state->nodes * sizeof(*picks));
		memcpy(state->order, order, state->picked * sizeof(*order));
	}
	for (size_t i = state->nodes; i < room; i++)
		state->picks[i] = -1;
	state->nodes = room;
}

static void push_state(struct run *r)
{
	struct state *state = strata_malloc(sizeof(*state)), *below = r->states.count ? top(r) : NULL;
	size_t nodes = r->s->nodes.count;

	*state = (struct state){ 0 };
	state_fit(state, nodes);
	if (below) {
		/* Of what is below the nodes alone: its room beyond them would double each time. */
		if (below->nodes < nodes)
			nodes = below->nodes;
		memcpy(state->criteria, below->criteria, nodes * sizeof(*below->criteria));
		memcpy(state->picks, below->picks, nodes * sizeof(*below->picks));
		memcpy(state->order, below->order, below->picked * sizeof(*below->order));
		state->picked = below->picked;
	}
	*strata_vec_push(r->s->arena, &r->states) = state;
}

static void free_state(struct state *state)
{
	strata_arena_release(&state->arena);
	free(state);
}

static void pop_state(struct run *r)
{
	free_state(r->states.items[--r->states.count]);
}

static bool is_satisfied(const struct state *state, unsigned node)
{
	return state->picks[node] >= 0 &&
	       holds(&state->criteria[node]->fitting, (unsigned)state->picks[node]);
}

/* --- trying a release ------------------------------------------------------------------------- */

static void overlay_fit(struct run *r)
{
	size_t nodes = r->s->nodes.count, room = nodes * 2 + 16;
	const struct criterion **bigger;

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
	struct state *state = top(r);
	const struct criterion *before;
	struct criterion *c;

	overlay_fit(r);
	state_fit(state, r->s->nodes.count);
	before = r->overlay[w->node] ? r->overlay[w->node] : state->criteria[w->node];
	c = make_criterion(r->s, before, w, &state->arena);
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
	struct state *state = top(r);

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

static void take_pick(struct state *state, unsigned node, unsigned release)
{
	size_t kept = 0;

	for (size_t i = 0; i < state->picked; i++)
		if (state->order[i] != node)
			state->order[kept++] = state->order[i];
	state->order[kept++] = node;
	state->picked = kept;
	state->picks[node] = (int)release;
}

/* What was asked for by a pick that no longer holds does not count any more. */
static void forget_asks(struct run *r, const bool *gone)
{
	struct state *state = top(r);

	for (unsigned n = 0; n < r->s->nodes.count; n++) {
		const struct criterion *c = state->criteria[n];
		struct criterion *less;
		bool touched = false;

		for (size_t i = 0; c && i < c->wants.count; i++)
			touched |= c->wants.items[i]->from >= 0 && gone[c->wants.items[i]->from];
		if (!touched)
			continue;
		less = strata_arena_alloc(&state->arena, sizeof(*less));
		*less = *c;
		less->wants = (struct pypi_wants){ 0 };
		less->fitting = all_releases(r->s, n, &state->arena);
		for (size_t i = 0; i < c->wants.count; i++) {
			struct pypi_want *w = c->wants.items[i];

			if (w->from >= 0 && gone[w->from])
				continue;
			*strata_vec_push(&state->arena, &less->wants) = w;
			less->fitting = keep_admitted(less->fitting, w, project_of(r->s, n),
						      &state->arena);
		}
		state->criteria[n] = less;
	}
}

static void settle_pick(struct run *r, unsigned node, unsigned release)
{
	struct state *state = top(r);
	size_t nodes = r->s->nodes.count;
	bool *gone, any = false;

	state_fit(state, nodes);
	gone = strata_arena_alloc(&state->arena, nodes + 1);
	for (unsigned n = 0; n < nodes; n++)
		gone[n] = state->criteria[n] && is_satisfied(state, n);
	overlay_take(r);
	take_pick(state, node, release);
	for (unsigned n = 0; n < nodes; n++) {
		gone[n] = gone[n] && !is_satisfied(state, n);
		any |= gone[n];
	}
	if (any)
		forget_asks(r, gone);
	push_state(r);
}

/* 1 when a release was picked, 0 when none fits. */
static int try_node(struct run *r, unsigned node)
{
	const struct criterion *c = top(r)->criteria[node];

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
static struct state *break_state(struct run *r, const bool *causing, unsigned *node, int *pick)
{
	while (r->states.count > 0) {
		struct state *state = r->states.items[--r->states.count];

		if (!state->picked) {
			free_state(state);
			return NULL;
		}
		*node = state->order[state->picked - 1];
		*pick = state->picks[*node];
		if (asks_for_cause(r, causing, *node, *pick))
			return state;
		free_state(state);
	}
	return NULL;
}

static bool bar(struct run *r, unsigned node, const struct releases *more)
{
	struct state *state = top(r);
	const struct criterion *before = state->criteria[node];
	struct criterion *c;

	if (!before || !more->count)
		return true;
	c = strata_arena_alloc(&state->arena, sizeof(*c));
	*c = *before;
	c->barred.items = strata_arena_alloc(&state->arena, (more->count + before->barred.count + 1) *
								    sizeof(unsigned));
	if (before->barred.count)
		memcpy(c->barred.items, before->barred.items,
		       before->barred.count * sizeof(unsigned));
	for (size_t i = 0; i < more->count; i++)
		if (!holds(&c->barred, more->items[i]))
			c->barred.items[c->barred.count++] = more->items[i];
	set_left(r->s, c, node, &state->arena);
	state->criteria[node] = c;
	return c->left.count > 0;
}

/* What the broken state knew not to work does not work here either, nor does its last pick. */
static bool bar_all(struct run *r, const struct state *broken, unsigned node, int pick)
{
	unsigned release = (unsigned)pick;

	push_state(r);
	for (unsigned n = 0; n < broken->nodes && n < top(r)->nodes; n++)
		if (broken->criteria[n] && !bar(r, n, &broken->criteria[n]->barred))
			return false;
	return bar(r, node, &(struct releases){ &release, 1 });
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
		struct state *broken;
		unsigned node;
		int pick;

		pop_state(r);
		broken = break_state(r, causing, &node, &pick);
		if (!broken)
			break;
		if (r->states.count)
			good = bar_all(r, broken, node, pick);
		free_state(broken);
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
	const struct criterion *c = top(r)->criteria[index];
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
	struct pypi_project *p = project_of(r->s, node);

	pypi_release_want(r->s->finder, p, &p->releases.items[top(r)->criteria[node]->left.items[0]]);
}

/* False when all that is asked for is picked. */
static bool next_node(unsigned *out, struct run *r)
{
	const struct state *state = top(r);
	struct preference best = { 0 };
	bool found = false;

	for (unsigned n = 0; n < r->s->nodes.count && n < state->nodes; n++) {
		struct preference p;

		if (!state->criteria[n] || !state->criteria[n]->wants.count || is_satisfied(state, n))
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
		if (r->s->nodes.count > STRATA_LIMIT_SOLVED_PACKAGES)
			return strata_fail(r->err, STRATA_ELIMIT, 0, "more than %d packages",
					   STRATA_LIMIT_SOLVED_PACKAGES);
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
	const struct state *state = top(r);
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
