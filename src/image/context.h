/*
 * context.h - the files of the snapshot that a build is handed.
 *
 * Git does not tell which folder a build is given. The Dockerfile's own is the usual one, then
 * those above it: the nearest that has most of what COPY and ADD name is taken.
 */
#ifndef IMAGE_CONTEXT_H
#define IMAGE_CONTEXT_H

#include "image/check.h"
#include "image/ignore.h"

struct image_context {
	struct strata_str folder; /* "" is the top of the snapshot */
	bool has_ignore;          /* a .dockerignore is there */
	struct strata_str ignore_path;
	struct image_ignore ignore;
};

/* The folder, and its .dockerignore: "<Dockerfile>.dockerignore" before the one at its top. */
const struct image_context *image_context_of(struct image_check *c);

/* The path of a file of the snapshot within what a build is handed; absent: it is not in it. */
struct strata_str image_context_inside(const struct image_context *context, struct strata_str path);

/* Whether a COPY or ADD takes the file (a path of the snapshot) into the image. */
bool image_context_copies(const struct image_context *context, struct image_check *c,
                          const struct dockerfile_instruction *copy, struct strata_str path);

/* A file of the snapshot, or a folder with something in it. */
bool image_snapshot_has(const struct image_check *c, struct strata_str path);

/* The bytes of a file of the snapshot; absent when it cannot be read. */
struct strata_str image_snapshot_read(const struct image_check *c, struct strata_str path);

/* The nearest file of that name in the Dockerfile's folder or one above; absent without one. */
struct strata_str image_context_find(const struct image_check *c, struct strata_str name);

/* Whether it takes files of the context: not out of a stage, an image or an address. */
bool image_copies_context(const struct dockerfile_instruction *i);

#endif
