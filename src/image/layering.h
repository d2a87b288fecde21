/*
 * layering.h - what the files that make an image's layers (layers.h) share: layers.c goes through
 * the stages, layer_manifests.c and layer_packages.c through the commands of one.
 */
#ifndef IMAGE_LAYERING_H
#define IMAGE_LAYERING_H

#include "image/installer.h"
#include "image/layers.h"
#include "image/removal.h"

/* A manifest of the snapshot, and where it lies in a stage. */
struct placed {
	unsigned manifest;
	struct strata_str path;
};

STRATA_VEC(placed_list, struct placed);

struct stage {
	struct placed_list placed;
	struct strata_indices brought;
	struct strata_str folder;
	struct strata_strs environments; /* of Python, that it makes */
	bool lean;                       /* of bundler: development is left out from here on */
};

/* A manifest that the build may be handed. */
struct handed {
	unsigned manifest;
	struct strata_str inside; /* its path in the context */
};

STRATA_VEC(handed_list, struct handed);

struct layering {
	struct image_layers *out;
	struct image_check *c;
	const struct strata_manifests *manifests;
	struct strata_notes *notes;
	struct image_sources *sources;
	struct handed_list handed;
	bool looked;             /* handed is filled, and what follows */
	struct strata_map first; /* path -> the first manifest of it, plus 1 */
	struct strata_map answers; /* path of a lockfile -> the first that it answers, plus 1 */
	unsigned *next;          /* of each manifest: the next that the same one answers, plus 1 */
	unsigned *taken;         /* of each manifest: the round in which it was taken */
	unsigned round;
	struct stage *stages;
	struct stage *stage;  /* the one that is gone through */
	struct strata_str folder; /* that the script is in */
	size_t steps;
	bool exhausted;
};

void layering_note(struct layering *l, unsigned line, struct strata_str reason);

/* Counts what is made, or looked at; false, with a note, where that is too much. */
bool layering_steps(struct layering *l, size_t count);
bool layering_step(struct layering *l);

const struct dockerfile_stage *layering_stage(const struct layering *l, size_t index);

/* The stage that one starts from; -1: an image. */
int layering_base(const struct layering *l, int stage);

/* Something that the stage brings; the same thing, elsewhere or as a part of something else. */
struct image_brought *layering_bring(struct layering *l, unsigned line);
struct image_brought *layering_bring_again(struct layering *l, unsigned index);

/* A manifest that lies at a path goes to where what holds it is copied. */
void layering_move(struct layering *l, const struct placed *old, struct strata_str source,
		   struct strata_str target);

/* The paths at which what the command installs lies. */
void layering_add_paths(struct layering *l, struct image_brought *b,
			const struct strata_ecosystem *ecosystem,
			const struct image_command *command);

/* layer_manifests.c: COPY of the context, a mount of it; what a command makes of manifests. */
void layering_copy_context(struct layering *l, const struct dockerfile_instruction *copy);
void layering_mount(struct layering *l, const struct dockerfile_flag *mount);
void layering_install(struct layering *l, const struct image_command *command);

/* layer_packages.c: the packages that a command names. */
void layering_install_packages(struct layering *l, const struct image_command *command,
			       const struct image_removals *removed);

#endif
