/* search.c - records by what is written in them; see advisory.h. */
#include "advisory/db.h"
#include "strata/ecosystem.h"

struct search {
	struct strata_strs *out;
	struct strata_str wanted; /* lower case */
	struct strata_arena *arena, scratch;
};

static bool has(struct search *s, struct strata_str text)
{
	return strata_str_find(strata_name_lower(&s->scratch, text), s->wanted) != STRATA_NPOS;
}

static bool record_has(struct search *s, const struct record *record)
{
	if (has(s, record->id) || has(s, record->summary))
		return true;
	for (size_t i = 0; i < record->aliases.count; i++)
		if (has(s, record->aliases.items[i]))
			return true;
	for (size_t i = 0; i < record->affected.count; i++)
		if (has(s, record->affected.items[i].name))
			return true;
	return false;
}

static int look(struct strata_str text, void *payload)
{
	struct search *s = payload;
	struct record record;
	int rc;

	strata_arena_reset(&s->scratch);
	if ((rc = record_read(&record, text, &s->scratch, NULL)) < 0)
		return rc;
	if (record_has(s, &record))
		*strata_vec_push(s->arena, s->out) = strata_arena_dup(s->arena, text);
	return 0;
}

int advisory_search(struct strata_strs *out, struct advisory_db *db, struct strata_str text,
		    struct strata_arena *arena, struct strata_error *err)
{
	struct search s = { .out = out, .arena = arena, .scratch = STRATA_ARENA_INIT };
	int rc = 0;

	s.wanted = strata_name_lower(arena, text);
	for (size_t i = 0; rc == 0 && i < db->catalogue.stores.count; i++)
		if ((rc = db_open_store(db, i, err)) == 0)
			rc = store_each(db->stores[i].store, look, &s, err);
	strata_arena_release(&s.scratch);
	return rc;
}
