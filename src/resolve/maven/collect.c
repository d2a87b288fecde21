/*
 * collect.c - see collect.h.
 *
 * Level by level, so that the nearest of a name is met first and stays; what it asks for
 * is the next level. All of a level is asked for before the first answer is waited for.
 *
 * Two things are known only when all has been seen: which ranges a version must suit, and
 * that two names are one artifact, since one moved to the other. So a pass over the tree
 * holds itself to what the pass before has found out, until nothing new is found.
 */
#include "resolve/maven/collect.h"

#include "resolve/maven/dependency.h"
#include "strata/limits.h"
#include "strata/version.h"

/* All that compete to be one artifact. */
struct contest {
	size_t joined; /* the contest that it became a part of; itself: it stands alone */
	struct maven_artifact *winner;
	struct maven_artifact *refused; /* the first whose version suits not every range */
	struct strata_strs held;        /* ranges found by the pass before */
	struct strata_strs met;         /* by this one */
};

STRATA_VEC(contests, struct contest);

struct maven_collecting {
	struct maven_tree *tree;
	struct strata_arena *arena;
	struct strata_map by_key; /* -> index into contests, + 1 */
	struct strata_map managed; /* key -> index into what the project manages, + 1 */
	struct contests contests;
	struct maven_artifacts level;
	size_t steps, looks;
	bool again; /* two that were taken turned out to be one artifact */
};

static bool is_excluded(struct maven_collecting *c, const struct maven_artifact *by,
			const struct maven_gav *gav)
{
	for (; by; by = by->parent) {
		const struct strata_strs *managed = by->managed_exclusions;

		c->looks += 1 + by->want.exclusions.count + (managed ? managed->count : 0);
		if (maven_excludes(&by->want.exclusions, gav) ||
		    (managed && maven_excludes(managed, gav)))
			return true;
	}
	return false;
}

/* --- contests -------------------------------------------------------------------------------- */

static size_t root_of(const struct maven_collecting *c, size_t index)
{
	while (c->contests.items[index].joined != index)
		index = c->contests.items[index].joined;
	return index;
}

static size_t contest_of(struct maven_collecting *c, struct strata_str key)
{
	size_t *index = strata_map_at(&c->by_key, key, NULL);

	if (!*index) {
		struct contest *contest = strata_vec_push(c->arena, &c->contests);

		contest->joined = c->contests.count - 1;
		*index = c->contests.count;
	}
	return root_of(c, *index - 1);
}

static void unite(struct maven_collecting *c, size_t a, size_t b)
{
	struct contest *x = &c->contests.items[a], *y = &c->contests.items[b];

	if (a == b)
		return;
	y->joined = a;
	c->again = c->again || (x->winner && y->winner);
	if (!x->winner)
		x->winner = y->winner;
	for (size_t i = 0; i < y->met.count; i++)
		*strata_vec_push(c->arena, &x->met) = y->met.items[i];
}

static bool is_too_much(const struct maven_collecting *c)
{
	return c->steps > STRATA_LIMIT_SOLVER_STEPS || c->looks > STRATA_LIMIT_SOLVER_LOOKS ||
	       c->tree->all.count > STRATA_LIMIT_SOLVED_PACKAGES;
}

static bool is_within(struct maven_collecting *c, struct strata_str range, struct strata_str version)
{
	struct strata_intervals in = { 0 };

	return strata_version_maven.intervals(&in, range, c->arena, NULL) == 0 &&
	       strata_intervals_contain(&in, &strata_version_maven, version);
}

static bool suits(struct maven_collecting *c, const struct contest *contest,
		  struct strata_str version)
{
	c->looks += contest->held.count;
	for (size_t i = 0; i < contest->held.count; i++)
		if (!is_within(c, contest->held.items[i], version))
			return false;
	return true;
}

static bool has(const struct strata_strs *list, struct strata_str text)
{
	for (size_t i = 0; i < list->count; i++)
		if (strata_str_eq(list->items[i], text))
			return true;
	return false;
}

static void take(struct maven_collecting *c, struct contest *contest, struct maven_artifact *a)
{
	contest->winner = a;
	*strata_vec_push(c->arena, &c->tree->all) = a;
}

static void compete(struct maven_collecting *c, size_t index, struct maven_artifact *a)
{
	struct contest *contest = &c->contests.items[index];
	struct maven_artifact *winner = contest->winner;

	c->looks += contest->met.count;
	if (a->range.ptr && !has(&contest->met, a->range))
		*strata_vec_push(c->arena, &contest->met) = a->range;
	if (a->version.len && !suits(c, contest, a->version)) {
		contest->refused = contest->refused ? contest->refused : a;
	} else if (!winner) {
		take(c, contest, a);
	} else if (winner->parent == a->parent &&
		   strata_version_maven.compare(a->version, winner->version) > 0) {
		winner->beaten = true;
		take(c, contest, a);
	}
}

/* --- one artifact -------------------------------------------------------------------------------- */

/* What the project manages replaces what a dependency's pom says. */
static void manage(const struct maven_collecting *c, struct maven_artifact *a)
{
	const struct maven_dependency *managed;
	size_t index;

	if (!strata_map_get(&index, &c->managed, maven_key(&a->want, c->arena)))
		return;
	managed = &c->tree->project->managed.items[index - 1];
	a->managed_exclusions = &managed->exclusions;
	if (!a->parent)
		return;
	if (managed->gav.version.len)
		a->want.gav.version = managed->gav.version;
	if (managed->scope.len) {
		a->scope = maven_scope_named(managed->scope);
		a->fixed = true;
	}
}

static void fail(struct maven_collecting *c, struct maven_artifact *a, const struct strata_error *err)
{
	struct strata_error *kept = strata_arena_alloc(c->arena, sizeof(*kept));

	*kept = *err;
	a->err = kept;
}

static bool choose(struct maven_collecting *c, struct maven_artifact *a)
{
	struct maven_store *store = c->tree->store;
	size_t contest = contest_of(c, maven_key(&a->want, c->arena));
	const struct strata_strs *held = &c->contests.items[contest].held;
	struct strata_error err = STRATA_ERROR_INIT;

	if (maven_is_range(a->want.gav.version))
		a->range = a->want.gav.version;
	if (!a->want.gav.version.len)
		strata_fail(&err, STRATA_ENOTFOUND, 0, "no pom gives it a version");
	else if ((a->range.ptr && maven_version_of(&a->version, store, &a->want.gav, held,
						   NULL) == 0) ||
		 maven_version_of(&a->version, store, &a->want.gav, NULL, &err) == 0)
		return true;
	a->version = STRATA_NONE;
	fail(c, a, &err);
	return false;
}

static bool has_data(const struct maven_artifact *a)
{
	return a->version.len && a->scope != MAVEN_SYSTEM;
}

static struct maven_gav gav_of(const struct maven_artifact *a)
{
	return (struct maven_gav){ a->want.gav.group, a->want.gav.artifact, a->version };
}

/* False: what it moved to is excluded. */
static bool move(struct maven_collecting *c, struct maven_artifact *a, struct maven_gav to)
{
	struct maven_gav from = a->want.gav;
	struct strata_str key = maven_key(&a->want, c->arena);
	size_t before = contest_of(c, key), after;

	if (!a->asked.ptr)
		a->asked = STRATA_CONCAT(c->arena, from.group, STRATA_STR(":"), from.artifact);
	a->want.gav = to;
	after = contest_of(c, maven_key(&a->want, c->arena));
	unite(c, after, before);
	if (a->parent && is_excluded(c, a->parent, &to))
		return false;
	if (!strata_str_eq(from.group, to.group) || !strata_str_eq(from.artifact, to.artifact))
		manage(c, a);
	return true;
}

/* Its version and its pom, wherever it moved to. False: it is not asked for, after all. */
static bool settle(struct maven_collecting *c, struct maven_artifact *a)
{
	for (unsigned i = 0; choose(c, a) && has_data(a) && i < STRATA_LIMIT_SYMLINKS; i++) {
		struct maven_gav gav = gav_of(a);
		const struct maven_gav *to;

		a->pom = maven_document_get(c->tree->store, &gav);
		to = maven_moved_to(c->tree->store, a->pom);
		if (!to)
			return true;
		if (!move(c, a, *to))
			return false;
	}
	return true;
}

static void want(struct maven_collecting *c, const struct maven_artifact *a)
{
	if (a->scope != MAVEN_SYSTEM && a->want.gav.version.len)
		maven_want(c->tree->store, &a->want.gav);
}

static void add(struct maven_collecting *c, struct maven_artifact *parent,
		const struct maven_dependency *d)
{
	struct maven_artifact *a;

	if (is_too_much(c) ||
	    (parent && (!maven_is_passed_on(d) || is_excluded(c, parent, &d->gav))))
		return;
	c->steps++;
	a = strata_arena_alloc(c->arena, sizeof(*a));
	*a = (struct maven_artifact){
		.want = *d,
		.parent = parent,
		.scope = maven_scope_named(d->scope),
		.fixed = !parent,
	};
	manage(c, a);
	want(c, a);
	*strata_vec_push(c->arena, &c->level) = a;
}

/* --- the tree ----------------------------------------------------------------------------------- */

static void add_all(struct maven_collecting *c, struct maven_artifact *from,
		    const struct maven_model *model)
{
	for (size_t i = 0; i < model->dependencies.count; i++)
		add(c, from, &model->dependencies.items[i]);
}

/* What those ask for that were taken from the last level. */
static void ask(struct maven_collecting *c, struct maven_artifact **from, size_t count)
{
	struct maven_documents poms = { 0 };

	for (size_t i = 0; i < count; i++)
		if (from[i]->pom && !from[i]->beaten)
			*strata_vec_push(c->arena, &poms) = from[i]->pom;
	maven_want_parents(c->tree->store, &poms);
	for (size_t i = 0; i < count; i++) {
		if (!from[i]->pom || from[i]->beaten)
			continue;
		from[i]->model = maven_model_of(c->tree->store, from[i]->pom);
		if (from[i]->model->rc == 0 && !maven_is_fat(from[i]->want.type))
			add_all(c, from[i], from[i]->model);
	}
}

static void connect(struct maven_collecting *c, size_t contest, const struct maven_artifact *a)
{
	struct maven_edges *edges = &c->tree->edges;

	if (a->parent && !a->parent->end_edge)
		a->parent->first_edge = edges->count;
	*strata_vec_push(c->arena, edges) = (struct maven_edge){
		.from = a->parent,
		.contest = contest,
		.scope = a->scope,
		.fixed = a->fixed,
		.asked = a->asked,
	};
	if (a->parent)
		a->parent->end_edge = edges->count;
}

static void judge_level(struct maven_collecting *c)
{
	for (size_t i = 0; i < c->level.count && !is_too_much(c); i++) {
		struct maven_artifact *a = c->level.items[i];
		size_t contest;

		if (!settle(c, a))
			continue;
		contest = contest_of(c, maven_key(&a->want, c->arena));
		connect(c, contest, a);
		compete(c, contest, a);
	}
}

static int pass(struct maven_collecting *c, struct strata_error *err)
{
	struct maven_artifacts *all = &c->tree->all;
	size_t from = 0, to = 0;

	all->count = c->tree->edges.count = 0;
	add_all(c, NULL, c->tree->project);
	while (c->level.count) {
		judge_level(c);
		if (is_too_much(c))
			return strata_fail(err, STRATA_ELIMIT, 0, "it asks for too many artifacts");
		c->level.count = 0;
		from = to;
		to = all->count;
		ask(c, all->items + from, to - from);
	}
	return 0;
}

static bool is_same(const struct strata_strs *a, const struct strata_strs *b)
{
	for (size_t i = 0; i < a->count; i++)
		if (!has(b, a->items[i]))
			return false;
	return a->count == b->count;
}

/* Whether the pass found what it should have known before. */
static bool learn(struct maven_collecting *c)
{
	bool again = c->again;

	for (size_t i = 0; i < c->contests.count; i++)
		again = again ||
			!is_same(&c->contests.items[i].held, &c->contests.items[i].met);
	if (!again)
		return false;
	c->again = false;
	for (size_t i = 0; i < c->contests.count; i++) {
		struct contest *contest = &c->contests.items[i];

		contest->held = contest->met;
		contest->met = (struct strata_strs){ 0 };
		contest->winner = contest->refused = NULL;
	}
	return true;
}

/* Ranges that exclude each other: no version will do, and Maven gives up. */
static void take_refused(struct maven_collecting *c)
{
	for (size_t i = 0; i < c->contests.count; i++) {
		struct contest *contest = &c->contests.items[i];
		struct strata_error err = STRATA_ERROR_INIT;

		if (contest->joined != i || contest->winner || !contest->refused)
			continue;
		strata_fail(&err, STRATA_ENOTFOUND, 0, "no version is within all that is asked for");
		fail(c, contest->refused, &err);
		contest->refused->version = STRATA_NONE;
		take(c, contest, contest->refused);
	}
}

static void drop_beaten(struct maven_artifacts *all)
{
	size_t kept = 0;

	for (size_t i = 0; i < all->count; i++)
		if (!all->items[i]->beaten)
			all->items[kept++] = all->items[i];
	all->count = kept;
}

/* A pom that is not there or is no XML has no dependencies for Maven; its version holds. */
static void judge_data(struct maven_tree *tree)
{
	for (size_t i = 0; i < tree->all.count; i++) {
		struct maven_artifact *a = tree->all.items[i];

		if (a->err || !a->model || a->model->rc == 0)
			continue;
		a->err = &a->model->err;
		if (a->model->rc != STRATA_ENOTFOUND && a->model->rc != STRATA_ESYNTAX)
			a->version = STRATA_NONE;
	}
}

struct maven_artifact *maven_taken(const struct maven_tree *tree, const struct maven_edge *edge)
{
	const struct maven_collecting *c = tree->collecting;

	return c->contests.items[root_of(c, edge->contest)].winner;
}

/* --- scopes ------------------------------------------------------------------------------------- */

static bool widen(const struct maven_tree *tree, const struct maven_edge *edge,
		  struct maven_artifact **to)
{
	enum maven_scope scope = edge->scope;

	*to = maven_taken(tree, edge);
	if (!*to || (*to)->fixed)
		return false;
	if (edge->from && !edge->fixed)
		scope = maven_scope_below(edge->from->scope, scope);
	if (scope <= (*to)->scope)
		return false;
	(*to)->scope = scope;
	return true;
}

/* Each has the widest scope of all who ask for it. It only ever grows, so this ends. */
static void settle_scopes(struct maven_collecting *c)
{
	struct maven_tree *tree = c->tree;
	struct maven_artifacts grown = { 0 };
	struct maven_artifact *to;

	for (size_t i = 0; i < tree->all.count; i++) {
		struct maven_artifact *a = tree->all.items[i];

		a->fixed = a->fixed || a->scope == MAVEN_SYSTEM;
		a->scope = a->fixed ? a->scope : MAVEN_TEST;
		*strata_vec_push(c->arena, &grown) = a;
	}
	for (size_t i = 0; i < grown.count; i++)
		for (size_t e = grown.items[i]->first_edge; e < grown.items[i]->end_edge; e++)
			if (widen(tree, &tree->edges.items[e], &to))
				*strata_vec_push(c->arena, &grown) = to;
}

static void index_managed(struct maven_collecting *c)
{
	const struct maven_dependencies *managed = &c->tree->project->managed;

	for (size_t i = 0; i < managed->count; i++) {
		size_t *index = strata_map_at(&c->managed, maven_key(&managed->items[i], c->arena), NULL);

		*index = *index ? *index : i + 1;
	}
}

int maven_collect(struct maven_tree *tree, struct strata_error *err)
{
	struct strata_arena *arena = tree->in->scratch;
	struct maven_collecting *c = strata_arena_alloc(arena, sizeof(*c));
	int rc;

	*c = (struct maven_collecting){
		.tree = tree,
		.arena = arena,
		.by_key = STRATA_MAP_INIT(arena),
		.managed = STRATA_MAP_INIT(arena),
	};
	tree->collecting = c;
	index_managed(c);
	for (unsigned i = 0; (rc = pass(c, err)) == 0 && learn(c); i++)
		if (i == STRATA_LIMIT_SYMLINKS)
			return strata_fail(err, STRATA_ELIMIT, 0, "its ranges do not settle");
	if (rc < 0)
		return rc;
	take_refused(c);
	drop_beaten(&tree->all);
	judge_data(tree);
	settle_scopes(c);
	return 0;
}
