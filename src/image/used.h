/*
 * used.h - images that files other than Dockerfiles name: of services, of CI jobs, of pods.
 *
 * The parsers of those files list them as packages; here each is put under the rules about
 * bases, at its line.
 */
#ifndef IMAGE_USED_H
#define IMAGE_USED_H

#include "image/image.h"
#include "image/walk.h"

/* Whether a file names any. */
bool image_used_names(const struct facts_file *file);

/* Of one file that a parser read; nothing is added to views when it names none. */
void image_used_of_file(struct image_file_views *views, struct strata_findings *findings,
			struct strata_notes *notes, const struct image_setting *setting,
			const struct image_builds *builds, const struct facts_file *file,
			struct strata_arena *arena);

/* Of files that no parser reads. */
void image_used_wanted(struct image_file_views *views, struct strata_findings *findings,
		       struct strata_notes *notes, const struct image_setting *setting,
		       const struct image_builds *builds, struct strata_arena *arena);

#endif
