/* store.c - one ecosystem's records in SQLite; see store.h. */
#include "advisory/store.h"

#include <stdlib.h>

#include "db/sqlite.h"
#include "strata/buf.h"
#include "strata/ecosystem.h"
#include "strata/map.h"

enum { SCHEMA_VERSION = 1 };

static const char schema[] =
	"CREATE TABLE record(num INTEGER PRIMARY KEY, cut INTEGER, first INTEGER, parts INTEGER,"
	" body TEXT);"
	"CREATE TABLE affected(num INTEGER PRIMARY KEY, record INTEGER, body TEXT);"
	"CREATE TABLE package(key TEXT, affected INTEGER, PRIMARY KEY(key, affected))"
	" WITHOUT ROWID;"
	"CREATE TABLE name(id TEXT, record INTEGER, PRIMARY KEY(id, record)) WITHOUT ROWID;"
	"PRAGMA user_version=1;"
	"BEGIN;";

/* A row of an index, kept until all are known: sorted rows are appended, not searched for. */
struct pair {
	struct strata_str key;
	int64_t row;
	size_t record;
};

STRATA_VEC(pairs, struct pair);

struct kept {
	struct strata_str modified;
	struct digest digest;
	size_t first, parts;
	bool withdrawn, replaced;
};

STRATA_VEC(kepts, struct kept);

struct store_writer {
	struct sqlite *db;
	struct sqlite_query *add_record, *add_affected;
	struct strata_str ecosystem;
	const struct strata_ecosystem *known; /* NULL: names are taken as written */
	struct strata_arena arena;
	struct strata_buf body;
	struct strata_map by_id;
	struct kepts records; /* row numbers are index + 1 */
	struct pairs packages, names;
	size_t rows; /* of affected */
};

static void writer_free(struct store_writer *w)
{
	sqlite_finish(w->add_record);
	sqlite_finish(w->add_affected);
	sqlite_close(w->db, NULL);
	strata_buf_release(&w->body);
	strata_arena_release(&w->arena);
	free(w);
}

int store_create(struct store_writer **out, const char *path, struct strata_str ecosystem,
		 struct strata_error *err)
{
	struct store_writer *w = strata_malloc(sizeof(*w));
	int rc;

	*w = (struct store_writer){
		.ecosystem = ecosystem,
		.known = strata_ecosystem_named(ecosystem),
		.arena = STRATA_ARENA_INIT,
		.body = STRATA_BUF_INIT,
	};
	w->by_id = STRATA_MAP_INIT(&w->arena);
	*out = w;
	rc = sqlite_open(&w->db, path, path ? SQLITE_MODE_BUILD : SQLITE_MODE_MEMORY, err);
	if (rc < 0 || (rc = sqlite_exec(w->db, schema, err)) < 0 ||
	    (rc = sqlite_prepare(&w->add_record, w->db,
				 "INSERT INTO record VALUES(?1, ?2, ?3, ?4, ?5)", err)) < 0 ||
	    (rc = sqlite_prepare(&w->add_affected, w->db,
				 "INSERT INTO affected VALUES(?1, ?2, ?3)", err)) < 0) {
		writer_free(w);
		*out = NULL;
	}
	return rc;
}

/* Whether the record is to be written: false when a newer one is there. */
static bool claim_id(struct store_writer *w, const struct record *record)
{
	bool added;
	size_t *index = strata_map_at(&w->by_id, strata_arena_dup(&w->arena, record->id), &added);

	if (!added) {
		if (strata_str_cmp(record->modified, w->records.items[*index].modified) <= 0)
			return false;
		w->records.items[*index].replaced = true;
	}
	*index = w->records.count;
	return true;
}

static void add_pair(struct store_writer *w, struct pairs *pairs, struct strata_str key, size_t row)
{
	*strata_vec_push(&w->arena, pairs) = (struct pair){
		.key = strata_arena_dup(&w->arena, key),
		.row = (int64_t)row,
		.record = w->records.count - 1,
	};
}

static int write_affected(struct store_writer *w, const struct record_affected *a,
			  struct strata_error *err)
{
	struct strata_str key = a->name;

	sqlite_bind_int(w->add_affected, 1, (int64_t)++w->rows);
	sqlite_bind_int(w->add_affected, 2, (int64_t)w->records.count);
	sqlite_bind_text(w->add_affected, 3, a->text);
	if (key.len && strata_str_eq(record_ecosystem_base(a->ecosystem), w->ecosystem)) {
		if (w->known)
			key = w->known->normalise(&w->arena, key);
		add_pair(w, &w->packages, key, w->rows);
	}
	return sqlite_step(w->add_affected, err);
}

static int write_record(struct store_writer *w, const struct record *record, size_t first,
			struct strata_error *err)
{
	sqlite_bind_int(w->add_record, 1, (int64_t)w->records.count);
	sqlite_bind_int(w->add_record, 2, (int64_t)record->cut);
	sqlite_bind_int(w->add_record, 3, (int64_t)first);
	sqlite_bind_int(w->add_record, 4, (int64_t)record->affected.count);
	sqlite_bind_text(w->add_record, 5, strata_buf_str(&w->body));
	return sqlite_step(w->add_record, err);
}

int store_add(struct store_writer *w, const struct record *record, struct strata_error *err)
{
	size_t first = w->rows + 1;
	struct kept *kept;
	int rc;

	if (!claim_id(w, record))
		return 0;
	kept = strata_vec_push(&w->arena, &w->records);
	strata_buf_reset(&w->body);
	strata_buf_add(&w->body, strata_str_take(record->text, record->cut));
	strata_buf_add(&w->body, strata_str_skip(record->text, record->cut_end));
	*kept = (struct kept){
		.modified = strata_arena_dup(&w->arena, record->modified),
		.digest = digest_of(strata_buf_str(&w->body)),
		.first = first,
		.parts = record->affected.count,
		.withdrawn = record->withdrawn.len > 0,
	};
	for (size_t i = 0; i < record->affected.count; i++) {
		kept->digest = digest_chain(kept->digest,
					    digest_of(record->affected.items[i].text));
		if ((rc = write_affected(w, &record->affected.items[i], err)) < 0)
			return rc;
	}
	add_pair(w, &w->names, record->id, w->records.count);
	for (size_t i = 0; i < record->aliases.count; i++)
		add_pair(w, &w->names, record->aliases.items[i], w->records.count);
	return write_record(w, record, first, err);
}

static int by_key(const void *x, const void *y)
{
	const struct pair *a = x, *b = y;
	int order = strata_str_cmp(a->key, b->key);

	return order ? order : (a->row > b->row) - (a->row < b->row);
}

static bool same_pair(const struct pair *a, const struct pair *b)
{
	return a->row == b->row && strata_str_eq(a->key, b->key);
}

static int write_pairs(struct store_writer *w, struct pairs *pairs, const char *sql,
		       struct strata_error *err)
{
	struct sqlite_query *insert;
	int rc = sqlite_prepare(&insert, w->db, sql, err);

	if (pairs->count)
		qsort(pairs->items, pairs->count, sizeof(*pairs->items), by_key);
	for (size_t i = 0; rc == 0 && i < pairs->count; i++) {
		const struct pair *p = &pairs->items[i];

		/* A record may name one alias twice. */
		if (w->records.items[p->record].replaced || (i && same_pair(p - 1, p)))
			continue;
		sqlite_bind_text(insert, 1, p->key);
		sqlite_bind_int(insert, 2, p->row);
		rc = sqlite_step(insert, err);
	}
	sqlite_finish(insert);
	return rc;
}

/* Rows of records that a newer one of the same id has replaced. */
static int drop_replaced(struct store_writer *w, struct strata_error *err)
{
	struct strata_buf sql = STRATA_BUF_INIT;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < w->records.count; i++) {
		const struct kept *k = &w->records.items[i];

		if (!k->replaced)
			continue;
		strata_buf_reset(&sql);
		strata_buf_addf(&sql,
				"DELETE FROM record WHERE num = %zu;"
				"DELETE FROM affected WHERE num >= %zu AND num < %zu;",
				i + 1, k->first, k->first + k->parts);
		rc = sqlite_exec(w->db, sql.ptr, err);
	}
	strata_buf_release(&sql);
	return rc;
}

static void sum_up(struct store_info *info, const struct store_writer *w)
{
	*info = (struct store_info){ 0 };
	for (size_t i = 0; i < w->records.count; i++) {
		if (w->records.items[i].replaced)
			continue;
		info->records++;
		info->withdrawn += w->records.items[i].withdrawn;
		digest_add(&info->digest, w->records.items[i].digest);
	}
}

struct store {
	struct sqlite *db;
	struct sqlite_query *package, *record, *find, *parts;
};

static int prepare(struct store **out, struct sqlite *db, struct strata_error *err)
{
	struct store *s = strata_malloc(sizeof(*s));
	int rc;

	*s = (struct store){ .db = db };
	rc = sqlite_prepare(&s->package, db,
			    "SELECT a.record, a.body FROM package p JOIN affected a"
			    " ON a.num = p.affected WHERE p.key = ?1 ORDER BY p.affected",
			    err);
	if (rc < 0 ||
	    (rc = sqlite_prepare(&s->record, db,
				 "SELECT body, cut, first, parts FROM record WHERE num = ?1",
				 err)) < 0 ||
	    (rc = sqlite_prepare(&s->find, db,
				 "SELECT record FROM name WHERE id = ?1 ORDER BY record", err)) < 0 ||
	    (rc = sqlite_prepare(&s->parts, db,
				 "SELECT body FROM affected WHERE num >= ?1 AND num < ?2"
				 " ORDER BY num", err)) < 0) {
		store_close(s);
		s = NULL;
	}
	*out = s;
	return rc;
}

int store_finish(struct store_info *info, struct store **opened, struct store_writer *w,
		 struct strata_error *err)
{
	struct sqlite *db;
	int rc;

	if ((rc = write_pairs(w, &w->packages, "INSERT INTO package VALUES(?1, ?2)", err)) < 0 ||
	    (rc = write_pairs(w, &w->names, "INSERT INTO name VALUES(?1, ?2)", err)) < 0 ||
	    (rc = drop_replaced(w, err)) < 0 || (rc = sqlite_exec(w->db, "COMMIT", err)) < 0)
		goto out;
	sum_up(info, w);
	if (opened) {
		db = w->db;
		w->db = NULL;
		rc = prepare(opened, db, err);
	}
out:
	writer_free(w);
	return rc;
}

static int check_version(struct sqlite *db, const char *path, struct strata_error *err)
{
	struct sqlite_query *query;
	int rc = sqlite_prepare(&query, db, "PRAGMA user_version", err);

	if (rc == 0 && (rc = sqlite_step(query, err)) >= 0)
		rc = rc == 1 && sqlite_int(query, 0) == SCHEMA_VERSION
			     ? 0
			     : strata_fail(err, STRATA_EDATABASE, 0,
					   "the advisory database is of another version of "
					   "strata: import it again");
	if (rc < 0)
		strata_error_at(err, strata_str_of(path));
	sqlite_finish(query);
	return rc;
}

int store_open(struct store **out, const char *path, struct strata_error *err)
{
	struct sqlite *db;
	int rc;

	*out = NULL;
	if ((rc = sqlite_open(&db, path, SQLITE_MODE_IMMUTABLE, err)) < 0)
		return rc;
	if ((rc = check_version(db, path, err)) < 0) {
		sqlite_close(db, NULL);
		return rc;
	}
	return prepare(out, db, err);
}

void store_close(struct store *s)
{
	if (!s)
		return;
	sqlite_finish(s->package);
	sqlite_finish(s->record);
	sqlite_finish(s->find);
	sqlite_finish(s->parts);
	sqlite_close(s->db, NULL);
	free(s);
}

int store_package(struct store_rows *out, struct store *s, struct strata_str key,
		  struct strata_arena *arena, struct strata_error *err)
{
	int rc;

	sqlite_bind_text(s->package, 1, key);
	while ((rc = sqlite_step(s->package, err)) > 0)
		*strata_vec_push(arena, out) = (struct store_row){
			.record = sqlite_int(s->package, 0),
			.text = strata_arena_dup(arena, sqlite_text(s->package, 1)),
		};
	return rc;
}

int store_record(struct strata_str *out, struct store *s, int64_t record,
		 struct strata_arena *arena, struct strata_error *err)
{
	int rc;

	sqlite_bind_int(s->record, 1, record);
	if ((rc = sqlite_step(s->record, err)) < 0)
		return rc;
	if (rc == 0)
		return strata_fail(err, STRATA_ENOTFOUND, 0, "the database lacks a record");
	*out = strata_arena_dup(arena, sqlite_text(s->record, 0));
	sqlite_reset(s->record);
	return 0;
}

/* The elements of `affected` put back to where they were cut out. */
static int whole_record(struct strata_buf *out, struct store *s, int64_t record,
			struct strata_error *err)
{
	struct strata_str body;
	size_t cut;
	int rc;

	sqlite_bind_int(s->record, 1, record);
	if ((rc = sqlite_step(s->record, err)) <= 0)
		return rc;
	body = sqlite_text(s->record, 0);
	cut = (size_t)sqlite_int(s->record, 1);
	strata_buf_reset(out);
	strata_buf_add(out, strata_str_take(body, cut));
	sqlite_bind_int(s->parts, 1, sqlite_int(s->record, 2));
	sqlite_bind_int(s->parts, 2, sqlite_int(s->record, 2) + sqlite_int(s->record, 3));
	for (bool more = false; (rc = sqlite_step(s->parts, err)) > 0; more = true) {
		if (more)
			strata_buf_addc(out, ',');
		strata_buf_add(out, sqlite_text(s->parts, 0));
	}
	strata_buf_add(out, strata_str_skip(body, cut));
	sqlite_reset(s->record);
	return rc;
}

int store_find(struct strata_strs *out, struct store *s, struct strata_str id,
	       struct strata_arena *arena, struct strata_error *err)
{
	struct strata_buf text = STRATA_BUF_INIT;
	int rc;

	sqlite_bind_text(s->find, 1, id);
	while ((rc = sqlite_step(s->find, err)) > 0) {
		if ((rc = whole_record(&text, s, sqlite_int(s->find, 0), err)) < 0) {
			sqlite_reset(s->find);
			break;
		}
		*strata_vec_push(arena, out) = strata_arena_dup(arena, strata_buf_str(&text));
	}
	strata_buf_release(&text);
	return rc;
}

int store_each(struct store *s, int (*each)(struct strata_str text, void *payload), void *payload,
	       struct strata_error *err)
{
	struct strata_buf text = STRATA_BUF_INIT;
	struct sqlite_query *all;
	int rc = sqlite_prepare(&all, s->db, "SELECT num FROM record ORDER BY num", err);

	if (rc < 0)
		return rc;
	while ((rc = sqlite_step(all, err)) > 0)
		if ((rc = whole_record(&text, s, sqlite_int(all, 0), err)) < 0 ||
		    (rc = each(strata_buf_str(&text), payload)) < 0)
			break;
	sqlite_finish(all);
	strata_buf_release(&text);
	return rc;
}
