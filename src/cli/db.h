/* db.h - the parts of strata db, and how it shows that it is at work. */
#ifndef CLI_DB_H
#define CLI_DB_H

#include "advisory/import.h"
#include "cli/cli.h"

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
void progress_end(struct progress *progress); /* leaves the terminal's line empty */

/* What an import or update did. */
void db_print_report(const struct advisory_import_report *report, const struct options *options);

int db_update(struct options *options, struct strata_error *err);
int db_search(struct options *options, struct strata_error *err);

#endif
