/*
 * build.h - how the Dockerfiles of a snapshot are built, as far as its files tell: compose's
 * services, and development containers.
 *
 * They decide which stage is built, with which values of ARG, out of which folder. What only the
 * environment of a machine knows is left out: an ARG keeps its default then.
 */
#ifndef IMAGE_BUILD_H
#define IMAGE_BUILD_H

#include "facts/collect.h"
#include "syntax/dockerfile_scope.h"

struct image_build {
	struct strata_str by;     /* "web of compose.yaml" */
	struct strata_str path;   /* of the Dockerfile; of an inline one, of the file that has it */
	struct strata_str folder; /* that the build is handed; absent: not known */
	struct strata_str text;   /* of an inline one; absent: it is a file */
	unsigned line;            /* of the inline text's first line */
	struct strata_str target; /* absent: the last stage */
	struct dockerfile_arguments_given arguments;
	struct dockerfile_arguments_given contexts; /* what stands in the place of an image's name */
	size_t next;              /* of the same Dockerfile: its index + 1; 0: none */
};

STRATA_VEC(image_build_list, struct image_build);

/* An image that is run, or that somebody develops in. */
struct image_wanted {
	struct strata_str text, path;
	unsigned line;
};

STRATA_VEC(image_wanted_list, struct image_wanted);

struct image_builds {
	struct image_build_list list;
	struct strata_map first;         /* path of a Dockerfile -> index of its first + 1 */
	struct strata_map made;          /* names of images that are built here */
	struct image_wanted_list wanted; /* of files that no parser reads */
};

/* notes: what is left out, but for what cannot be read and has a parser, which notes it. */
void image_builds_read(struct image_builds *out, struct strata_notes *notes,
		       struct facts_set *facts, struct strata_arena *arena);

/* The first build of a Dockerfile; NULL when nothing tells how it is built. */
const struct image_build *image_builds_of(const struct image_builds *builds,
					  struct strata_str path);

#endif
