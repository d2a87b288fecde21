/*
 * sat.h - which packages are installed together: clauses over packages, decided and learned
 * from.
 *
 * A package is a number from 1; a literal is that number (installed) or its negative. A rule
 * holds when one of its literals does. The search is that of a SAT solver that watches two
 * literals of each rule, learns a rule from each conflict and goes back to where that had
 * decided something else. Which of several packages is tried first is the caller's to say.
 *
 * Composer's answer depends on the order of rules and decisions wherever the newest versions
 * exclude each other, so both are Composer's: rules of packages are watched before those of
 * the project, the newest first; the project's are decided first, then rules as they were
 * made; last, what was decided for want of something better is reconsidered.
 *
 * Facts: the order of steps is that of Composer 2.5.5, read in its own sources (MIT), 2026-11,
 * and held against it; no later one was. Of the kind of N. Een, N. Sorensson, "An Extensible
 * SAT-solver", 2003.
 */
#ifndef RESOLVE_COMPOSER_SAT_H
#define RESOLVE_COMPOSER_SAT_H

#include "strata/arena.h"
#include "strata/error.h"
#include "strata/map.h"

enum sat_kind {
	SAT_PACKAGE, /* what a package asks for, or excludes */
	SAT_REQUEST, /* what the project does */
	SAT_LEARNED,
};

struct sat_rule {
	int *literals; /* sorted */
	unsigned count;
	enum sat_kind kind;
	bool one_at_most; /* no more than one of these packages: all literals are negative */
	struct strata_str wanted; /* the name that is asked for; absent: none is */
	int watched[2];
};

STRATA_VEC(sat_rules, struct sat_rule);
STRATA_VEC(sat_literals, int);

struct sat_decision {
	int literal;
	unsigned reason; /* index into rules */
};

struct sat_branch {
	struct sat_literals others; /* 0: was tried */
	int level;
};

struct sat_watch {
	unsigned rule, next; /* next: index into watches, + 1 */
};

struct sat {
	struct strata_arena *arena;
	int packages;
	struct sat_rules rules;
	struct strata_map known; /* rules that are there, by their literals */
	STRATA_VEC(sat_requests, unsigned) requests;
	STRATA_VEC(sat_watches, struct sat_watch) watches;
	unsigned *chains; /* by literal: the first of its watches, + 1 */
	int *levels;      /* by package: of its decision, negative: not to be installed; 0: none */
	unsigned char *seen;
	STRATA_VEC(sat_decisions, struct sat_decision) decisions;
	STRATA_VEC(sat_branches, struct sat_branch) branches;
	size_t propagated;
	size_t cells; /* literals of all rules, those that were not needed counted */
	size_t looks;

	/*
	 * Of packages any of which would do: leaves those that are the best of their names, best
	 * first; at least one.
	 */
	size_t (*choose)(int *literals, size_t count, struct strata_str wanted, void *payload);
	bool (*is_fixed)(int package, void *payload); /* decided before others */
	void *payload;
};

void sat_init(struct sat *s, int packages, struct strata_arena *arena);

/* A rule that is there already is not added again. wanted outlives the solver. */
void sat_add(struct sat *s, enum sat_kind kind, const int *literals, unsigned count,
	     struct strata_str wanted);
void sat_add_one_at_most(struct sat *s, const int *packages, unsigned count);

/* There are so many rules that none is added any more; sat_solve says so. */
bool sat_is_full(const struct sat *s);

/* ENOTFOUND: the rules exclude each other; ELIMIT. */
int sat_solve(struct sat *s, struct strata_error *err);

bool sat_installs(const struct sat *s, int package);

#endif
