/*
 * replace.h - what git reads in place of an object: refs/replace, git-replace(1).
 *
 * Loose and packed refs are read as they lie there, without libgit2, which would read all
 * refs for it. Where refs are kept otherwise there is nothing to find.
 */
#ifndef SOURCE_REPLACE_H
#define SOURCE_REPLACE_H

#include "source/repository.h"
#include "source/source.h"
#include "strata/map.h"

struct replace_pair {
	unsigned char id[SOURCE_ID_MOST], with[SOURCE_ID_MOST];
};

STRATA_VEC(replace_pairs, struct replace_pair);

struct replace {
	struct replace_pairs pairs;
	struct strata_map by_id; /* bytes of an id -> index into pairs */
	size_t id_len;
};

/* None when the environment or the configuration says so. All of it lives in arena. */
void replace_read(struct replace *out, const struct repository *repository,
		  struct strata_arena *arena);

/* What is read for an id: that of another object, or the id itself. */
const unsigned char *replace_of(const struct replace *replace, const unsigned char *id);

#endif
