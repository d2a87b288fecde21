/* search.c - one version of each gem; see search.h. */
#include "resolve/rubygems/search.h"

#include "strata/limits.h"

static const struct strata_version_scheme *const scheme = &strata_version_rubygems;

bool gem_is_bundler(struct strata_str name)
{
	return strata_str_eq(name, STRATA_STR("bundler"));
}

const struct gem_release *gem_search_picked(const struct gem_search *s, const struct gem_goal *goal)
{
	(void)s;
	return goal->pick < 0 ? NULL : &goal->project->releases.items[goal->pick];
}

/* --- limits ------------------------------------------------------------------------------------ */

static bool names_pre(struct strata_str requirement)
{
	for (size_t i = 0; i < requirement.len; i++)
		if (strata_is_alpha(requirement.ptr[i]))
			return true;
	return false;
}

/* The same text is read once. */
static struct gem_limit limit_of(struct gem_search *s, struct strata_str requirement)
{
	struct strata_intervals *in;
	struct gem_limit *limit;
	size_t *index;
	bool added;

	index = strata_map_at(&s->by_requirement, requirement, &added);
	if (!added)
		return s->requirements.items[*index];
	*index = s->requirements.count;
	limit = strata_vec_push(s->arena, &s->requirements);
	in = strata_arena_alloc(s->arena, sizeof(*in));
	if (scheme->intervals(in, requirement.len ? requirement : STRATA_STR(">= 0"), s->arena, NULL) == 0)
		limit->in = in;
	limit->pre = names_pre(requirement);
	return *limit;
}

static bool wants_pre(const struct gem_goal *g)
{
	for (size_t i = 0; i < g->limits.count; i++)
		if (g->limits.items[i].pre)
			return true;
	return g->project->only_pre;
}

static bool within(const struct gem_limit *limit, const struct gem_release *r)
{
	return limit->in && strata_intervals_contain(limit->in, scheme, r->version);
}

static bool admits(const struct gem_goal *g, const struct gem_release *r)
{
	if (!r->version.ptr)
		return true;
	if (r->pre && !wants_pre(g))
		return false;
	for (size_t i = 0; i < g->limits.count; i++)
		if (!within(&g->limits.items[i], r))
			return false;
	return true;
}

static size_t count_left(struct gem_goal *g)
{
	if (g->counted)
		return g->left;
	g->counted = true;
	g->left = 0;
	for (size_t i = 0; i < g->project->releases.count; i++)
		g->left += admits(g, &g->project->releases.items[i]);
	return g->left;
}

static unsigned goal_of(struct gem_search *s, struct strata_str name)
{
	size_t *index;
	bool added;

	index = strata_map_at(&s->by_name, name, &added);
	if (!added)
		return (unsigned)*index;
	*index = s->goals.count;
	*strata_vec_push(s->arena, &s->goals) =
		(struct gem_goal){ .project = gem_project_get(s->finder, name), .pick = -1 };
	return (unsigned)*index;
}

static unsigned narrow(struct gem_search *s, struct strata_str name, struct strata_str requirement,
		       unsigned level)
{
	unsigned index = goal_of(s, name);
	struct gem_limit limit = limit_of(s, requirement);

	limit.level = level;
	*strata_vec_push(s->arena, &s->goals.items[index].limits) = limit;
	s->goals.items[index].counted = false;
	return index;
}

void gem_search_ask(struct gem_search *s, struct strata_str name, struct strata_str requirement)
{
	narrow(s, name, requirement, 0);
}

/* --- decisions --------------------------------------------------------------------------------- */

static unsigned top(const struct gem_search *s)
{
	return (unsigned)s->decisions.count;
}

/* Takes back what the last decision asked for; it stays to be tried again. */
static void take_back(struct gem_search *s, struct gem_decision *d)
{
	for (size_t i = 0; i < d->narrowed.count; i++) {
		struct gem_goal *g = &s->goals.items[d->narrowed.items[i]];

		g->limits.count--;
		g->counted = false;
	}
	d->narrowed.count = 0;
	s->goals.items[d->goal].pick = -1;
}

static void blame(struct gem_search *s, struct gem_decision *d, unsigned level)
{
	while (s->blamed.count <= level)
		*strata_vec_push(s->arena, &s->blamed) = 0;
	if (level == 0 || level >= top(s) || s->blamed.items[level] == s->mark)
		return;
	s->blamed.items[level] = s->mark;
	*strata_vec_push(s->arena, &d->blame) = level;
}

static void blame_limits(struct gem_search *s, struct gem_decision *d, const struct gem_goal *g)
{
	for (size_t i = 0; i < g->limits.count; i++)
		blame(s, d, g->limits.items[i].level);
}

/* Whether what a release asks for leaves something of each gem. */
static bool try_release(struct gem_search *s, struct gem_decision *d, size_t release)
{
	struct gem_goal *g = &s->goals.items[d->goal];
	const struct gem_line *line = g->project->releases.items[release].line;

	g->pick = (int)release;
	g->level = top(s);
	for (size_t i = 0; line && i < line->wants.count; i++) {
		const struct gem_want *want = &line->wants.items[i];
		unsigned to;

		if (gem_is_bundler(want->name))
			continue;
		to = narrow(s, want->name, want->requirement, top(s));
		*strata_vec_push(s->arena, &d->narrowed) = to;
		g = &s->goals.items[to];
		if (g->pick >= 0 ? admits(g, gem_search_picked(s, g)) : count_left(g) > 0)
			continue;
		if (g->pick >= 0)
			blame(s, d, g->level);
		blame_limits(s, d, g);
		return false;
	}
	return true;
}

/* The next release of the last decision that holds; false when none is left. */
static bool advance(struct gem_search *s)
{
	struct gem_decision *d = &s->decisions.items[top(s) - 1];
	const struct gem_goal *g = &s->goals.items[d->goal];

	blame_limits(s, d, g);
	for (; d->next < g->project->releases.count; d->next++) {
		if (!admits(g, &g->project->releases.items[d->next]))
			continue;
		s->steps++;
		if (try_release(s, d, d->next)) {
			d->next++;
			return true;
		}
		take_back(s, d);
		g = &s->goals.items[d->goal];
	}
	return false;
}

/* Back to the last decision that had a part in it; false: the project itself asks too much. */
static bool go_back(struct gem_search *s)
{
	struct gem_decision failed = s->decisions.items[top(s) - 1];
	unsigned level = 0;

	for (size_t i = 0; i < failed.blame.count; i++)
		level = failed.blame.items[i] > level ? failed.blame.items[i] : level;
	while (top(s) > level) {
		take_back(s, &s->decisions.items[top(s) - 1]);
		s->decisions.count--;
	}
	if (level == 0)
		return false;
	take_back(s, &s->decisions.items[level - 1]);
	s->mark++;
	for (size_t i = 0; i < s->decisions.items[level - 1].blame.count; i++)
		s->blamed.items[s->decisions.items[level - 1].blame.items[i]] = s->mark;
	for (size_t i = 0; i < failed.blame.count; i++)
		blame(s, &s->decisions.items[level - 1], failed.blame.items[i]);
	return true;
}

/* The undecided gem with the fewest releases left; STRATA_NPOS: all are decided. */
static size_t next_goal(struct gem_search *s)
{
	size_t best = STRATA_NPOS, least = STRATA_NPOS;

	for (size_t i = 0; i < s->goals.count; i++) {
		struct gem_goal *g = &s->goals.items[i];

		if (g->pick >= 0 || !g->limits.count || (best != STRATA_NPOS && count_left(g) >= least))
			continue;
		best = i;
		least = count_left(g);
	}
	return best;
}

static int check_limits(const struct gem_search *s, struct strata_error *err)
{
	if (s->goals.count > STRATA_LIMIT_SOLVED_PACKAGES)
		return strata_fail(err, STRATA_ELIMIT, 0, "more than %d packages",
				   STRATA_LIMIT_SOLVED_PACKAGES);
	if (s->steps > STRATA_LIMIT_SOLVER_STEPS)
		return strata_fail(err, STRATA_ELIMIT, 0, "no answer after %u steps",
				   STRATA_LIMIT_SOLVER_STEPS);
	return 0;
}

/* What the project asks for and no version is: that gem is lacking, and keeps no other back. */
static void give_up_hopeless(struct gem_search *s)
{
	for (size_t i = 0; i < s->goals.count; i++) {
		struct gem_goal *g = &s->goals.items[i];
		struct strata_error *err;

		if (!g->limits.count || count_left(g))
			continue;
		err = strata_arena_alloc(s->arena, sizeof(*err));
		*err = STRATA_ERROR_INIT;
		strata_fail(err, STRATA_ENOTFOUND, 0, "no version of it fits what is asked for");
		gem_project_give_up(s->finder, g->project, err);
		g->counted = false;
	}
}

int gem_search_run(struct gem_search *s, struct strata_error *err)
{
	struct strata_str last = STRATA_NONE;
	size_t goal;
	int rc;

	give_up_hopeless(s);
	while ((goal = next_goal(s)) != STRATA_NPOS) {
		last = s->goals.items[goal].project->name;
		*strata_vec_push(s->arena, &s->decisions) = (struct gem_decision){ .goal = (unsigned)goal };
		s->mark++;
		while (!advance(s)) {
			if ((rc = check_limits(s, err)) < 0)
				return rc;
			if (!go_back(s))
				return strata_fail(err, STRATA_ENOTFOUND, 0,
						   "nothing goes together: no version of '%.*s' is left",
						   STRATA_ARG(last));
		}
		if ((rc = check_limits(s, err)) < 0)
			return rc;
	}
	return 0;
}
