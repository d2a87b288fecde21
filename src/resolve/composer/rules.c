/* rules.c - see rules.h. */
#include "resolve/composer/rules.h"

#include "strata/limits.h"

static const struct strata_version_scheme *const scheme = &strata_version_composer;

struct by_name {
	struct strata_str name;
	struct composer_ids packages; /* of that name, or that replace it; no aliases */
};

struct making {
	struct sat *sat;
	struct composer_pool *pool;
	struct strata_arena *arena;
	unsigned char *added;          /* by package */
	struct composer_ids in_order;  /* those that were added */
	struct composer_ids waiting;
	size_t done;                   /* of waiting */
	struct strata_map names;       /* -> index into by_names */
	STRATA_VEC(by_names, struct by_name) by_names;
	struct sat_literals literals;
};

static struct composer_package *package_of(const struct making *m, int id)
{
	return &m->pool->packages.items[id];
}

/* --- what packages ask for ----------------------------------------------------------------------- */

static void push(struct making *m, int literal)
{
	*strata_vec_push(m->arena, &m->literals) = literal;
}

static void wait(struct making *m, int id)
{
	if (!m->added[id])
		*strata_vec_push(m->arena, &m->waiting) = id;
}

/* One that fulfils its own requirement needs no rule, though the packages were looked at. */
static void add_requirement(struct making *m, int id, const struct composer_link *link)
{
	struct composer_ids found = composer_pool_provides(m->pool, link->name, link->constraint);
	bool itself = false;

	m->literals.count = 0;
	push(m, -id);
	for (size_t i = 0; i < found.count; i++) {
		push(m, found.items[i]);
		itself = itself || found.items[i] == id;
	}
	if (itself)
		m->sat->cells += m->literals.count;
	else
		sat_add(m->sat, SAT_PACKAGE, m->literals.items, (unsigned)m->literals.count, link->name);
	for (size_t i = 0; i < found.count; i++)
		wait(m, found.items[i]);
}

static void add_to_name(struct making *m, struct strata_str name, int id)
{
	struct composer_ids *ids;
	size_t *index;
	bool added;

	index = strata_map_at(&m->names, name, &added);
	if (added) {
		*index = m->by_names.count;
		strata_vec_push(m->arena, &m->by_names)->name = name;
	}
	ids = &m->by_names.items[*index].packages;
	if (!ids->count || ids->items[ids->count - 1] != id)
		*strata_vec_push(m->arena, ids) = id;
}

static void add_names(struct making *m, int id)
{
	const struct composer_package *package = package_of(m, id);
	const struct composer_links *replaced = &package->links[COMPOSER_REPLACE];

	add_to_name(m, package->name, id);
	for (size_t i = 0; i < replaced->count; i++)
		add_to_name(m, replaced->items[i].name, id);
}

/* Both or none. */
static void add_alias(struct making *m, int alias, int original)
{
	int there[] = { -alias, original }, back[] = { -original, alias };

	wait(m, original);
	sat_add(m->sat, SAT_PACKAGE, there, 2, STRATA_NONE);
	sat_add(m->sat, SAT_PACKAGE, back, 2, STRATA_NONE);
}

static void add_one(struct making *m, int id)
{
	const struct composer_package *package = package_of(m, id);

	m->added[id] = 1;
	*strata_vec_push(m->arena, &m->in_order) = id;
	if (!package->alias_of)
		add_names(m, id);
	else
		add_alias(m, id, package->alias_of);
	if (package->alias_of && !package->asks_for_itself)
		return;
	for (size_t i = 0; i < package->links[COMPOSER_REQUIRE].count && !sat_is_full(m->sat); i++)
		add_requirement(m, id, &package->links[COMPOSER_REQUIRE].items[i]);
}

/* With all that it may lead to. */
static void add_package(struct making *m, int id)
{
	wait(m, id);
	while (m->done < m->waiting.count && !sat_is_full(m->sat) && !m->pool->over) {
		id = m->waiting.items[m->done++];
		if (!m->added[id])
			add_one(m, id);
	}
}

/* --- what the project asks for --------------------------------------------------------------------- */

static void add_fixed(struct making *m)
{
	for (int id = 1; id < (int)m->pool->packages.count; id++) {
		if (!package_of(m, id)->fixed)
			continue;
		add_package(m, id);
		sat_add(m->sat, SAT_REQUEST, &id, 1, package_of(m, id)->name);
	}
}

/* What nothing fulfils is a lack of its own: it keeps nothing else back. */
static void add_requests(struct making *m)
{
	const struct composer_requirements *all = &m->pool->project->requires;

	for (size_t i = 0; i < all->count; i++) {
		const struct composer_requirement *r = &all->items[i];
		struct composer_ids found;

		if (composer_is_assumed(m->pool->project, r->name))
			continue;
		found = composer_pool_provides(m->pool, r->name, r->constraint);
		for (size_t k = 0; k < found.count; k++)
			add_package(m, found.items[k]);
		if (found.count)
			sat_add(m->sat, SAT_REQUEST, found.items, (unsigned)found.count, r->name);
	}
}

/* A package is not installed without what the project says that it counts as. */
static void add_root_aliases(struct making *m)
{
	for (int id = 1; id < (int)m->pool->packages.count; id++) {
		const struct composer_package *package = package_of(m, id);

		if (!m->added[id] && package->alias_of &&
		    (package->root_alias || m->added[package->alias_of]))
			add_package(m, id);
	}
}

/* --- what excludes each other ------------------------------------------------------------------------ */

/* Aliases are excluded by their name alone: what they stand in for, the original does, too. */
static void add_conflict(struct making *m, int id, const struct composer_link *link)
{
	struct composer_ids found;
	size_t ignored;

	if (!strata_map_get(&ignored, &m->names, link->name))
		return;
	found = composer_pool_provides(m->pool, link->name, link->constraint);
	for (size_t i = 0; i < found.count; i++) {
		const struct composer_package *other = package_of(m, found.items[i]);
		int both[] = { -id, -found.items[i] };

		if (found.items[i] != id && (!other->alias_of || strata_str_eq(other->name, link->name)))
			sat_add(m->sat, SAT_PACKAGE, both, 2, STRATA_NONE);
	}
}

static void add_conflicts(struct making *m)
{
	for (size_t i = 0; i < m->in_order.count; i++) {
		int id = m->in_order.items[i];
		const struct composer_links *links = &package_of(m, id)->links[COMPOSER_CONFLICT];

		for (size_t k = 0; k < links->count; k++)
			add_conflict(m, id, &links->items[k]);
	}
	for (size_t i = 0; i < m->by_names.count; i++)
		if (m->by_names.items[i].packages.count > 1)
			sat_add_one_at_most(m->sat, m->by_names.items[i].packages.items,
					    (unsigned)m->by_names.items[i].packages.count);
}

/* --- the best ---------------------------------------------------------------------------------------- */

static bool is_branch(const struct composer_package *package)
{
	return !scheme->valid(package->version);
}

/*
 * Above 0: a is to be had rather than b, of the same name; 0: as well. A branch is no better
 * than another.
 */
static int compare_versions(const struct composer_pool *p, const struct composer_package *a,
			    const struct composer_package *b)
{
	int order;

	if (a->held != b->held)
		return a->held ? 1 : -1;
	if (p->project->prefer_stable && a->stability != b->stability)
		return a->stability > b->stability ? 1 : -1;
	order = scheme->compare(a->version, b->version);
	return order > 0 && is_branch(a) && is_branch(b) ? -1 : order;
}

static bool replaces(const struct composer_package *a, const struct composer_package *b)
{
	for (size_t i = 0; i < a->links[COMPOSER_REPLACE].count; i++)
		if (strata_str_eq(a->links[COMPOSER_REPLACE].items[i].name, b->name))
			return true;
	return false;
}

static bool is_of_vendor(const struct composer_package *package, struct strata_str wanted)
{
	struct strata_str vendor, rest;

	return strata_str_cut(&vendor, &rest, wanted, '/') && strata_str_starts(package->name, vendor);
}

/* Whether a comes before b. */
static bool comes_before(const struct composer_pool *p, int a, int b, struct strata_str wanted)
{
	const struct composer_package *x = &p->packages.items[a], *y = &p->packages.items[b];

	if (strata_str_eq(x->name, y->name) && !x->alias_of != !y->alias_of)
		return x->alias_of != 0;
	if (replaces(x, y) || replaces(y, x))
		return !replaces(x, y);
	if (is_of_vendor(x, wanted) != is_of_vendor(y, wanted))
		return is_of_vendor(x, wanted);
	return a < b;
}

/* Those that are as good as the best of their names, in their order. */
static size_t find_best(const struct composer_pool *p, const int *literals, size_t count, int *best,
			struct strata_arena *scratch)
{
	struct strata_map leaders = STRATA_MAP_INIT(scratch);
	const struct composer_package *all = p->packages.items;
	size_t found = 0;
	bool added;

	for (size_t i = 0; i < count; i++) {
		size_t *leader = strata_map_at(&leaders, all[literals[i]].name, &added);

		if (added || compare_versions(p, &all[literals[i]], &all[*leader]) > 0)
			*leader = (size_t)literals[i];
	}
	for (size_t i = 0; i < count; i++) {
		size_t leader = *strata_map_at(&leaders, all[literals[i]].name, NULL);

		if (leader == (size_t)literals[i] ||
		    compare_versions(p, &all[literals[i]], &all[leader]) == 0)
			best[found++] = literals[i];
	}
	return found;
}

/* Of the best of a name an alias that the project gives is the only one. */
static bool is_outdone(const struct composer_pool *p, const int *best, size_t count, int id)
{
	const struct composer_package *x = &p->packages.items[id];

	for (size_t i = 0; i < count && !x->root_alias; i++)
		if (p->packages.items[best[i]].root_alias &&
		    strata_str_eq(x->name, p->packages.items[best[i]].name))
			return true;
	return false;
}

static size_t choose(int *literals, size_t count, struct strata_str wanted, void *payload)
{
	struct composer_pool *p = payload;
	struct strata_arena scratch = STRATA_ARENA_INIT;
	int *best = strata_arena_alloc(&scratch, count * sizeof(*best));
	size_t bests = find_best(p, literals, count, best, &scratch), kept = 0;

	if (bests > STRATA_LIMIT_SOLVER_PROVIDERS) {
		p->over = true;
		bests = STRATA_LIMIT_SOLVER_PROVIDERS;
	}
	for (size_t i = 0; i < bests; i++) {
		size_t at = kept;

		if (is_outdone(p, best, bests, best[i]))
			continue;
		for (; at > 0 && comes_before(p, best[i], literals[at - 1], wanted); at--)
			literals[at] = literals[at - 1];
		literals[at] = best[i];
		kept++;
	}
	strata_arena_release(&scratch);
	return kept;
}

static bool is_fixed(int package, void *payload)
{
	const struct composer_pool *p = payload;

	return p->packages.items[package].fixed;
}

void composer_rules_make(struct sat *s, struct composer_pool *p)
{
	struct making m = { .sat = s, .pool = p, .arena = p->arena, .names = STRATA_MAP_INIT(p->arena) };

	s->choose = choose;
	s->is_fixed = is_fixed;
	s->payload = p;
	m.added = strata_arena_alloc(p->arena, p->packages.count);
	add_fixed(&m);
	add_requests(&m);
	add_root_aliases(&m);
	add_conflicts(&m);
}
