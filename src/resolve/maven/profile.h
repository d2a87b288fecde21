/* profile.h - which profiles of a pom are active in an environment where none is asked for. */
#ifndef RESOLVE_MAVEN_PROFILE_H
#define RESOLVE_MAVEN_PROFILE_H

#include "maven/maven.h"
#include "resolve/solver.h"

STRATA_VEC(maven_parts, const struct maven_part *);

/*
 * Those that a condition activates; where none does, those that are active by default. path: of
 * the pom in the snapshot; absent: it is of a registry, and no file lies beside it.
 */
void maven_profiles(struct maven_parts *out, const struct maven_pom *pom, struct strata_str path,
		    const struct solver_input *in, struct strata_arena *arena);

#endif
