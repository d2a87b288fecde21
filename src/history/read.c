/*
 * read.c - the second step: every version into facts, once.
 *
 * What cannot be read, or not be understood, is a note with the path; replay lets the
 * version before it stand.
 */
#include "facts/batch.h"
#include "history/recall.h"
#include "history/steps.h"

static void note(struct history *h, struct strata_str path, unsigned line, struct strata_str blob,
		 struct strata_str reason)
{
	struct strata_note *n = strata_vec_push(&h->arena, &h->notes);

	n->path = path;
	n->line = line;
	n->reason = strata_arena_printf(&h->arena, "in blob %.*s: %.*s: what stood before it stays",
					STRATA_ARG(strata_str_take(blob, 12)), STRATA_ARG(reason));
}

static void note_unreadable(struct history *h, size_t first)
{
	for (size_t i = first; i < h->versions.count; i++) {
		const struct history_version *v = &h->versions.items[i];
		const struct strata_notes *notes;

		if (!v->file || !v->file->facts.unreadable)
			continue;
		notes = &h->recall->versions.items[v->known].notes;
		for (size_t n = 0; n < notes->count; n++)
			note(h, v->file->path, notes->items[n].line, v->file->blob,
			     notes->items[n].reason);
	}
}

static void make_file(struct history *h, struct history_version *version)
{
	const struct history_slot *slot = &h->slots.items[version->slot];

	version->file = strata_arena_alloc(&h->arena, sizeof(*version->file));
	*version->file = (struct facts_file){
		.path = slot->path,
		.blob = source_hex(h->source, version->id, &h->arena),
		.format = slot->format,
		.role = slot->role,
		.drawn = slot->drawn,
	};
}

static int read_bytes(struct strata_str *bytes, struct history *h,
		      const struct history_version *version, struct strata_arena *arena)
{
	struct strata_error err = STRATA_ERROR_INIT;
	int rc = source_read_blob(bytes, h->source, version->id, arena, &err);

	if (rc == 0 && h->max_file_size && bytes->len > h->max_file_size)
		rc = strata_fail(&err, STRATA_ELIMIT, 0,
				 "file has %zu bytes, more than --max-file-size allows", bytes->len);
	if (rc < 0)
		note(h, h->slots.items[version->slot].path, 0,
		     source_hex(h->source, version->id, &h->arena), strata_str_of(err.text));
	return rc;
}

static struct recall_version *recalled(struct history *h, struct history_version *version, bool *added)
{
	const struct history_slot *slot = &h->slots.items[version->slot];

	version->known = recall_version(h->recall, slot->path, slot->format, version->id, added);
	return &h->recall->versions.items[version->known];
}

/* One that is not known yet: read, and put among those to be parsed, where there is anything to parse. */
static bool read_version(struct history *h, struct facts_batch *batch,
			 struct history_version *version)
{
	const struct history_slot *slot = &h->slots.items[version->slot];
	struct strata_str bytes;
	bool added;

	if (read_bytes(&bytes, h, version, facts_batch_bytes(batch)) < 0)
		return false;
	if (!slot->drawn && !strata_format_knows(slot->format, slot->path, bytes)) {
		recalled(h, version, &added)->state = RECALL_NO_FILE;
		return false;
	}
	make_file(h, version);
	version->parsed = true;
	facts_batch_add(batch, version->file, bytes);
	return true;
}

/* Whether an earlier run knew it. */
static bool recall_file(struct history *h, struct history_version *version)
{
	const struct history_slot *slot = &h->slots.items[version->slot];
	const struct recall_version *known;

	version->known = recall_find_version(h->recall, slot->path, slot->format, version->id);
	if (version->known == STRATA_NPOS)
		return false;
	known = &h->recall->versions.items[version->known];
	if (known->state == RECALL_NO_FILE)
		return true;
	make_file(h, version);
	version->file->facts.unreadable = known->state == RECALL_UNREADABLE;
	return true;
}

/* What is to be known of a file that was parsed. */
static void learn(struct history *h, struct history_version *version)
{
	const struct strata_facts *facts = &version->file->facts;
	struct recall_version *known;
	bool added;

	known = recalled(h, version, &added);
	if (!added)
		return;
	history_find_links(&known->links, version->file, &h->recall->arena);
	if (!facts->unreadable)
		return;
	known->state = RECALL_UNREADABLE;
	for (size_t i = 0; i < facts->notes.count; i++)
		*strata_vec_push(&h->recall->arena, &known->notes) = (struct strata_note){
			.line = facts->notes.items[i].line,
			.reason = strata_arena_dup(&h->recall->arena, facts->notes.items[i].reason),
		};
}

/* What was parsed goes to the shelf, where there is one: of its file only that it could be read stays. */
static void put_away(struct history *h, struct history_version *version)
{
	struct strata_facts *facts = &version->file->facts;

	if (!h->shelf)
		return;
	facts_shelf_put(&version->shelved, h->shelf, facts);
	*facts = (struct strata_facts){ .unreadable = facts->unreadable };
}

void history_parse(struct history *h, struct history_version *version)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_str bytes;

	if (version->parsed)
		return;
	version->parsed = true;
	if (read_bytes(&bytes, h, version, &arena) == 0) {
		strata_format_read(&version->file->facts, h->shelf ? &arena : &h->workers[0],
				   version->file->format, version->file->path, bytes);
		put_away(h, version);
	} else {
		h->recall->memo = NULL; /* what is made without it is not to be kept */
	}
	strata_arena_release(&arena);
}

/* The versions that wait for their parse, in the order of the batch. */
struct reading {
	struct history *h;
	struct strata_indices waiting;
	size_t kept;
};

static void keep(struct facts_file *file, void *payload)
{
	struct reading *r = payload;
	struct history_version *version = &r->h->versions.items[r->waiting.items[r->kept++]];

	(void)file;
	learn(r->h, version);
	put_away(r->h, version);
}

void history_read(struct history *h, size_t first)
{
	struct facts_batch *batch = facts_batch_new(h->workers, h->worker_count);
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct reading r = { .h = h };

	if (h->shelf)
		facts_batch_keeps(batch, keep, &r);
	for (size_t i = first; i < h->versions.count; i++) {
		if (recall_file(h, &h->versions.items[i]) || !read_version(h, batch, &h->versions.items[i]))
			continue;
		*strata_vec_push(&arena, &r.waiting) = (unsigned)i;
		facts_batch_relieve(batch);
	}
	facts_batch_free(batch);
	while (!h->shelf && r.kept < r.waiting.count)
		keep(NULL, &r);
	strata_arena_release(&arena);
	note_unreadable(h, first);
}
