/*
 * store.h - the records of one ecosystem in one SQLite file.
 *
 *	record    its JSON, out of which the elements of `affected` are cut
 *	affected  these elements, one row each, in the record's order
 *	package   normalised name -> elements
 *	name      id or alias -> record
 *
 * Finding what concerns a package is one look into one index, and reads no more
 * than those elements; listed versions are no rows. A file is written once, by
 * appending, and never changed: its name tells its content.
 */
#ifndef ADVISORY_STORE_H
#define ADVISORY_STORE_H

#include "advisory/digest.h"
#include "advisory/record.h"

struct store_writer;

struct store_info {
	size_t records, withdrawn;
	struct digest digest; /* of the records, in any order */
};

/* path NULL: in memory. ecosystem is a base name and outlives the writer. */
int store_create(struct store_writer **out, const char *path, struct strata_str ecosystem,
		 struct strata_error *err);

/* The newer of two records with one id stays. */
int store_add(struct store_writer *writer, const struct record *record, struct strata_error *err);

struct store;

/*
 * Ends the writing and frees the writer, in any case. *opened (may be NULL) is
 * the store to read from, which a store in memory must be asked for.
 */
int store_finish(struct store_info *info, struct store **opened, struct store_writer *writer,
		 struct strata_error *err);

int store_open(struct store **out, const char *path, struct strata_error *err);
void store_close(struct store *store); /* NULL is allowed */

/* An element of `affected`. */
struct store_row {
	int64_t record;
	struct strata_str text;
};

STRATA_VEC(store_rows, struct store_row);

/* All elements of a package, in the order of import. */
int store_package(struct store_rows *out, struct store *store, struct strata_str key,
		  struct strata_arena *arena, struct strata_error *err);

/* A record without its elements of `affected`; ENOTFOUND. */
int store_record(struct strata_str *out, struct store *store, int64_t record,
		 struct strata_arena *arena, struct strata_error *err);

/* The whole records that have this id or alias; appends none or more. */
int store_find(struct strata_strs *out, struct store *store, struct strata_str id,
	       struct strata_arena *arena, struct strata_error *err);

/* Calls each(text, payload) for every whole record, until it answers below 0. */
int store_each(struct store *store, int (*each)(struct strata_str text, void *payload),
	       void *payload, struct strata_error *err);

#endif
