/*
 * objects.h - commits, trees and blobs, by libgit2.
 *
 * The only file that uses it. Opened when an object is first asked for: a scan of a
 * work tree mostly needs none, and starting the library costs more than a small scan.
 */
#ifndef SOURCE_OBJECTS_H
#define SOURCE_OBJECTS_H

#include "source/listing.h"
#include "source/repository.h"

struct objects;

int objects_open(struct objects **out, const struct repository *repository,
		 struct strata_arena *arena, struct strata_error *err);
void objects_close(struct objects *objects);

/*
 * What a revision names: the tree of its files, and the id that is shown, of the
 * commit, or of the tree where there is none.
 */
int objects_resolve(unsigned char *tree, struct strata_str *shown, struct objects *objects,
		    const char *revision, struct strata_arena *arena, struct strata_error *err);

/* All files of a tree, below a folder of the snapshot ("" for its top). */
int objects_list(struct listing *listing, struct objects *objects, const unsigned char *tree,
		 struct strata_str folder);

/* The bytes of a blob. ENOTFOUND says how a missing one is got. */
int objects_read(struct strata_str *out, struct objects *objects, const unsigned char *id,
		 uint64_t most, struct strata_arena *arena, struct strata_error *err);

#endif
