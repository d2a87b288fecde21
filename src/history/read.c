/*
 * read.c - the second step: every version into facts, once.
 *
 * What cannot be read, or not be understood, is a note with the path; replay lets the
 * version before it stand.
 */
#include "facts/batch.h"
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
		const struct facts_file *file = h->versions.items[i].file;

		if (!file || !file->facts.unreadable)
			continue;
		for (size_t n = 0; n < file->facts.notes.count; n++)
			note(h, file->path, file->facts.notes.items[n].line, file->blob,
			     file->facts.notes.items[n].reason);
	}
}

static void read_version(struct history *h, struct facts_batch *batch,
			 struct history_version *version)
{
	const struct history_slot *slot = &h->slots.items[version->slot];
	struct strata_error err = STRATA_ERROR_INIT;
	struct strata_str bytes, blob = source_hex(h->source, version->id, &h->arena);

	if (source_read_blob(&bytes, h->source, version->id, facts_batch_bytes(batch), &err) < 0) {
		note(h, slot->path, 0, blob, strata_str_of(err.text));
		return;
	}
	if (slot->format->probe &&
	    !slot->format->probe(slot->path, strata_str_take(bytes, FACTS_PROBE_BYTES)))
		return;
	version->file = strata_arena_alloc(&h->arena, sizeof(*version->file));
	*version->file = (struct facts_file){
		.path = slot->path, .blob = blob, .format = slot->format, .role = slot->role,
		.drawn = slot->drawn,
	};
	facts_batch_add(batch, version->file, bytes);
	facts_batch_relieve(batch);
}

void history_read(struct history *h, size_t first)
{
	struct facts_batch *batch = facts_batch_new(h->workers, h->worker_count);

	for (size_t i = first; i < h->versions.count; i++)
		read_version(h, batch, &h->versions.items[i]);
	facts_batch_free(batch);
	note_unreadable(h, first);
}
