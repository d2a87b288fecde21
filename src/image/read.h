/* read.h - the bytes of a file of the snapshot that is judged. */
#ifndef IMAGE_READ_H
#define IMAGE_READ_H

#include "facts/collect.h"

/* ENOTFOUND, without an error, when the snapshot has no such file. */
int image_read(struct strata_str *bytes, const struct facts_set *facts, struct strata_str path,
	       struct strata_arena *arena, struct strata_error *err);

#endif
