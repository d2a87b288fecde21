/* removal.h - packages that a RUN installs and removes again: they were there for a moment only. */
#ifndef IMAGE_REMOVAL_H
#define IMAGE_REMOVAL_H

#include "image/run.h"

struct image_removals {
	struct strata_map removed; /* by image_removals_* alone */
	struct strata_arena *arena;
};

void image_removals_read(struct image_removals *out, const struct image_run *run,
			 struct strata_arena *arena);

/* All that the command installs: by the name that "apk add --virtual" gave it, or unknown. */
bool image_removals_have_all(const struct image_removals *r, const struct image_command *command);

bool image_removals_have(const struct image_removals *r, enum image_manager manager,
			 struct strata_str name);

#endif
