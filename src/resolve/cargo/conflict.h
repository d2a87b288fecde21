/*
 * conflict.h - what a search has learnt: with which versions active a dependency has no
 * version that goes.
 *
 * Without it the same dead end is run into again after each choice that has nothing to do
 * with it, which for a large workspace is millions of times.
 */
#ifndef RESOLVE_CARGO_CONFLICT_H
#define RESOLVE_CARGO_CONFLICT_H

#include "resolve/cargo/crates.h"

/* The versions that exclude it together; none: it goes with nothing. */
struct cargo_dead_end {
	struct cargo_versions with;
};

STRATA_VEC(cargo_dead_ends, struct cargo_dead_end);
STRATA_VEC(cargo_dead_ends_list, struct cargo_dead_ends);
STRATA_VEC(cargo_deps_list, const struct cargo_dep *);
STRATA_VEC(cargo_deps_lists, struct cargo_deps_list);

struct cargo_conflicts {
	struct strata_arena *arena;
	struct strata_map by_dep;        /* address of a dep -> index into of_dep */
	struct cargo_dead_ends_list of_dep;
	struct cargo_deps_lists of_version; /* by number: deps whose dead ends name it */
	/* When a version became active; 0: it is not. */
	size_t (*age)(const void *payload, const struct cargo_version *version);
	const void *payload;
};

/* Each version counts once. Of one dependency DEAD_ENDS at most are kept. */
void cargo_conflicts_add(struct cargo_conflicts *c, const struct cargo_dep *dep,
			 struct cargo_version *const *with, size_t count);

/*
 * A dead end of the dependency all of whose versions are active, that of which the last became
 * so first; NULL: none is known. with: only those that name it; NULL: any.
 */
const struct cargo_dead_end *cargo_conflicts_active(const struct cargo_conflicts *c,
						    const struct cargo_dep *dep,
						    const struct cargo_version *with);

/* The dependencies that have a dead end which names the version; NULL: none. */
const struct cargo_deps_list *cargo_conflicts_naming(const struct cargo_conflicts *c,
						     const struct cargo_version *version);

#endif
