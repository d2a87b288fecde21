/*
 * search.h - one version of each gem, so that all that is asked for holds.
 *
 * A gem is decided after the other: the one with the fewest releases left first, its newest
 * release first. What a release asks for narrows other gems at once; where one has nothing
 * left, the next release is tried, and when none is left, the search goes back to the last
 * decision that had a part in it. That is the answer of Bundler's solver wherever the newest
 * releases go together, and one of the answers where they do not.
 *
 * Rules: Bundler's documentation, "bundle install", and its behaviour (2.3), 2026-11:
 * pre-releases count only where a requirement names one, or there is nothing else.
 */
#ifndef RESOLVE_RUBYGEMS_SEARCH_H
#define RESOLVE_RUBYGEMS_SEARCH_H

#include "resolve/rubygems/gems.h"
#include "strata/inventory.h"

struct gem_limit {
	const struct strata_intervals *in; /* NULL: a requirement that is none: nothing will do */
	bool pre;                          /* it names a pre-release */
	unsigned level;                    /* of the decision that asks; 0: the project */
};

STRATA_VEC(gem_limits, struct gem_limit);

struct gem_goal {
	struct gem_project *project;
	struct gem_limits limits; /* none: nobody asks for it any more */
	int pick;                 /* of its releases; -1: not decided */
	unsigned level;           /* of that decision */
	size_t left;              /* releases that the limits leave, when counted */
	bool counted;
};

STRATA_VEC(gem_goals, struct gem_goal);

struct gem_decision {
	unsigned goal;
	size_t next;                  /* the release to be tried next */
	struct strata_indices narrowed; /* goals that it put a limit on */
	struct strata_indices blame;  /* levels that had a part in failures */
};

STRATA_VEC(gem_decisions, struct gem_decision);

struct gem_search {
	struct gem_finder *finder;
	struct strata_arena *arena;
	struct strata_map by_name;        /* -> index into goals */
	struct strata_map by_requirement; /* -> index into requirements */
	STRATA_VEC(gem_requirements, struct gem_limit) requirements;
	struct gem_goals goals;
	struct gem_decisions decisions; /* of level 1 and up */
	struct strata_indices blamed;   /* of each level, the mark with which it was */
	unsigned mark;
	size_t steps;
};

#define GEM_SEARCH(gems, memory)                                                 \
	((struct gem_search){ .finder = (gems), .arena = (memory),               \
			      .by_name = STRATA_MAP_INIT(memory),                \
			      .by_requirement = STRATA_MAP_INIT(memory) })

/* What the project asks for. */
void gem_search_ask(struct gem_search *s, struct strata_str name, struct strata_str requirement);

/* ENOTFOUND: nothing goes together; ELIMIT. */
int gem_search_run(struct gem_search *s, struct strata_error *err);

/* The release that was picked of a gem; NULL: none. */
const struct gem_release *gem_search_picked(const struct gem_search *s, const struct gem_goal *goal);

/* Bundler is there when it runs: nothing is installed for who asks for it. */
bool gem_is_bundler(struct strata_str name);

#endif
