/*
 * imaging.h - what the images of a run are asked about with: the registries that the user's
 * configuration names, answers kept on disk.
 */
#ifndef IMAGING_H
#define IMAGING_H

#include "cli/progress.h"
#include "scan.h"

struct imaging {
	struct config user, all; /* all: with that of the snapshot */
	struct image_signing signing;
	struct registry_settings settings;
	struct progress progress;
	struct image_remotes *remotes; /* points to all before: it does not move */
	struct strata_notes notes;     /* what could not be found out */
	struct facts_set files;        /* of imaging_alone */
	bool alone;
};

/* EUSAGE with the line. imaging_close in either case. */
int imaging_open(struct imaging *out, struct scan *scan, const struct options *options,
		 struct strata_error *err);

/* Asks registries about the bases, and adds their packages to the facts of the scan. */
void imaging_collect(struct imaging *imaging, struct scan *scan, const struct options *options);

/* Of the snapshot what names images; it lives as long as imaging. */
struct facts_set *imaging_alone(struct imaging *imaging, struct scan *scan);

void imaging_close(struct imaging *imaging); /* NULL is allowed */

#endif
