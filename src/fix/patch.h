/*
 * patch.h - two texts of a file as a unified diff, as `git apply` takes it.
 */
#ifndef FIX_PATCH_H
#define FIX_PATCH_H

#include "strata/arena.h"
#include "strata/buf.h"

/*
 * Appends the difference of one file, three lines of context around each change; nothing
 * when there is none. Bytes are as they are: CR LF, no newline at the end, no UTF-8.
 */
void fix_patch_add(struct strata_buf *out, struct strata_str path, struct strata_str before,
		   struct strata_str after);

#endif
