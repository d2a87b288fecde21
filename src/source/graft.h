/*
 * graft.h - what git takes for the parents of some commits in place of those they name:
 * none at the border of a shallow clone ("shallow": an id a line), others in "info/grafts"
 * (an id and its parents). gitrepository-layout(5).
 */
#ifndef SOURCE_GRAFT_H
#define SOURCE_GRAFT_H

#include "source/repository.h"
#include "strata/map.h"

struct graft {
	struct strata_str parents; /* lines as in a commit */
	bool shallow;
};

STRATA_VEC(graft_list, struct graft);

struct grafts {
	struct strata_map by_id; /* hexadecimal id -> index into items */
	struct graft_list items;
};

/* All of it lives in arena. */
void grafts_read(struct grafts *out, const struct repository *repository, struct strata_arena *arena);

/* NULL: the commit has the parents that it names. */
const struct graft *graft_of(const struct grafts *grafts, struct strata_str hex);

#endif
