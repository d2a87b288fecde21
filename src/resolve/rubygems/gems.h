/*
 * gems.h - gems by name: their releases that could be installed here, the best first. Asked
 * for once in a solve, read once.
 */
#ifndef RESOLVE_RUBYGEMS_GEMS_H
#define RESOLVE_RUBYGEMS_GEMS_H

#include "resolve/rubygems/info.h"
#include "resolve/solver.h"
#include "strata/map.h"
#include "strata/version.h"

struct gem_release {
	struct strata_str version;   /* absent: the gem's data cannot be had */
	const struct gem_line *line; /* of the platform that fits best; NULL: as above */
	int rank;                    /* of that platform */
	bool pre;
	bool held;                   /* a lockfile has it */
};

STRATA_VEC(gem_releases, struct gem_release);

struct gem_project {
	struct strata_str name;
	struct strata_str source; /* as the Gemfile names it; absent: the default */
	bool fetched;
	struct gem_releases releases; /* what a lockfile has first, then the newest;
					 pre-releases behind all others */
	bool only_pre;
	const struct strata_error *lack; /* why its data cannot be had */
	struct registry_answer answer;
};

STRATA_VEC(gem_project_list, struct gem_project *);

struct gem_finder {
	const struct solver_input *in;
	struct strata_arena *arena;
	struct strata_map by_name; /* -> index into all */
	struct strata_map by_ruby; /* a requirement of Ruby -> 1 fits, 2 does not */
	struct gem_project_list all;
};

#define GEM_FINDER(input, memory)                                                 \
	((struct gem_finder){ .in = (input), .arena = (memory),                   \
			      .by_name = STRATA_MAP_INIT(memory),                 \
			      .by_ruby = STRATA_MAP_INIT(memory) })

/* The gem of that name, nothing of it fetched; never NULL. */
struct gem_project *gem_project_of(struct gem_finder *f, struct strata_str name);

/* Starts to fetch; returns at once. */
void gem_project_want(struct gem_finder *f, struct strata_str name);

/*
 * Fetched. A gem whose data cannot be had says so in `lack`, and has one release without a
 * version, which will do for anything and asks for nothing.
 */
struct gem_project *gem_project_get(struct gem_finder *f, struct strata_str name);

/* Its data is of no use: as if it could not be had. */
void gem_project_give_up(struct gem_finder *f, struct gem_project *project,
			 const struct strata_error *why);

void gem_finder_release(struct gem_finder *f);

#endif
