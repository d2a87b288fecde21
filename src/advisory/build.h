/*
 * build.h - new files of the database, until they are put in place together.
 *
 * Shared by import and update. A build holds the lock of its folder.
 */
#ifndef ADVISORY_BUILD_H
#define ADVISORY_BUILD_H

#include <time.h>

#include "advisory/catalogue.h"
#include "advisory/import.h"
#include "advisory/store.h"
#include "strata/ecosystem.h"
#include "strata/map.h"

/* One store that is being written. */
struct build_store {
	struct catalogue_store entry; /* what the catalogue will say */
	struct store_writer *writer; /* NULL: the file is there */
	const char *temporary; /* path */
	size_t fetched;        /* for the report */
	bool whole;
};

STRATA_VEC(build_stores, struct build_store);

struct build {
	struct advisory_import_report *report;
	struct advisory_import_options options;
	struct strata_arena *arena, scratch;
	struct strata_str folder;
	struct catalogue old;
	struct strata_map by_name; /* ecosystem, NUL when loose -> index into stores */
	struct build_stores stores;
	struct strata_str origin, updated; /* of the file being read */
	size_t records;
	int lock;
};

/* Makes the folder, takes the lock, reads the catalogue. build_close in any case. */
int build_open(struct build *out, struct advisory_import_report *report,
	       const struct advisory_import_options *options, struct strata_arena *arena,
	       struct strata_error *err);
void build_close(struct build *build);

/* What is added from now on comes from that file; an ecosystem: is its whole export. */
int build_origin(struct build *build, const char *path, struct strata_str ecosystem,
		 struct strata_error *err);

/* The same, of what is no file; updated: RFC 3339. */
int build_begin(struct build *build, struct strata_str origin, struct strata_str updated,
		struct strata_str ecosystem, struct strata_error *err);

/* An old store stays, with what the entry now says of it. */
void build_keep(struct build *build, const struct catalogue_store *entry);

/* The store of that ecosystem, made when it is new. */
int build_store(struct build_store **out, struct build *build, struct strata_str ecosystem,
		bool loose, struct strata_error *err);

/*
 * Adds a record to the stores of the ecosystem, or (absent) of all that it
 * names. What is no advisory becomes a note.
 */
int build_add(struct build *build, struct strata_str name, struct strata_str bytes,
	      struct strata_str ecosystem, struct strata_error *err);

/* Adds the records of a zip: those of one ecosystem, or (absent) of all that each names. */
int build_zip(struct build *build, const char *path, struct strata_str ecosystem,
	      struct strata_error *err);

struct strata_str build_time(struct strata_arena *arena, time_t time); /* RFC 3339 */

int build_commit(struct build *build, struct strata_error *err);

#endif
