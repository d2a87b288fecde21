/*
 * starter.c - the advisories that are compiled in, for when there is no database.
 *
 * Opening counts them; an ecosystem's are put into a store in memory when the first
 * of its packages is looked up. From there on they are read as any other database.
 */
#include "advisory/starter.h"

#include "advisory/db.h"
#include "text/json.h"

static struct strata_str bytes_of(size_t index)
{
	return (struct strata_str){ (const char *)starter_files[index].bytes,
				    starter_files[index].size };
}

/* Calls each(record, payload) for the records of a file. */
static int each_record(size_t index, int (*each)(const struct record *record, void *payload,
						 struct strata_error *err),
		       void *payload, struct strata_error *err)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct json_reader r;
	struct json_value v;
	struct record record;
	int rc = 0;

	json_init(&r, bytes_of(index), JSON_STRICT, err);
	if (json_next(&r, &v) != JSON_ARRAY)
		rc = strata_fail(err, STRATA_EDATABASE, 0, "the starter set is damaged");
	while (rc == 0 && json_next(&r, &v) > JSON_END) {
		strata_arena_reset(&arena);
		if ((rc = json_skip(&r, &v)) == 0 &&
		    (rc = record_read(&record, v.raw, &arena, err)) == 0)
			rc = each(&record, payload, err);
	}
	if (rc == 0 && json_finish(&r) < 0)
		rc = STRATA_EDATABASE;
	strata_arena_release(&arena);
	return rc;
}

struct count {
	struct catalogue_store *entry;
	struct strata_arena *arena;
};

static int count(const struct record *record, void *payload, struct strata_error *err)
{
	const struct count *c = payload;

	(void)err;
	c->entry->records++;
	if (c->entry->records == 1)
		c->entry->ecosystem = strata_arena_dup(
			c->arena, record_ecosystem_base(record->affected.items[0].ecosystem));
	if (strata_str_cmp(c->entry->updated, record->modified) < 0)
		c->entry->updated = strata_arena_dup(c->arena, record->modified);
	return 0;
}

int starter_open(struct advisory_db *db, struct strata_error *err)
{
	struct catalogue_stores *stores = &db->catalogue.stores;
	int rc;

	db->status.kind = ADVISORY_STARTER;
	for (size_t i = 0; starter_files[i].size; i++) {
		struct count c = { strata_vec_push(&db->arena, stores), &db->arena };

		*c.entry = (struct catalogue_store){
			.source = STRATA_STR("starter"),
			.origin = STRATA_STR(""),
			.updated = STRATA_STR(""),
			.id = digest_hex(&db->arena, digest_of(bytes_of(i))),
		};
		if ((rc = each_record(i, count, &c, err)) < 0)
			return rc;
	}
	db->stores = strata_arena_alloc(&db->arena, (stores->count + 1) * sizeof(*db->stores));
	for (size_t i = 0; i < stores->count; i++)
		db->stores[i].entry = &stores->items[i];
	return 0;
}

static int add(const struct record *record, void *payload, struct strata_error *err)
{
	return store_add(payload, record, err);
}

int starter_store(struct store **out, const struct advisory_db *db, size_t index,
		  struct strata_error *err)
{
	struct store_writer *writer;
	struct store_info info;
	int rc, finished;

	if ((rc = store_create(&writer, NULL, db->catalogue.stores.items[index].ecosystem, err)) < 0)
		return rc;
	rc = each_record(index, add, writer, err);
	finished = store_finish(&info, out, writer, err);
	return rc < 0 ? rc : finished;
}
