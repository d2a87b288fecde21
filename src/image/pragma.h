/*
 * pragma.h - comments that take findings away: those of hadolint, and our own, so that who comes
 * from there need not begin again.
 *
 *	# hadolint ignore=DL3008,LAY002     the next instruction
 *	# hadolint global ignore=DL3008     the whole file
 *	# strata ignore=LAY002              the next instruction
 */
#ifndef IMAGE_PRAGMA_H
#define IMAGE_PRAGMA_H

#include "strata/finding.h"
#include "syntax/dockerfile.h"

/* Marks the findings from index `from` on that a comment of the file takes away: none of other files. */
void image_pragma_apply(struct strata_findings *findings, size_t from, struct strata_str path,
                        const struct dockerfile *file, struct strata_arena *arena);

#endif
