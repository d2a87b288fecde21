/*
 * overlay.c - a snapshot as it would be with other bytes in some files; see collect.h.
 *
 * What a change would bring is asked of the same steps that judged what is there: only the
 * bytes differ.
 */
#include <string.h>

#include "facts/collect.h"

static const struct facts_overlay *overlay_of(const struct facts_overlays *overlays,
					      struct strata_str path)
{
	for (size_t i = 0; i < overlays->count; i++)
		if (strata_str_eq(overlays->items[i].path, path))
			return &overlays->items[i];
	return NULL;
}

int facts_read(struct strata_str *out, const struct facts_set *set, const struct source_entry *entry,
	       struct strata_arena *arena, struct strata_error *err)
{
	const struct facts_overlay *other = overlay_of(&set->overlays, entry->path);
	int rc = other ? 0 : source_read(out, set->source, entry, arena, err);

	if (other)
		*out = other->bytes;
	if (rc < 0 || set->max_file_size == 0 || out->len <= set->max_file_size)
		return rc;
	return strata_fail(err, STRATA_ELIMIT, 0,
			   "file has %zu bytes, more than --max-file-size allows", out->len);
}

static struct facts_file *parse_anew(struct facts_set *set, const struct facts_file *file,
				     struct strata_str bytes)
{
	struct facts_file *copy = strata_arena_alloc(&set->arena, sizeof(*copy));

	*copy = *file;
	copy->facts = (struct strata_facts){ 0 };
	copy->blob = source_blob_id(set->source, bytes, &set->arena);
	strata_format_read(&copy->facts, &set->workers[0], file->format, file->path, bytes);
	return copy;
}

void facts_overlay(struct facts_set *out, struct facts_set *set,
		   const struct facts_overlays *overlays,
		   bool (*leaves_out)(const struct facts_file *file, void *payload), void *payload)
{
	facts_set_init(out, set->formats);
	out->source = set->source;
	out->overlays = *overlays;
	out->max_file_size = set->max_file_size;
	out->entries = set->entries;
	out->worker_count = 1;
	out->workers = strata_malloc(sizeof(*out->workers));
	memset(out->workers, 0, sizeof(*out->workers));
	for (size_t i = 0; i < set->files.count; i++) {
		struct facts_file *file = set->files.items[i];
		const struct facts_overlay *other = overlay_of(overlays, file->path);

		if (leaves_out && leaves_out(file, payload))
			continue;
		facts_set_add(out, other ? parse_anew(out, file, other->bytes) : file);
	}
}
