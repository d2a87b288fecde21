/* walk.h - one Dockerfile under all rules. */
#ifndef IMAGE_WALK_H
#define IMAGE_WALK_H

#include "image/check.h"

struct image_walk {
	struct dockerfile file;
	struct dockerfile_stages stages;
	struct image_stage_runs runs;
};

/*
 * Reads the file, and adds what the rules find. Notes get what could not be judged, with path
 * and line. target: as of dockerfile_stages_read. All in arena; bytes outlive it.
 */
void image_walk(struct image_walk *out, struct strata_findings *findings,
                struct strata_notes *notes, struct facts_set *snapshot, struct strata_str path,
                struct strata_str bytes, struct strata_str target,
                const struct dockerfile_arguments_given *given, struct strata_arena *arena);

#endif
