/*
 * places.h - paths within an image: where COPY puts the manifests of the snapshot, and where
 * package managers put what they install.
 */
#ifndef IMAGE_PLACES_H
#define IMAGE_PLACES_H

#include "image/context.h"

/* "a/../b" from "/x" is "/x/b"; an absolute one stays itself. */
struct strata_str image_path_resolve(struct strata_str folder, struct strata_str path,
				     struct strata_arena *arena);

/* Whether a path is a folder of another, or that one itself. */
bool image_path_holds(struct strata_str folder, struct strata_str path);

/*
 * Where a copy of `source` as `target` puts what lies at `path`: absent when it does not take
 * it. What is copied out of `path` itself is at the target.
 */
struct strata_str image_path_moved(struct strata_str path, struct strata_str source,
				   struct strata_str target, struct strata_arena *arena);

/*
 * Where a COPY of the context puts a file, in the words of the build: inside is its path in
 * the context. Absent when it is not taken. workdir: of the place.
 */
struct strata_str image_place_of_file(struct image_check *c,
				      const struct dockerfile_instruction *copy,
				      struct strata_str inside, struct strata_str workdir);

/* Adds the paths where packages of an ecosystem lie that were installed in a folder. */
void image_install_paths(struct strata_strs *out, struct image_check *c,
			 const struct strata_ecosystem *ecosystem,
			 const struct image_command *command, struct strata_str folder);

#endif
