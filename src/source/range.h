/*
 * range.h - what a push brings: the commits that are new, and what they stand on.
 */
#ifndef SOURCE_RANGE_H
#define SOURCE_RANGE_H

#include "source/commits.h"

struct source_id {
	unsigned char bytes[SOURCE_ID_MOST];
};

STRATA_VEC(source_ids, struct source_id);

/* The commit that a revision names (tags are followed). False when there is none. */
bool source_find(struct source_id *out, struct source *source, const char *revision);

/* As above, of a whole id in hexadecimal: nothing else is guessed from it. */
bool source_find_id(struct source_id *out, struct source *source, struct strata_str hex);

/* A commit's tree. */
int source_tree_of(struct source_id *out, struct source *source, const struct source_id *commit,
		   struct strata_arena *arena, struct strata_error *err);

/* The blob of a regular file of a tree, or of what is staged. False without one. */
bool source_blob_at(struct source_id *out, struct source *source, const struct source_id *tree,
		    const char *path);
bool source_staged_blob(struct source_id *out, struct source *source, const char *path);

/* Whether a path that is staged is wanted; true where not all of them are known. */
bool source_staged_any(struct source *source, bool (*wants)(struct strata_str path));

/*
 * Every branch, tag and remote branch whose full name begins so ("refs/",
 * "refs/remotes/origin/"): the commits, appended to out.
 */
int source_refs_below(struct source_ids *out, struct source *source, struct strata_str prefix,
		      struct strata_arena *arena, struct strata_error *err);

/*
 * The commits that tip reaches and known do not, each after its parents, and before
 * them those outside that they stand on. out->refs stays empty. In arena.
 */
int source_walk_new(struct source_walk *out, struct source *source, const struct source_id *tip,
		    const struct source_ids *known, struct strata_arena *arena,
		    struct strata_error *err);

#endif
