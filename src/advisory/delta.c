/* delta.c - the records that changed; see delta.h. */
#include "advisory/delta.h"

#include "advisory/changes.h"
#include "strata/limits.h"

enum {
	FEW = 300,                 /* requests that cost less than a zip */
	GONE_MOST = 20,            /* percent: more is a list that is not whole */
	FETCHED_MOST = 128 << 20,  /* bytes of changed records */
};

struct delta {
	struct update_item *item;
	struct changes changes;
	struct store *store;
	size_t gone, due; /* records that are no more in the list; to be fetched */
	struct strata_strs fetched;
	struct strata_error *err;
	struct strata_arena scratch;
};

static int open_old(struct delta *d, struct strata_error *err)
{
	struct build *b = d->item->build;
	const char *path = strata_arena_printf(&d->item->arena, "%.*s/%.*s", STRATA_ARG(b->folder),
					       STRATA_ARG(d->item->old->file)).ptr;

	return store_open(&d->store, path, err);
}

/* What we have at least as new as the list says is `seen`; the rest of the list is due. */
static int compare(struct strata_str text, void *payload)
{
	struct delta *d = payload;
	struct change *change;
	struct record record;

	strata_arena_reset(&d->scratch);
	if (record_read(&record, text, &d->scratch, NULL) < 0)
		return STRATA_EDATABASE;
	change = changes_find(&d->changes, record.id);
	if (!change)
		d->gone++;
	else
		change->seen = !changes_before(record.modified, change->modified);
	return 0;
}

static int keep(struct strata_str text, void *payload)
{
	struct delta *d = payload;
	const struct change *change;
	struct record record;

	strata_arena_reset(&d->scratch);
	if (record_read(&record, text, &d->scratch, d->err) < 0)
		return STRATA_EDATABASE;
	change = changes_find(&d->changes, record.id);
	if (!change || !change->seen)
		return 0;
	return build_add(d->item->build, record.id, text, d->item->ecosystem, d->err);
}

static bool is_worth_it(struct delta *d)
{
	size_t all = d->changes.list.count;

	for (size_t i = 0; i < all; i++)
		d->due += !d->changes.list.items[i].seen;
	return all > 0 && d->due <= FEW && d->due <= all / 4 + 1 &&
	       d->gone * 100 <= (all + d->gone) * GONE_MOST;
}

/* 1: fetched. 0: the server does not have it, or gave another one. */
static int fetch_record(struct delta *d, struct strata_buf *bytes, struct strata_str id)
{
	struct update_item *item = d->item;
	struct strata_str name = strata_arena_join(&item->arena, id, STRATA_STR(".json"), STRATA_NONE);
	struct net_request request = { .most = STRATA_LIMIT_RECORD_BYTES };
	struct strata_error why = STRATA_ERROR_INIT;
	struct net_answer answer;
	struct record record;

	request.url = net_join(&item->arena, item->base, item->ecosystem, name).ptr;
	strata_arena_reset(&d->scratch);
	if (net_get(bytes, &answer, item->net, &request, &item->arena, &why) < 0 ||
	    record_read(&record, strata_buf_str(bytes), &d->scratch, &why) < 0)
		return 0;
	return strata_str_eq(record.id, id);
}

/* All before any is added: a build cannot take back. */
static int fetch_due(struct delta *d)
{
	struct strata_arena *arena = &d->item->arena;
	struct strata_buf bytes = STRATA_BUF_INIT;
	size_t total = 0;
	int rc = 1;

	for (size_t i = 0; rc > 0 && i < d->changes.list.count; i++) {
		const struct change *change = &d->changes.list.items[i];

		if (change->seen || (rc = fetch_record(d, &bytes, change->id)) <= 0)
			continue;
		total += bytes.len;
		*strata_vec_push(arena, &d->fetched) = strata_arena_dup(arena, strata_buf_str(&bytes));
		if (total > FETCHED_MOST)
			rc = 0;
	}
	strata_buf_release(&bytes);
	return rc;
}

static void keep_all(struct update_item *item, const struct net_answer *answer)
{
	struct catalogue_store entry = *item->old;

	entry.updated = strata_arena_dup(item->build->arena, update_time(item, answer));
	entry.changes = strata_arena_dup(item->build->arena, answer->validator);
	build_keep(item->build, &entry);
}

static int rebuild(struct delta *d, const struct net_answer *answer, struct strata_error *err)
{
	struct update_item *item = d->item;
	struct build *b = item->build;
	struct build_store *s;
	int rc;

	if ((rc = build_begin(b, item->old->origin, update_time(item, answer), item->ecosystem,
			      err)) < 0 ||
	    (rc = build_store(&s, b, item->ecosystem, false, err)) < 0)
		return rc;
	s->entry.etag = item->old->etag;
	s->entry.changes = strata_arena_dup(b->arena, answer->validator);
	if ((rc = store_each(d->store, keep, d, err)) < 0)
		return rc;
	for (size_t i = 0; rc == 0 && i < d->fetched.count; i++)
		rc = build_add(b, item->ecosystem, d->fetched.items[i], item->ecosystem, err);
	item->fetched = d->fetched.count;
	return rc;
}

static int apply(struct delta *d, const struct net_answer *answer, struct strata_error *err)
{
	if (store_each(d->store, compare, d, NULL) < 0 || !is_worth_it(d))
		return 0;
	if (d->due == 0 && d->gone == 0) {
		keep_all(d->item, answer);
		return 1;
	}
	if (fetch_due(d) <= 0)
		return 0;
	return rebuild(d, answer, err) < 0 ? -1 : 1;
}

int delta_take(struct update_item *item, struct strata_error *err)
{
	struct delta d = { .item = item, .err = err, .scratch = STRATA_ARENA_INIT };
	struct net_request request = {
		.url = net_join(&item->arena, item->base, item->ecosystem,
				STRATA_STR("modified_id.csv")).ptr,
		.validator = item->old->changes,
		.most = STRATA_LIMIT_CHANGES_BYTES,
	};
	struct strata_buf bytes = STRATA_BUF_INIT;
	struct strata_error why = STRATA_ERROR_INIT;
	struct net_answer answer = { 0 };
	int rc = 0;

	/* What cannot be had so is had by the zip, whose error, then, is the one to tell. */
	if ((rc = open_old(&d, &why)) < 0 ||
	    (rc = net_get(&bytes, &answer, item->net, &request, &item->arena, &why)) < 0) {
		/* Where nobody answers, nobody has a zip either. */
		if (rc == STRATA_EIO && d.store && !answer.reached)
			*err = why;
		else
			rc = 0;
		goto out;
	}
	if (answer.unchanged) {
		keep_all(item, &answer);
		rc = 1;
	} else if (changes_read(&d.changes, strata_buf_str(&bytes), &item->arena, &why) == 0) {
		rc = apply(&d, &answer, err);
	}
out:
	store_close(d.store);
	strata_buf_release(&bytes);
	strata_arena_release(&d.scratch);
	return rc;
}
