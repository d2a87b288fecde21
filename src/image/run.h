/* run.h - one RUN: its scripts, and what they do together. */
#ifndef IMAGE_RUN_H
#define IMAGE_RUN_H

#include "image/script.h"

struct image_called;

struct image_run {
	const struct dockerfile_instruction
		*instruction; /* RUN itself, or the ONBUILD that holds it */
	const struct dockerfile_instruction *run;
	struct dockerfile_words shell; /* of the SHELL in force; none: the usual one */
	struct image_scripts scripts;
	struct strata_map removed; /* by image_run_removes alone */
	unsigned installs;         /* bits of managers that install something, or upgrade all */
};

STRATA_VEC(image_runs, struct image_run);

/*
 * Fills all but what is set already: instruction, run and shell. called: where scripts that it
 * calls are found; NULL: they are not looked for. notes: why a text was not looked into, or only
 * in part.
 */
void image_run_read(struct image_run *out, struct image_called *called,
                    struct dockerfile_problems *notes, struct strata_arena *arena);

/*
 * Whether a `rm` of the run takes the path away: itself, something in it, or what it is in. A
 * path without a '/' at its start is meant as the run writes it.
 */
bool image_run_removes(const struct image_run *run, struct strata_str path);

/* Whether it has a cache, or a file system in memory, mounted at the path or above it. */
bool image_run_mounts(const struct image_run *run, struct strata_str path);

/* Whether it has a command of one of these names, with one of these words (lists). */
bool image_run_has(const struct image_run *run, const char *names, const char *words);

#endif
