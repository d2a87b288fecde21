/* progress.h - how what takes long shows that it is at work. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include "advisory/import.h"
#include "cli/options.h"
#include "resolve/registry/registry.h"

/*
 * On a terminal a line that is written over; elsewhere, with -v, a line now and then;
 * else nothing.
 */
struct progress {
	struct strata_arena *arena;
	bool terminal, lines;
	bool open;                 /* a line on the terminal is not ended */
	uint64_t shown_at;         /* milliseconds */
	struct strata_str subject; /* of the last line */
	unsigned tenths;
};

void progress_init(struct progress *progress, const struct options *options);
void progress_show(const struct advisory_progress *at, void *payload);
void progress_show_registry(const struct registry_progress *at, void *payload);
void progress_show_images(const struct oci_progress *at, void *payload);
void progress_end(struct progress *progress); /* leaves the terminal's line empty */

#endif
