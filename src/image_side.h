/*
 * image_side.h - the images of one side of a change: what a difference, and a hook, hold
 * against those of the other.
 *
 * What is found in a Dockerfile depends on files beside it (.dockerignore, a lockfile, a secret),
 * so that one which did not change may bring something all the same: each side is judged whole.
 */
#ifndef IMAGE_SIDE_H
#define IMAGE_SIDE_H

#include "scan.h"

struct image_side {
	struct source *opened; /* for it alone; NULL: it is somebody else's */
	struct facts_set facts;
	struct image_view view;
	struct strata_findings findings;
	struct strata_notes notes;
};

/* What names images and does not differ is not read, unless what is found in it depends on others. */
struct image_side_options {
	uint64_t max_file_size;
	const struct image_side *other;   /* listed: what stands there as it is does not differ; or NULL */
	const struct strata_map *changed; /* paths: what is not among them does not differ; or NULL */
};

/*
 * Whether a file is named as those are that say what images are of, whatever changes: Dockerfiles,
 * Containerfiles, compose files, dev containers. Cheaper than to ask each format, and true for some more.
 */
bool image_side_named(struct strata_str path);

/*
 * Lists the source, and reads of it what names images. image_side_release in either case, after all
 * that was taken from it is not used any more.
 */
int image_side_read(struct image_side *out, struct source *source,
		    const struct image_side_options *options, struct strata_error *err);

/* A tree of the repository that one stands in; else as above. */
int image_side_read_tree(struct image_side *out, const char *tree,
			 const struct image_side_options *options, struct strata_error *err);

/* Judges it: findings, and with them the packages that RUN names, as components of inventory. */
int image_side_judge(struct image_side *side, struct strata_inventory *inventory,
		     const struct image_options *options, struct strata_arena *arena,
		     struct strata_error *err);

/* Whether a side that was read may name an image. */
bool image_side_names(const struct image_side *side);

void image_side_release(struct image_side *side);

#endif
