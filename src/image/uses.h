/*
 * uses.h - one Dockerfile under all rules, once for each way in which it is built.
 *
 * What holds however it is built is told as ever; what holds for some ways only says for which.
 */
#ifndef IMAGE_USES_H
#define IMAGE_USES_H

#include "image/walk.h"

/*
 * As image_walk, of a file in the snapshot. What is built without a target, the last stage, is
 * always among the ways: `out` is its walk, and each stage's use in it is the best of all ways.
 */
void image_uses_walk(struct image_walk *out, struct strata_findings *findings,
		     struct strata_notes *notes, const struct image_setting *setting,
		     const struct image_builds *builds, struct strata_str path,
		     struct strata_str bytes, struct strata_arena *arena);

#endif
