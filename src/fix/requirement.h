/*
 * requirement.h - a requirement that asks for a version at least, written as its author would.
 */
#ifndef FIX_REQUIREMENT_H
#define FIX_REQUIREMENT_H

#include "strata/ecosystem.h"

/* A version as the ecosystem's manifests write it: Go's with its 'v'. */
struct strata_str fix_version_written(const struct strata_ecosystem *ecosystem,
				      struct strata_str package, struct strata_str version,
				      struct strata_arena *arena);

/*
 * What is to be written in the place of `written` so that `version` is admitted and nothing
 * below it: with the same operator, pins as pins, bounds above kept where they can be.
 * False when no such requirement is known.
 */
bool fix_requirement_raise(struct strata_str *out, const struct strata_ecosystem *ecosystem,
			   struct strata_str written, struct strata_str version,
			   struct strata_arena *arena);

/* Whether a requirement (a version alone, in ecosystems that read it so) admits a version. */
bool fix_requirement_admits(const struct strata_ecosystem *ecosystem, struct strata_str requirement,
			    struct strata_str version, struct strata_arena *arena);

/* What asks for a version at least and goes as far as its ecosystem thinks it safe. */
struct strata_str fix_requirement_from(const struct strata_ecosystem *ecosystem,
				       struct strata_str version, struct strata_arena *arena);

/*
 * Whether going from one version (or what a requirement begins with) to another may break by
 * its number: the major one differs, or, below 1.0, the minor one.
 */
bool fix_crosses_major(struct strata_str from, struct strata_str to);

#endif
