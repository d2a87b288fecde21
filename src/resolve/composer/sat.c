/* sat.c - see sat.h. */
#include "resolve/composer/sat.h"

#include "strata/limits.h"

enum { NO_RULE = -1 };

void sat_init(struct sat *s, int packages, struct strata_arena *arena)
{
	size_t size = (size_t)packages + 1;

	*s = (struct sat){ .arena = arena, .packages = packages, .known = STRATA_MAP_INIT(arena) };
	s->chains = strata_arena_alloc(arena, 2 * size * sizeof(*s->chains));
	s->levels = strata_arena_alloc(arena, size * sizeof(*s->levels));
	s->seen = strata_arena_alloc(arena, size);
}

static int package_of(int literal)
{
	return literal < 0 ? -literal : literal;
}

static unsigned *chain_of(struct sat *s, int literal)
{
	return &s->chains[2 * package_of(literal) + (literal < 0)];
}

/* --- decisions --------------------------------------------------------------------------------- */

static bool is_undecided(const struct sat *s, int literal)
{
	return s->levels[package_of(literal)] == 0;
}

static bool holds(const struct sat *s, int literal)
{
	int level = s->levels[package_of(literal)];

	return literal > 0 ? level > 0 : level < 0;
}

static bool is_excluded(const struct sat *s, int literal)
{
	return holds(s, -literal);
}

static int level_of(const struct sat *s, int literal)
{
	int level = s->levels[package_of(literal)];

	return level < 0 ? -level : level;
}

static void decide(struct sat *s, int literal, int level, unsigned reason)
{
	s->levels[package_of(literal)] = literal > 0 ? level : -level;
	*strata_vec_push(s->arena, &s->decisions) = (struct sat_decision){ literal, reason };
}

/* Takes back what was decided above a level. */
static void revert(struct sat *s, int level)
{
	while (s->decisions.count) {
		int literal = s->decisions.items[s->decisions.count - 1].literal;

		if (level_of(s, literal) <= level)
			break;
		s->levels[package_of(literal)] = 0;
		s->decisions.count--;
		s->propagated = s->decisions.count;
	}
	while (s->branches.count && s->branches.items[s->branches.count - 1].level >= level)
		s->branches.count--;
}

/* --- rules ------------------------------------------------------------------------------------- */

static int compare_literals(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

/* Its literals, sorted, behind a mark of what kind of rule it is. */
static int *key_of(struct sat *s, const int *literals, unsigned count, bool one_at_most)
{
	int *key = strata_arena_alloc(s->arena, (count + 1) * sizeof(*key));

	s->cells += count + 1;
	key[0] = one_at_most;
	memcpy(key + 1, literals, count * sizeof(*key));
	qsort(key + 1, count, sizeof(*key), compare_literals);
	return key;
}

static struct sat_rule *push_rule(struct sat *s, enum sat_kind kind, int *key, unsigned count)
{
	struct sat_rule *rule;

	if (kind == SAT_REQUEST)
		*strata_vec_push(s->arena, &s->requests) = (unsigned)s->rules.count;
	rule = strata_vec_push(s->arena, &s->rules);
	*rule = (struct sat_rule){ .literals = key + 1, .count = count, .kind = kind,
				   .one_at_most = key[0] };
	rule->watched[0] = count > 0 ? rule->literals[0] : 0;
	rule->watched[1] = count > 1 ? rule->literals[1] : 0;
	return rule;
}

bool sat_is_full(const struct sat *s)
{
	return s->cells > STRATA_LIMIT_SOLVER_CELLS;
}

/* NULL when that rule is there, or there are too many. */
static struct sat_rule *add(struct sat *s, enum sat_kind kind, const int *literals, unsigned count,
			    bool one_at_most)
{
	bool added;
	int *key;

	if (sat_is_full(s))
		return NULL;
	key = key_of(s, literals, count, one_at_most);

	strata_map_at(&s->known,
		      (struct strata_str){ (const char *)key, (count + 1) * sizeof(*key) }, &added);
	return added ? push_rule(s, kind, key, count) : NULL;
}

void sat_add(struct sat *s, enum sat_kind kind, const int *literals, unsigned count,
	     struct strata_str wanted)
{
	struct sat_rule *rule = add(s, kind, literals, count, false);

	if (rule)
		rule->wanted = wanted;
}

void sat_add_one_at_most(struct sat *s, const int *packages, unsigned count)
{
	int *literals = strata_arena_alloc(s->arena, (count + 1) * sizeof(*literals));

	for (unsigned i = 0; i < count; i++)
		literals[i] = -packages[i];
	add(s, SAT_PACKAGE, literals, count, count > 2);
}

static void watch_literal(struct sat *s, unsigned rule, int literal)
{
	unsigned *first = chain_of(s, literal);

	*strata_vec_push(s->arena, &s->watches) = (struct sat_watch){ rule, *first };
	*first = (unsigned)s->watches.count;
}

static void watch(struct sat *s, unsigned index)
{
	const struct sat_rule *rule = &s->rules.items[index];

	if (rule->count < 2)
		return;
	if (!rule->one_at_most) {
		watch_literal(s, index, rule->watched[0]);
		watch_literal(s, index, rule->watched[1]);
		return;
	}
	for (unsigned i = 0; i < rule->count; i++)
		watch_literal(s, index, rule->literals[i]);
}

static void watch_all(struct sat *s, enum sat_kind kind)
{
	for (size_t i = 0; i < s->rules.count; i++)
		if (s->rules.items[i].kind == kind)
			watch(s, (unsigned)i);
}

/* --- what follows from a decision ---------------------------------------------------------------- */

/* One that may still hold, other than those that are watched; 0: none. */
static int alternative(struct sat *s, const struct sat_rule *rule)
{
	s->looks += rule->count;
	for (unsigned i = 0; i < rule->count; i++)
		if (rule->literals[i] != rule->watched[0] && rule->literals[i] != rule->watched[1] &&
		    !is_excluded(s, rule->literals[i]))
			return rule->literals[i];
	return 0;
}

/* False: the rule cannot hold any more. */
static bool follow_one_at_most(struct sat *s, unsigned index, int literal, int level)
{
	const struct sat_rule *rule = &s->rules.items[index];

	s->looks += rule->count;
	for (unsigned i = 0; i < rule->count; i++) {
		if (rule->literals[i] == literal || holds(s, rule->literals[i]))
			continue;
		if (is_excluded(s, rule->literals[i]))
			return false;
		decide(s, rule->literals[i], level, index);
	}
	return true;
}

static void move(struct sat *s, unsigned *link, int from, int to)
{
	struct sat_watch *w = &s->watches.items[*link - 1];
	struct sat_rule *rule = &s->rules.items[w->rule];
	unsigned self = *link, *first = chain_of(s, to);

	rule->watched[rule->watched[0] == from ? 0 : 1] = to;
	*link = w->next;
	w->next = *first;
	*first = self;
}

/* The rule that cannot hold when that literal does not. */
static int follow_literal(struct sat *s, int literal, int level)
{
	unsigned *link = chain_of(s, literal);

	while (*link) {
		struct sat_watch *w = &s->watches.items[*link - 1];
		struct sat_rule *rule = &s->rules.items[w->rule];
		int other = rule->watched[rule->watched[0] == literal ? 1 : 0], to;

		s->looks++;
		if (rule->one_at_most) {
			if (!follow_one_at_most(s, w->rule, literal, level))
				return (int)w->rule;
		} else if (!holds(s, other)) {
			if ((to = alternative(s, rule)) != 0) {
				move(s, link, literal, to);
				continue;
			}
			if (is_excluded(s, other))
				return (int)w->rule;
			decide(s, other, level, w->rule);
		}
		link = &w->next;
	}
	return NO_RULE;
}

static int propagate(struct sat *s, int level)
{
	while (s->propagated < s->decisions.count) {
		int rule = follow_literal(s, -s->decisions.items[s->propagated++].literal, level);

		if (rule != NO_RULE)
			return rule;
	}
	return NO_RULE;
}

/* --- what a conflict teaches --------------------------------------------------------------------- */

struct analysis {
	struct sat_literals learned; /* the first is what is decided instead */
	int level;                   /* of the conflict */
	int back;                    /* the level to which it leads */
	int here, first;             /* literals that are open, of the conflict's level and of level 1 */
	size_t at;                   /* of the decisions, from behind */
};

static void take_literal(struct sat *s, struct analysis *a, int literal)
{
	int level = level_of(s, literal);

	s->seen[package_of(literal)] = 1;
	if (level == 1) {
		a->first++;
	} else if (level == a->level) {
		a->here++;
	} else {
		*strata_vec_push(s->arena, &a->learned) = literal;
		a->back = level > a->back ? level : a->back;
	}
}

static void take_rule(struct sat *s, struct analysis *a, const struct sat_rule *rule)
{
	s->looks += rule->count;
	for (unsigned i = 0; i < rule->count; i++) {
		int literal = rule->literals[i];

		if ((rule->one_at_most && is_undecided(s, literal)) || holds(s, literal) ||
		    s->seen[package_of(literal)])
			continue;
		take_literal(s, a, literal);
	}
}

/* Of one that stands for many rules only that with the package that is installed has a part. */
static void take_installed(struct sat *s, struct analysis *a, const struct sat_rule *rule)
{
	for (unsigned i = 0; i < rule->count; i++)
		if (!s->seen[package_of(rule->literals[i])] && is_excluded(s, rule->literals[i])) {
			take_literal(s, a, rule->literals[i]);
			return;
		}
}

/* The last decision that has a part in it; false: there is none. */
static bool step_back(struct sat *s, struct analysis *a)
{
	do {
		if (a->at == 0)
			return false;
		a->at--;
	} while (!s->seen[package_of(s->decisions.items[a->at].literal)]);
	s->seen[package_of(s->decisions.items[a->at].literal)] = 0;
	return true;
}

/* What is learned is known; what is left is of level 1. */
static void forget_learned(struct sat *s, struct analysis *a)
{
	for (size_t i = 1; i < a->learned.count; i++)
		s->seen[package_of(a->learned.items[i])] = 0;
	a->first++;
}

/* Goes back over decisions until the next rule that has a part in it: 1; 0: all is told; -1: error. */
static int go_back(struct sat *s, struct analysis *a)
{
	bool again;

	do {
		const struct sat_decision *d;

		again = false;
		if (a->here == 0 && --a->first == 0)
			return 0;
		if (!step_back(s, a))
			return -1;
		d = &s->decisions.items[a->at];
		if (a->here != 0 && --a->here == 0) {
			a->learned.items[0] = -d->literal;
			if (!a->first)
				return 0;
			forget_learned(s, a);
			again = true;
		} else if (s->rules.items[d->reason].one_at_most) {
			take_installed(s, a, &s->rules.items[d->reason]);
			again = true;
		}
	} while (again);
	return 1;
}

/* False where that teaches nothing, which a search in order never meets. */
static bool analyze(struct sat *s, struct analysis *a, int level, unsigned conflict)
{
	int more;

	*a = (struct analysis){ .level = level, .back = 1, .at = s->decisions.count };
	*strata_vec_push(s->arena, &a->learned) = 0;
	memset(s->seen, 0, (size_t)s->packages + 1);
	s->looks += (size_t)s->packages / 64;
	do {
		take_rule(s, a, &s->rules.items[conflict]);
		if ((more = go_back(s, a)) > 0)
			conflict = s->decisions.items[a->at].reason;
	} while (more > 0);
	return more == 0 && a->learned.items[0] && a->back > 0 && a->back < level;
}

/* The second watch is on what was decided last. */
static void watch_highest(struct sat *s, struct sat_rule *rule)
{
	int highest = 0;

	if (rule->count < 3)
		return;
	for (unsigned i = 0; i < rule->count; i++)
		if (level_of(s, rule->literals[i]) > highest) {
			highest = level_of(s, rule->literals[i]);
			rule->watched[1] = rule->literals[i];
		}
}

static unsigned learn(struct sat *s, const struct analysis *a)
{
	unsigned index = (unsigned)s->rules.count, count = (unsigned)a->learned.count;
	int *key = key_of(s, a->learned.items, count, false);

	watch_highest(s, push_rule(s, SAT_LEARNED, key, count));
	watch(s, index);
	return index;
}

/* --- the search ---------------------------------------------------------------------------------- */

/* Decides on the next level, and all that follows. The level then reached; 0: nothing goes. */
static int try_literal(struct sat *s, int level, int literal, unsigned reason)
{
	int conflict;

	level++;
	decide(s, literal, level, reason);
	while ((conflict = propagate(s, level)) != NO_RULE) {
		struct analysis a;

		if (level == 1 || s->looks > STRATA_LIMIT_SOLVER_LOOKS ||
		    !analyze(s, &a, level, (unsigned)conflict))
			return 0;
		level = a.back;
		revert(s, level);
		decide(s, a.learned.items[0], level, learn(s, &a));
	}
	return level;
}

static int install_one(struct sat *s, int level, struct sat_literals *open, unsigned rule)
{
	size_t count = s->choose(open->items, open->count, s->rules.items[rule].wanted, s->payload);

	if (count > 1) {
		struct sat_branch *branch = strata_vec_push(s->arena, &s->branches);

		branch->level = level;
		for (size_t i = 1; i < count; i++)
			*strata_vec_push(s->arena, &branch->others) = open->items[i];
	}
	return try_literal(s, level, open->items[0], rule);
}

/* Rules of one literal are decided at once. False: two of them exclude each other. */
static bool decide_single(struct sat *s)
{
	for (size_t i = 0; i < s->rules.count; i++) {
		const struct sat_rule *rule = &s->rules.items[i];

		if (rule->count != 1 || rule->one_at_most)
			continue;
		if (is_undecided(s, rule->literals[0]))
			decide(s, rule->literals[0], 1, (unsigned)i);
		else if (!holds(s, rule->literals[0]))
			return false;
	}
	return true;
}

/* What a rule that does not hold yet leaves to be installed; none where it holds. */
static void find_open(struct sat *s, struct sat_literals *open, const struct sat_rule *rule)
{
	open->count = 0;
	for (unsigned i = 0; i < rule->count; i++) {
		int literal = rule->literals[i];

		s->looks++;
		if (holds(s, literal)) {
			open->count = 0;
			return;
		}
		if (literal > 0 && is_undecided(s, literal))
			*strata_vec_push(s->arena, open) = literal;
	}
}

static void keep_fixed(struct sat *s, struct sat_literals *open)
{
	size_t kept = 0;

	for (size_t i = 0; i < open->count; i++)
		if (s->is_fixed && s->is_fixed(open->items[i], s->payload))
			open->items[kept++] = open->items[i];
	open->count = kept ? kept : open->count;
}

/* The project's own rules. Sets *again where some are left after a step back. */
static int decide_requests(struct sat *s, int level, struct sat_literals *open, bool *again)
{
	*again = false;
	for (size_t i = 0; i < s->requests.count; i++) {
		unsigned rule = s->requests.items[i];
		int before = level;

		find_open(s, open, &s->rules.items[rule]);
		if (!open->count)
			continue;
		keep_fixed(s, open);
		level = install_one(s, level, open, rule);
		if (level == 0)
			return 0;
		if (level <= before) {
			*again = i + 1 < s->requests.count;
			return level;
		}
	}
	return level;
}

/* As find_open, where all packages that ask are installed. */
static bool is_due(struct sat *s, struct sat_literals *open, const struct sat_rule *rule)
{
	open->count = 0;
	for (unsigned i = 0; i < rule->count; i++) {
		int literal = rule->literals[i];

		s->looks++;
		if (literal > 0 ? holds(s, literal) : s->levels[-literal] <= 0)
			return false;
		if (literal > 0 && is_undecided(s, literal))
			*strata_vec_push(s->arena, open) = literal;
	}
	return open->count > 1; /* one alone follows by itself */
}

/* All rules in turn, until none has changed anything. */
static int decide_packages(struct sat *s, int level, struct sat_literals *open)
{
	size_t count = s->rules.count;

	for (size_t i = 0, unchanged = 0; unchanged < count; i++) {
		i = i == count ? 0 : i;
		unchanged++;
		if (!is_due(s, open, &s->rules.items[i]))
			continue;
		level = install_one(s, level, open, (unsigned)i);
		if (level == 0 || s->looks > STRATA_LIMIT_SOLVER_LOOKS)
			return 0;
		count = s->rules.count;
		unchanged = 0;
	}
	return level;
}

/* What was passed over, and decided since by something else: the earliest is tried instead. */
static bool find_passed_over(const struct sat *s, size_t *branch, size_t *other)
{
	bool found = false;

	for (size_t i = s->branches.count; i-- > 0;) {
		const struct sat_branch *b = &s->branches.items[i];

		for (size_t k = 0; k < b->others.count; k++)
			if (b->others.items[k] && level_of(s, b->others.items[k]) > b->level + 1) {
				*branch = i;
				*other = k;
				found = true;
			}
	}
	return found;
}

static int reconsider(struct sat *s, size_t branch, size_t other)
{
	int level = s->branches.items[branch].level;
	int literal = s->branches.items[branch].others.items[other];

	s->branches.items[branch].others.items[other] = 0;
	revert(s, level);
	return try_literal(s, level, literal, s->decisions.items[s->decisions.count - 1].reason);
}

static bool search(struct sat *s)
{
	struct sat_literals open = { 0 };
	int level = 1, settled = 1; /* settled: with the last of the project's own rules */
	size_t branch, other;
	bool again = true;

	for (;;) {
		if (s->looks > STRATA_LIMIT_SOLVER_LOOKS || (level == 1 && propagate(s, level) != NO_RULE))
			return false;
		if (again || level < settled) {
			level = settled = decide_requests(s, level, &open, &again);
			if (level == 0)
				return false;
			if (again)
				continue;
		}
		level = decide_packages(s, level, &open);
		if (level == 0)
			return false;
		if (level < settled)
			continue;
		if (!find_passed_over(s, &branch, &other))
			return true;
		level = reconsider(s, branch, other);
		if (level == 0)
			return false;
	}
}

int sat_solve(struct sat *s, struct strata_error *err)
{
	if (sat_is_full(s))
		return strata_fail(err, STRATA_ELIMIT, 0, "more than %u cells of rules",
				   STRATA_LIMIT_SOLVER_CELLS);
	watch_all(s, SAT_PACKAGE);
	watch_all(s, SAT_REQUEST);
	if (decide_single(s) && search(s))
		return 0;
	if (s->looks > STRATA_LIMIT_SOLVER_LOOKS)
		return strata_fail(err, STRATA_ELIMIT, 0, "no answer after %u steps",
				   STRATA_LIMIT_SOLVER_LOOKS);
	return strata_fail(err, STRATA_ENOTFOUND, 0, "nothing goes together");
}

bool sat_installs(const struct sat *s, int package)
{
	return s->levels[package] > 0;
}
