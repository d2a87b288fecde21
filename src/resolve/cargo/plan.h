/*
 * plan.h - what a version needs with the features that are asked of it.
 *
 * As cargo's resolver has it, which knows no platforms: a weak feature ("x?/y") turns its
 * dependency on, and development dependencies are the members' own.
 */
#ifndef RESOLVE_CARGO_PLAN_H
#define RESOLVE_CARGO_PLAN_H

#include "resolve/cargo/crates.h"

struct cargo_need {
	struct cargo_dep *dep;
	struct cargo_ids features; /* asked of it */
};

STRATA_VEC(cargo_needs, struct cargo_need);

struct cargo_wish {
	struct cargo_ids features; /* tidy */
	bool defaults;
	bool all; /* of a member: every feature, and development dependencies */
};

struct cargo_plan {
	struct cargo_wish wish;
	bool possible;            /* every feature that is asked for exists */
	bool ordered;             /* the candidates of its needs are known */
	struct cargo_ids on;      /* features, those that others turn on counted */
	struct cargo_needs needs; /* those with fewer candidates first */
	struct cargo_plan *next;  /* of the same version, for another wish */
};

/* Made once per version and wish. */
const struct cargo_plan *cargo_plan_of(struct cargo_crates *crates, struct cargo_version *version,
				       const struct cargo_wish *wish);

#endif
