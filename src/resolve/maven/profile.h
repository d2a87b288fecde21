/* profile.h - which profiles of a pom are active in an environment where none is asked for. */
#ifndef RESOLVE_MAVEN_PROFILE_H
#define RESOLVE_MAVEN_PROFILE_H

#include "resolve/solver.h"
#include "text/node.h"

STRATA_VEC(maven_parts, const struct node *);

/* Those that a condition activates; where none does, those that are active by default. */
void maven_profiles(struct maven_parts *out, const struct node *top,
		    const struct solver_environment *env, struct strata_arena *arena);

#endif
