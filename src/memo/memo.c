/*
 * memo.c - the cache's file; see memo.h.
 *
 * A rollback journal, not a WAL: it works in a folder that cannot be written, leaves one
 * file behind, and readers wait for no more than one short commit. The disk is not
 * waited for: after a loss of power a value may be damaged, which its sum tells.
 */
#include "memo/memo.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "db/sqlite.h"
#include "strata/buf.h"
#include "strata/digest.h"
#include "strata/limits.h"

enum { SUM_BYTES = 8, DAY = 86400 };

struct value {
	struct strata_str key, bytes;
};

STRATA_VEC(values, struct value);

struct memo {
	struct strata_arena arena;
	struct strata_str folder, file;
	struct strata_str version;
	uint64_t most;
	int64_t today;
	struct sqlite *db;
	bool tried;        /* to open it */
	struct values put;
	struct strata_strs stale; /* keys that were read and are marked as used long ago */
};

static const char schema[] =
	"CREATE TABLE IF NOT EXISTS result (key BLOB PRIMARY KEY, used INTEGER NOT NULL,"
	" size INTEGER NOT NULL, value BLOB NOT NULL) WITHOUT ROWID;";

struct strata_str memo_folder(const char *folder, struct strata_arena *arena)
{
	const char *home = getenv("HOME"), *xdg = getenv("XDG_CACHE_HOME");

	if (folder && *folder)
		return strata_arena_dup(arena, strata_str_of(folder));
	if (xdg && *xdg == '/')
		return strata_arena_printf(arena, "%s/strata", xdg);
	if (home && *home == '/')
		return strata_arena_printf(arena, "%s/.cache/strata", home);
	return STRATA_NONE;
}

struct strata_str memo_file(struct strata_str folder, struct strata_arena *arena)
{
	return strata_arena_printf(arena, "%.*s/results.sqlite", STRATA_ARG(folder));
}

struct memo *memo_open(const struct memo_options *options)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_str folder = memo_folder(options->folder, &arena);
	struct memo *m;

	if (!folder.len) {
		strata_arena_release(&arena);
		return NULL;
	}
	m = strata_malloc(sizeof(*m));
	*m = (struct memo){
		.arena = arena,
		.version = strata_str_of(options->version ? options->version : memo_version),
		.most = options->most ? options->most : STRATA_LIMIT_CACHE_BYTES,
		.today = (int64_t)time(NULL) / DAY,
	};
	m->folder = folder;
	m->file = memo_file(folder, &m->arena);
	return m;
}

static uint64_t sum_of(struct strata_str key, struct strata_str bytes)
{
	return strata_sum(strata_sum(1, key), bytes);
}

/* Keys differ by the version of the parsers, and so may live beside each other. */
static struct strata_str full_key(struct memo *m, struct strata_str key)
{
	return strata_arena_join(&m->arena, m->version, STRATA_STR("\n"), key);
}

static bool open_db(struct memo *m)
{
	if (!m->tried && access(m->file.ptr, R_OK) == 0)
		sqlite_open(&m->db, m->file.ptr, SQLITE_MODE_SHARED, NULL);
	m->tried = true;
	return m->db;
}

/* The bytes of a row, once its sum is seen to be right. */
static bool check(struct strata_str *out, struct strata_str key, struct strata_str stored)
{
	uint64_t sum;

	if (stored.len < SUM_BYTES)
		return false;
	memcpy(&sum, stored.ptr, SUM_BYTES);
	*out = strata_str_skip(stored, SUM_BYTES);
	return sum == sum_of(key, *out);
}

bool memo_get(struct strata_str *value, struct memo *m, struct strata_str key,
	      struct strata_arena *arena)
{
	struct sqlite_query *query = NULL;
	struct strata_str bytes;
	bool found = false;

	if (!m || !open_db(m))
		return false;
	key = full_key(m, key);
	if (sqlite_prepare(&query, m->db, "SELECT value, used FROM result WHERE key = ?", NULL) < 0)
		return false;
	sqlite_bind_blob(query, 1, key);
	if (sqlite_step(query, NULL) == 1 && check(&bytes, key, sqlite_blob(query, 0))) {
		*value = strata_arena_dup(arena, bytes);
		if (sqlite_int(query, 1) != m->today)
			*strata_vec_push(&m->arena, &m->stale) = key;
		found = true;
	}
	sqlite_finish(query);
	return found;
}

void memo_put(struct memo *m, struct strata_str key, struct strata_str value)
{
	if (m && value.len <= m->most / 2)
		*strata_vec_push(&m->arena, &m->put) = (struct value){ full_key(m, key), value };
}

/* --- the write at the end ---------------------------------------------------------------- */

/* The folders that are missing, for this user alone. */
static void make_folders(struct memo *m)
{
	char *path = (char *)(uintptr_t)strata_arena_cstr(&m->arena, m->folder);

	for (char *c = path + 1; *c; c++) {
		if (*c != '/')
			continue;
		*c = '\0';
		mkdir(path, 0700);
		*c = '/';
	}
	mkdir(path, 0700);
}

static bool create(struct memo *m)
{
	int fd;

	make_folders(m);
	if ((fd = open(m->file.ptr, O_RDWR | O_CREAT | O_CLOEXEC, 0600)) < 0)
		return false;
	close(fd);
	m->tried = false;
	return open_db(m);
}

static int put_value(struct memo *m, struct sqlite_query *query, const struct value *v)
{
	struct strata_buf b = STRATA_BUF_INIT;
	uint64_t sum = sum_of(v->key, v->bytes);
	int rc;

	strata_buf_add(&b, (struct strata_str){ (char *)&sum, SUM_BYTES });
	strata_buf_add(&b, v->bytes);
	sqlite_bind_blob(query, 1, v->key);
	sqlite_bind_int(query, 2, m->today);
	sqlite_bind_int(query, 3, (int64_t)(v->key.len + b.len));
	sqlite_bind_blob(query, 4, strata_buf_str(&b));
	rc = sqlite_step(query, NULL);
	strata_buf_release(&b);
	return rc;
}

static int put_all(struct memo *m)
{
	struct sqlite_query *query;
	int rc = sqlite_prepare(&query, m->db, "INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?)",
				NULL);

	for (size_t i = 0; i < m->put.count && rc == 0; i++)
		rc = put_value(m, query, &m->put.items[i]);
	sqlite_finish(query);
	return rc;
}

static int mark_used(struct memo *m)
{
	struct sqlite_query *query;
	int rc = sqlite_prepare(&query, m->db, "UPDATE result SET used = ? WHERE key = ?", NULL);

	for (size_t i = 0; i < m->stale.count && rc == 0; i++) {
		sqlite_bind_int(query, 1, m->today);
		sqlite_bind_blob(query, 2, m->stale.items[i]);
		rc = sqlite_step(query, NULL);
	}
	sqlite_finish(query);
	return rc;
}

/* Those that were used longest ago go, until the rest fits. */
static int make_room(struct memo *m)
{
	struct sqlite_query *query;
	int rc = sqlite_prepare(&query, m->db,
				"DELETE FROM result WHERE key IN (SELECT key FROM (SELECT key,"
				" sum(size) OVER (ORDER BY used DESC, key) AS total FROM result)"
				" WHERE total > ?)",
				NULL);

	if (rc == 0) {
		sqlite_bind_int(query, 1, (int64_t)m->most);
		rc = sqlite_step(query, NULL);
	}
	sqlite_finish(query);
	return rc;
}

static int write_rows(struct memo *m)
{
	int rc;

	if ((rc = sqlite_exec(m->db, schema, NULL)) < 0 || (rc = put_all(m)) < 0 ||
	    (rc = mark_used(m)) < 0 || (rc = m->put.count ? make_room(m) : 0) < 0)
		return rc;
	return sqlite_exec(m->db, "COMMIT", NULL);
}

/* One transaction, or nothing. False when it failed for the file's own sake. */
static bool write_once(struct memo *m)
{
	bool damaged = false;

	if (sqlite_exec(m->db, "PRAGMA synchronous=OFF; BEGIN IMMEDIATE", NULL) < 0)
		return !sqlite_damaged(m->db);
	if (write_rows(m) < 0) {
		damaged = sqlite_damaged(m->db);
		sqlite_exec(m->db, "ROLLBACK", NULL);
	}
	return !damaged;
}

static void close_db(struct memo *m)
{
	sqlite_close(m->db, NULL);
	m->db = NULL;
}

/* A file that is no cache, or one that is damaged, gives way to a new one. */
static void start_anew(struct memo *m)
{
	struct strata_str journal = strata_arena_printf(&m->arena, "%s-journal", m->file.ptr);

	close_db(m);
	unlink(m->file.ptr);
	unlink(journal.ptr);
	if (create(m))
		write_once(m);
}

static void write_back(struct memo *m)
{
	if (m->put.count == 0 && m->stale.count == 0)
		return;
	if ((m->db || create(m)) && !write_once(m))
		start_anew(m);
}

void memo_close(struct memo *m)
{
	if (!m)
		return;
	write_back(m);
	close_db(m);
	strata_arena_release(&m->arena);
	free(m);
}
