/*
 * sqlite.h - SQLite, as much of it as is used here; its only home.
 *
 * Three ways of opening a file: built anew by one writer that nobody sees until
 * the file is renamed into place (no journal, no locks); read as immutable; and shared
 * by processes that read and write (a journal, locks that are waited for but shortly).
 * A handle and its queries belong to one thread.
 */
#ifndef DB_SQLITE_H
#define DB_SQLITE_H

#include "strata/error.h"

enum sqlite_mode {
	SQLITE_MODE_BUILD,     /* a new file, for this process alone */
	SQLITE_MODE_MEMORY,    /* the path is not looked at */
	SQLITE_MODE_IMMUTABLE, /* a file that never changes: no locks, no journal looked for */
	SQLITE_MODE_SHARED,    /* a file that is there; only read where it cannot be written */
};

struct sqlite;
struct sqlite_query;

int sqlite_open(struct sqlite **out, const char *path, enum sqlite_mode mode,
		struct strata_error *err);
int sqlite_close(struct sqlite *db, struct strata_error *err); /* NULL is allowed */

/* Whether the last failure was that of a file that is damaged, or not what we made. */
bool sqlite_damaged(const struct sqlite *db);

/* One or more statements without answers. */
int sqlite_exec(struct sqlite *db, const char *sql, struct strata_error *err);

int sqlite_prepare(struct sqlite_query **out, struct sqlite *db, const char *sql,
		   struct strata_error *err);
void sqlite_finish(struct sqlite_query *query); /* NULL is allowed */

/* Parameters count from 1. The text must live until the next reset. */
void sqlite_bind_text(struct sqlite_query *query, int parameter, struct strata_str text);
void sqlite_bind_blob(struct sqlite_query *query, int parameter, struct strata_str bytes);
void sqlite_bind_int(struct sqlite_query *query, int parameter, int64_t value);

/* 1: a row is there; 0: no more, and the query is ready for the next binding. */
int sqlite_step(struct sqlite_query *query, struct strata_error *err);
void sqlite_reset(struct sqlite_query *query); /* when not all rows were wanted */

/* Columns count from 0. The text is valid until the next step or reset. */
struct strata_str sqlite_text(struct sqlite_query *query, int column);
struct strata_str sqlite_blob(struct sqlite_query *query, int column);
int64_t sqlite_int(struct sqlite_query *query, int column);

#endif
