/*
 * import.h - advisories into the database.
 *
 * A location is a folder or a zip. In a folder, one named after an ecosystem
 * with an all.zip in it is that ecosystem's export (OSV's layout), and replaces
 * it whole: a record that the export no longer has is gone. Any other zip or
 * .json file holds single records, of whatever ecosystems they name; together
 * they replace what single records of the same source were there before. Of an
 * all.zip the source is the public export in any case, also of an ecosystem that
 * is not known here: one's own records are only replaced by one's own.
 *
 * Everything is built beside the database in use; only when all of it is on
 * disk does the catalogue change, by one rename. One import at a time.
 */
#ifndef ADVISORY_IMPORT_H
#define ADVISORY_IMPORT_H

#include "strata/facts.h"

struct advisory_progress {
	struct strata_str ecosystem; /* in work; "" for single records */
	size_t records;              /* read so far, in all */
	uint64_t bytes, total_bytes; /* of a download; total 0: not known */
};

struct advisory_import_options {
	const char *folder; /* of the database; NULL: the default one */
	const char *source; /* whose records these are; NULL: "osv", single records "local" */
	void (*progress)(const struct advisory_progress *progress, void *payload);
	void *payload;
};

struct advisory_imported {
	struct strata_str ecosystem, source;
	size_t records, withdrawn;
	size_t before; /* records that this replaced */
	bool unchanged;
	size_t fetched; /* by an update: single records that had changed */
	bool whole;     /* by an update: the whole export was fetched */
};

STRATA_VEC(advisory_importeds, struct advisory_imported);

struct advisory_import_report {
	struct advisory_importeds stores; /* sorted by ecosystem */
	struct strata_notes notes;        /* files that are no advisories, and why: the first */
	size_t notes_left_out;            /* and how many more there were */
	struct strata_str folder;
};

/* ENOTFOUND when the locations hold no advisory at all. The report lives in arena. */
int advisory_import(struct advisory_import_report *out, const char *const *locations, size_t count,
		    const struct advisory_import_options *options, struct strata_arena *arena,
		    struct strata_error *err);

#endif
