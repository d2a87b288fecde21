/* db.c - opening the database and looking packages up; see db.h, advisory.h. */
#include "advisory/db.h"

#include <stdlib.h>

/* --- opening -------------------------------------------------------------------- */

static void add_status(struct advisory_db *db, const struct catalogue_store *s)
{
	struct advisory_status *status = &db->status;

	*strata_vec_push(&db->arena, &status->ecosystems) = (struct advisory_ecosystem){
		.name = s->ecosystem,
		.updated = s->updated,
		.source = s->source,
		.origin = s->origin,
		.records = s->records,
		.withdrawn = s->withdrawn,
	};
	status->records += s->records;
	if (!status->updated.ptr || strata_str_cmp(s->updated, status->updated) < 0)
		status->updated = s->updated;
}

static void set_status(struct advisory_db *db)
{
	struct digest all = { 0, 0 };

	for (size_t i = 0; i < db->catalogue.stores.count; i++) {
		const struct catalogue_store *s = &db->catalogue.stores.items[i];

		add_status(db, s);
		digest_add(&all, digest_chain(digest_of(s->ecosystem), digest_of(s->id)));
	}
	db->status.id = digest_hex(&db->arena, all);
}

static int open_folder(struct advisory_db *db, const char *location, struct strata_error *err)
{
	int rc;

	db->folder = catalogue_folder(location, &db->arena);
	rc = catalogue_read(&db->catalogue, db->folder, &db->arena, err);
	if (rc < 0)
		return rc;
	db->status.kind = ADVISORY_FULL;
	db->status.path = db->folder;
	db->stores = strata_arena_alloc(&db->arena, (db->catalogue.stores.count + 1) *
							    sizeof(*db->stores));
	for (size_t i = 0; i < db->catalogue.stores.count; i++)
		db->stores[i].entry = &db->catalogue.stores.items[i];
	return 0;
}

static int open_any(struct advisory_db *db, const char *location, struct strata_error *err)
{
	struct strata_error why = STRATA_ERROR_INIT;
	int rc;

	if (location && strata_str_eq(strata_str_of(location), STRATA_STR("starter")))
		return starter_open(db, err);
	rc = open_folder(db, location, &why);
	if (rc == STRATA_ENOTFOUND && !location)
		return starter_open(db, err);
	if (rc < 0) {
		strata_error_at(err, strata_str_of(why.path));
		return strata_fail(err, STRATA_EDATABASE, why.line, "%s", why.text);
	}
	return 0;
}

int advisory_open(struct advisory_db **out, const char *location, struct strata_error *err)
{
	struct advisory_db *db = strata_malloc(sizeof(*db));
	int rc;

	*db = (struct advisory_db){ .arena = STRATA_ARENA_INIT };
	db->by_package = STRATA_MAP_INIT(&db->arena);
	db->status.path = STRATA_STR("");
	rc = open_any(db, location, err);
	if (rc < 0) {
		advisory_close(db);
		db = NULL;
	} else {
		set_status(db);
	}
	*out = db;
	return rc;
}

void advisory_close(struct advisory_db *db)
{
	if (!db)
		return;
	for (size_t i = 0; db->stores && i < db->catalogue.stores.count; i++)
		store_close(db->stores[i].store);
	strata_arena_release(&db->arena);
	free(db);
}

const struct advisory_status *advisory_status(const struct advisory_db *db)
{
	return &db->status;
}

int db_open_store(struct advisory_db *db, size_t index, struct strata_error *err)
{
	struct db_store *s = &db->stores[index];

	if (s->store)
		return 0;
	if (db->status.kind == ADVISORY_STARTER)
		return starter_store(&s->store, db, index, err);
	return store_open(&s->store,
			  strata_arena_printf(&db->arena, "%.*s/%.*s", STRATA_ARG(db->folder),
					      STRATA_ARG(s->entry->file)).ptr,
			  err);
}

/* --- packages ---------------------------------------------------------------------- */

/* Rows come record by record. */
static int add_rows(struct card *card, struct store *store, const struct store_rows *rows,
		    struct advisory_db *db, struct strata_error *err)
{
	struct card_record *record = NULL;

	for (size_t i = 0; i < rows->count; i++) {
		const struct store_row *row = &rows->items[i];
		int rc;

		if (!record || record->num != row->record) {
			record = strata_vec_push(&db->arena, &card->records);
			record->store = store;
			record->num = row->record;
			record->first = card->elements.count;
		}
		rc = affected_read(strata_vec_push(&db->arena, &card->elements), row->text,
				   card->ecosystem, &db->arena, err);
		if (rc < 0)
			return rc;
		record->count++;
	}
	return 0;
}

static int fill_card(struct card *card, struct advisory_db *db, struct strata_str key,
		     struct strata_error *err)
{
	for (size_t i = 0; i < db->catalogue.stores.count; i++) {
		struct db_store *s = &db->stores[i];
		struct store_rows rows = { 0 };
		int rc;

		if (!strata_str_eq(s->entry->ecosystem, strata_str_of(card->ecosystem->name)))
			continue;
		if ((rc = db_open_store(db, i, err)) < 0 ||
		    (rc = store_package(&rows, s->store, key, &db->arena, err)) < 0 ||
		    (rc = add_rows(card, s->store, &rows, db, err)) < 0)
			return rc;
	}
	return 0;
}

int db_card(struct card **out, struct advisory_db *db, const struct strata_ecosystem *ecosystem,
	    struct strata_str key, struct strata_error *err)
{
	struct strata_str name = strata_arena_join(&db->arena, strata_str_of(ecosystem->name),
						   STRATA_STR("\n"), key);
	struct card *card;
	bool added;
	size_t *index = strata_map_at(&db->by_package, name, &added);
	int rc;

	if (!added) {
		*out = db->cards.items[*index];
		return 0;
	}
	*index = db->cards.count;
	*out = card = strata_arena_alloc(&db->arena, sizeof(*card));
	*strata_vec_push(&db->arena, &db->cards) = card;
	card->ecosystem = ecosystem;
	rc = fill_card(card, db, key, err);
	return rc;
}

int db_load(struct card_record *record, struct advisory_db *db, struct strata_error *err)
{
	struct strata_str text;
	int rc;

	if (record->loaded)
		return 0;
	if ((rc = store_record(&text, record->store, record->num, &db->arena, err)) < 0 ||
	    (rc = record_read(&record->head, text, &db->arena, err)) < 0)
		return rc;
	record->loaded = true;
	return 0;
}

/* RFC 3339 in UTC sorts as text, as far as both go: "2024-01-02" holds for the whole day. */
static bool is_later(struct strata_str time, struct strata_str as_of)
{
	size_t len = time.len < as_of.len ? time.len : as_of.len;

	if (len > 19)
		len = 19; /* of a second, nobody asks for parts */
	return strata_str_cmp(strata_str_take(time, len), strata_str_take(as_of, len)) > 0;
}

bool record_is_live(const struct record *record, struct strata_str as_of)
{
	if (record->withdrawn.len && !(as_of.len && is_later(record->withdrawn, as_of)))
		return false;
	return !(as_of.len && record->published.len && is_later(record->published, as_of));
}

int advisory_find(struct strata_strs *out, struct advisory_db *db, struct strata_str id,
		  struct strata_arena *arena, struct strata_error *err)
{
	size_t before = out->count;
	int rc;

	for (size_t i = 0; i < db->catalogue.stores.count; i++)
		if ((rc = db_open_store(db, i, err)) < 0 ||
		    (rc = store_find(out, db->stores[i].store, id, arena, err)) < 0)
			return rc;
	if (out->count == before)
		return strata_fail(err, STRATA_ENOTFOUND, 0, "no advisory has the id '%.*s'",
				   STRATA_ARG(id));
	return 0;
}
