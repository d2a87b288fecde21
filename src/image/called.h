/*
 * called.h - scripts of the snapshot that RUN calls: "COPY install.sh /tmp/", "RUN /tmp/install.sh".
 *
 * What a script does is done in the layer as if it stood in the RUN. Where files of the snapshot
 * stand in the image is followed from COPY to COPY, along the stages, by WORKDIR and by what
 * .dockerignore leaves out; what comes from anywhere else is not looked for.
 */
#ifndef IMAGE_CALLED_H
#define IMAGE_CALLED_H

#include "image/check.h"

/* A file or folder of the snapshot, and where it stands in the image. */
struct image_standing {
	struct strata_str at, from; /* both without '/' at the end; from: "" is all of it */
};

STRATA_VEC(image_standings, struct image_standing);

struct image_called {
	struct image_check *check;         /* its scope is that of the place */
	struct dockerfile_problems *notes; /* what could not be read, or followed */
	const struct image_called *parent; /* the stage that this one starts from; NULL: an image */
	struct strata_str folder;          /* WORKDIR */
	struct image_standings standing;   /* of this stage alone */
	size_t copies;                     /* that there were, with the parents' */
	unsigned scripts;                  /* that were read */
};

/* At the beginning of a stage; parent: how it was at the end of what it starts from, or NULL. */
void image_called_begin(struct image_called *out, struct image_check *check,
			struct dockerfile_problems *notes, const struct image_called *parent);

/* An instruction other than RUN. */
void image_called_pass(struct image_called *called, const struct dockerfile_instruction *i);

/* Adds the scripts that those of a RUN call. */
void image_called_read(struct image_called *called, struct image_run *run);

#endif
