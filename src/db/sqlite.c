/* sqlite.c - SQLite in few words; see sqlite.h. */
#include "db/sqlite.h"

#include <limits.h>
#include <sqlite3.h>
#include <stdlib.h>

#include "strata/arena.h"
#include "strata/buf.h"

struct sqlite {
	sqlite3 *handle;
};

struct sqlite_query {
	sqlite3_stmt *statement;
};

static int fail(sqlite3 *handle, struct strata_error *err)
{
	return strata_fail(err, STRATA_EDATABASE, 0, "database: %s",
			   handle ? sqlite3_errmsg(handle) : "out of memory");
}

/* What a file that only we see can do without; pages as large as most records. */
static const char build_setup[] = "PRAGMA journal_mode=OFF;"
				  "PRAGMA synchronous=OFF;"
				  "PRAGMA locking_mode=EXCLUSIVE;"
				  "PRAGMA page_size=8192;"
				  "PRAGMA cache_size=-65536;";

static const char read_setup[] = "PRAGMA query_only=1;"
				 "PRAGMA mmap_size=1073741824;";

enum { BUSY_MILLISECONDS = 250 };

/* A file: URI, since `immutable` can be said in no other way. */
static struct strata_str uri(struct strata_buf *b, const char *path)
{
	strata_buf_add(b, STRATA_STR("file:"));
	for (; *path; path++) {
		if (*path == '%' || *path == '?' || *path == '#')
			strata_buf_addf(b, "%%%02X", (unsigned char)*path);
		else
			strata_buf_addc(b, *path);
	}
	strata_buf_add(b, STRATA_STR("?immutable=1"));
	return strata_buf_str(b);
}

static int open_handle(sqlite3 **out, const char *path, enum sqlite_mode mode)
{
	const int create = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
	struct strata_buf b = STRATA_BUF_INIT;
	int rc;

	switch (mode) {
	case SQLITE_MODE_BUILD: return sqlite3_open_v2(path, out, create, NULL);
	case SQLITE_MODE_MEMORY: return sqlite3_open_v2(":memory:", out, create, NULL);
	case SQLITE_MODE_SHARED:
		return sqlite3_open_v2(path, out, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	case SQLITE_MODE_IMMUTABLE: break;
	}
	rc = sqlite3_open_v2(uri(&b, path).ptr, out,
			     SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
	strata_buf_release(&b);
	return rc;
}

/* Locks are waited for but shortly, and nothing that the file holds is run. It is not yet read. */
static void set_up_shared(sqlite3 *handle)
{
	sqlite3_busy_timeout(handle, BUSY_MILLISECONDS);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
}

static int set_up(struct sqlite *db, enum sqlite_mode mode, struct strata_error *err)
{
	if (mode == SQLITE_MODE_SHARED) {
		set_up_shared(db->handle);
		return 0;
	}
	return sqlite_exec(db, mode == SQLITE_MODE_IMMUTABLE ? read_setup : build_setup, err);
}

int sqlite_open(struct sqlite **out, const char *path, enum sqlite_mode mode,
		struct strata_error *err)
{
	struct sqlite *db = strata_malloc(sizeof(*db));
	int rc;

	*db = (struct sqlite){ NULL };
	*out = NULL;
	if (open_handle(&db->handle, path, mode) != SQLITE_OK) {
		rc = fail(db->handle, err);
		strata_error_at(err, strata_str_of(path));
		goto out;
	}
	rc = set_up(db, mode, err);
out:
	if (rc < 0)
		sqlite_close(db, NULL);
	else
		*out = db;
	return rc;
}

int sqlite_close(struct sqlite *db, struct strata_error *err)
{
	int rc;

	if (!db)
		return 0;
	rc = sqlite3_close_v2(db->handle) == SQLITE_OK ? 0 : fail(db->handle, err);
	free(db);
	return rc;
}

bool sqlite_damaged(const struct sqlite *db)
{
	int code = sqlite3_errcode(db->handle);

	return code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_ERROR ||
	       code == SQLITE_CONSTRAINT || code == SQLITE_MISMATCH;
}

int sqlite_exec(struct sqlite *db, const char *sql, struct strata_error *err)
{
	return sqlite3_exec(db->handle, sql, NULL, NULL, NULL) == SQLITE_OK ? 0
									    : fail(db->handle, err);
}

int sqlite_prepare(struct sqlite_query **out, struct sqlite *db, const char *sql,
		   struct strata_error *err)
{
	struct sqlite_query *query;
	sqlite3_stmt *statement;

	*out = NULL;
	if (sqlite3_prepare_v2(db->handle, sql, -1, &statement, NULL) != SQLITE_OK)
		return fail(db->handle, err);
	query = strata_malloc(sizeof(*query));
	query->statement = statement;
	*out = query;
	return 0;
}

void sqlite_finish(struct sqlite_query *query)
{
	if (!query)
		return;
	sqlite3_finalize(query->statement);
	free(query);
}

/* A binding fails only for want of memory or a wrong index: the step then says so. */
void sqlite_bind_text(struct sqlite_query *query, int parameter, struct strata_str text)
{
	sqlite3_bind_text64(query->statement, parameter, text.len ? text.ptr : "", text.len,
			    SQLITE_STATIC, SQLITE_UTF8);
}

void sqlite_bind_blob(struct sqlite_query *query, int parameter, struct strata_str bytes)
{
	sqlite3_bind_blob64(query->statement, parameter, bytes.len ? bytes.ptr : "", bytes.len,
			    SQLITE_STATIC);
}

void sqlite_bind_int(struct sqlite_query *query, int parameter, int64_t value)
{
	sqlite3_bind_int64(query->statement, parameter, value);
}

int sqlite_step(struct sqlite_query *query, struct strata_error *err)
{
	int rc = sqlite3_step(query->statement);

	if (rc == SQLITE_ROW)
		return 1;
	if (rc != SQLITE_DONE)
		rc = fail(sqlite3_db_handle(query->statement), err);
	else
		rc = 0;
	sqlite3_reset(query->statement);
	return rc;
}

void sqlite_reset(struct sqlite_query *query)
{
	sqlite3_reset(query->statement);
}

struct strata_str sqlite_text(struct sqlite_query *query, int column)
{
	const char *text = (const char *)sqlite3_column_text(query->statement, column);

	return (struct strata_str){ text ? text : "",
				    (size_t)sqlite3_column_bytes(query->statement, column) };
}

struct strata_str sqlite_blob(struct sqlite_query *query, int column)
{
	const char *bytes = sqlite3_column_blob(query->statement, column);

	return (struct strata_str){ bytes ? bytes : "",
				    (size_t)sqlite3_column_bytes(query->statement, column) };
}

int64_t sqlite_int(struct sqlite_query *query, int column)
{
	return sqlite3_column_int64(query->statement, column);
}
