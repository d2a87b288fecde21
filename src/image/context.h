/*
 * context.h - the files of the snapshot that a build is handed.
 *
 * Git does not tell which folder a build is given. The Dockerfile's own is the usual one, then
 * those above it: the nearest that has what COPY and ADD name is taken.
 */
#ifndef IMAGE_CONTEXT_H
#define IMAGE_CONTEXT_H

#include "image/check.h"

/* A file of the snapshot, or a folder with something in it. */
bool image_snapshot_has(const struct image_check *c, struct strata_str path);

/* The nearest file of that name in the Dockerfile's folder or one above; absent without one. */
struct strata_str image_context_find(const struct image_check *c, struct strata_str name);

#endif
