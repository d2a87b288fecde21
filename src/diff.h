/*
 * diff.h - the whole of a difference: two snapshots in, an answer out.
 *
 * The head is a scan of its own (scan.h) whose inventory holds only what differs, its own
 * components first and then the base's: a finding may be of either.
 */
#ifndef DIFF_H
#define DIFF_H

#include "history/diff.h"
#include "image_side.h"
#include "scan.h"

struct difference {
	struct scan scan; /* of the head: time, policy, database, and the findings of both */
	struct source *base;
	struct history_diff packages;
	struct image_side images[2];  /* of the base, and the head */
	struct strata_findings all; /* before what did not change is left out */
};

/*
 * options say what the head is, as for a scan; base: a revision, NULL: HEAD. all: also what
 * did not change. diff_release in either case.
 */
int diff_run(struct difference *out, const struct options *options, const char *base, bool all,
	     struct strata_error *err);

/*
 * diff_images.c, of diff_run: the images of both sides, whose packages are compared with all else;
 * then what the change brings to them, and takes from them.
 */
int diff_read_images(struct difference *diff, const struct options *options, bool all,
		     struct strata_error *err);
void diff_keep_images(struct difference *diff, bool all);
void diff_release_images(struct difference *diff);

/* The commits of the range base..head that brought the new findings in. */
int diff_find_origins(struct difference *diff, struct strata_error *err);

/* Names the commit that brought a finding in; what cannot be read of it stays absent. */
int diff_set_origin(struct strata_finding *finding, struct scan *scan,
		    const struct source_commit *commit, struct strata_error *err);

void diff_release(struct difference *diff);

#endif
