/*
 * image_reference.h - the name of a container image taken apart, and in its one canonical form.
 *
 * "node", "library/node", "docker.io/node" and "index.docker.io/library/node" are one image:
 * docker.io/library/node. A part before the first '/' is a registry when it has a '.', a ':'
 * or an upper case letter, or is "localhost".
 *
 * Format: the reference grammar of the distribution project (reference.go, normalize.go), 2026-11.
 */
#ifndef MODEL_IMAGE_REFERENCE_H
#define MODEL_IMAGE_REFERENCE_H

#include "strata/arena.h"
#include "strata/error.h"

struct image_reference {
	struct strata_str written;
	struct strata_str registry;   /* "docker.io"; in lower case, with its port */
	struct strata_str repository; /* "library/node" */
	struct strata_str name;       /* both: "docker.io/library/node" */
	struct strata_str tag;        /* absent: none is written, which means "latest" unless by digest */
	struct strata_str digest;     /* "sha256:<64 digits>"; absent: none is written */
};

/* The parts of "name:tag@digest" as written, each unchecked; name is never absent. */
struct image_parts {
	struct strata_str name, tag, digest;
};

struct image_parts image_reference_split(struct strata_str text);

/*
 * ESYNTAX with the reason for what no engine takes as a name; `written` is set in any case.
 * Slices of text and of the arena. "scratch" is read as any name: FROM alone gives it a meaning.
 */
int image_reference_read(struct image_reference *out, struct strata_str text,
			 struct strata_arena *arena, struct strata_error *err);

#endif
