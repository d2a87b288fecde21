/*
 * ignore.h - .dockerignore: what of its folder a build is not handed.
 *
 * Unlike .gitignore a pattern counts from the top of the folder alone: `.env` leaves
 * `app/.env` in. The last pattern that matches a path, or a folder that it is in, decides.
 *
 * Specified by: docs.docker.com, "Build context", .dockerignore files, 2026-11.
 */
#ifndef IMAGE_IGNORE_H
#define IMAGE_IGNORE_H

#include "strata/arena.h"

struct image_ignore_pattern {
	struct strata_str text; /* without '/' at its ends */
	bool keeps;             /* "!": what it matches stays in */
};

STRATA_VEC(image_ignore, struct image_ignore_pattern);

/* The patterns are slices of bytes. */
void image_ignore_read(struct image_ignore *out, struct strata_str bytes,
                       struct strata_arena *arena);

/* path: relative to the folder that is handed over. */
bool image_ignore_excludes(const struct image_ignore *ignore, struct strata_str path);

#endif
