/*
 * resolve.h - from the facts of files to projects and their graphs (step 2 of three).
 */
#ifndef RESOLVE_RESOLVE_H
#define RESOLVE_RESOLVE_H

#include "facts/collect.h"

/*
 * Follows the references between files, joins manifests with the lockfiles that
 * were made from them, settles scope and directness, and merges what is the same
 * package of the same project. The inventory owns its strings by way of arena
 * and of the facts, which must outlive it.
 */
void resolve_inventory(struct strata_inventory *out, struct facts_set *set,
		       struct strata_arena *arena);

#endif
