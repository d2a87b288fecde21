/*
 * named.h - what an operand of a package manager names: a package, and which version of it.
 *
 * "curl=7.88.1-10", "express@^4", "golang.org/x/tools/gopls@v0.16.1": each manager has its own
 * way. What is a file, an address or a group of packages names none.
 */
#ifndef IMAGE_NAMED_H
#define IMAGE_NAMED_H

#include "image/packages.h"
#include "strata/ecosystem.h"

struct image_named {
	struct strata_str name;
	struct strata_str version;     /* absent: it is not pinned to one */
	struct strata_str requirement; /* where it is not: as written, "" for any */
};

/*
 * false: no package is named. given: a version that an option gives for all operands; absent
 * without one. Slices of the text, which has its variables put in.
 */
bool image_named_read(struct image_named *out, enum image_manager manager, struct strata_str text,
		      struct strata_str given);

/* The ecosystem of a manager that has one of its own: pip, npm..; NULL: that of the system. */
const struct strata_ecosystem *image_manager_ecosystem(enum image_manager manager);

#endif
