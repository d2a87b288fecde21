/*
 * libraries.h - what *.deps.json and project.assets.json share.
 *
 * Both list "libraries" as "Name/Version" with a type, and for each "targets" (a
 * framework, or one with a platform) the same keys again with their dependencies.
 */
#ifndef NUGET_LIBRARIES_H
#define NUGET_LIBRARIES_H

#include "strata/facts.h"
#include "strata/map.h"
#include "text/node.h"

struct nuget_libraries {
	struct strata_facts *out;
	struct strata_map by_key;  /* "name/version", lower case -> package */
	struct strata_map by_name; /* of the target at hand, lower case -> package */
};

/* Adds all of them; what is no package (a project, a reference) is local. */
void nuget_add_libraries(struct nuget_libraries *l, const struct node *libraries);

/* Adds the edges of one target; sets by_name. */
void nuget_add_target(struct nuget_libraries *l, const struct node *target);

/* The package of that name in the target that was added last. */
bool nuget_find(size_t *index, const struct nuget_libraries *l, struct strata_str name);

#endif
