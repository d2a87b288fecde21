/*
 * layers.h - what the layers of a Dockerfile bring, and whether it is in the image in the end.
 *
 * A stage brings packages that a RUN names, and all that the manifests which were copied into it
 * ask for, where a RUN installs them. That lies at some paths, and goes with who starts from the
 * stage or copies those paths out of it; a program that was compiled goes with whatever file is
 * copied. What the target holds then ships, all else stays in its stage.
 */
#ifndef IMAGE_LAYERS_H
#define IMAGE_LAYERS_H

#include "image/check.h"
#include "image/share.h"
#include "image/sources.h"

STRATA_VEC(image_packages_named, struct image_package);

struct image_brought {
	size_t stage;
	unsigned line;
	int package; /* index into packages; -1: the manifests */
	struct strata_indices manifests;
	struct strata_strs included; /* paths of files that those draw in */
	bool production;       /* what is for development alone is left out */
	bool ships;            /* all of it */
	bool ships_production; /* what production needs, as a part of something else */
	struct strata_strs at; /* paths; those of one command share them */
	bool anywhere;         /* whatever is copied out of the stage has it within */
	size_t root;           /* what it is a copy of; itself */
};

STRATA_VEC(image_broughts, struct image_brought);

struct image_layers {
	struct image_packages_named packages;
	struct image_broughts brought;
};

/*
 * Fills what is empty, of a file that was walked. manifests: those of the snapshot, sorted by
 * path; NULL: none is linked. notes: what could not be made out.
 */
void image_layers_read(struct image_layers *out, struct image_check *c,
		       const struct strata_manifests *manifests, struct image_sources *sources,
		       struct strata_notes *notes);

#endif
