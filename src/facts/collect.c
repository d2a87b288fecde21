/* collect.c - from a snapshot to the facts of its files; see collect.h. */
#include "facts/collect.h"

#include <string.h>

#include "facts/batch.h"
#include "strata/limits.h"
#include "strata/thread.h"

static void note_error(struct facts_set *set, struct strata_str path,
		       const struct strata_error *err)
{
	struct strata_note *note = strata_vec_push(&set->arena, &set->notes);

	note->path = path;
	note->line = err->line;
	note->reason = strata_arena_printf(&set->arena, "%s", err->text);
}

struct strata_str facts_path_below(const struct source *source, struct strata_str path)
{
	size_t prefix = source_info(source)->prefix.len;

	return strata_str_skip(path, prefix ? prefix + 1 : 0);
}

enum strata_role facts_role(const struct source *source, struct strata_str path)
{
	return discover_role(facts_path_below(source, path));
}

static struct facts_file *add_file(struct facts_set *set, const struct source_entry *entry,
				   const struct strata_format *format, struct strata_str bytes)
{
	struct facts_file *file = strata_arena_alloc(&set->arena, sizeof(*file));

	file->path = entry->path;
	file->format = format;
	file->role = facts_role(set->source, entry->path);
	file->blob = entry->stored && entry->type == SOURCE_FILE
			     ? source_hex(set->source, entry->id, &set->arena)
			     : source_blob_id(set->source, bytes, &set->arena);
	facts_set_add(set, file);
	return file;
}

/* Reads an entry; a failure is a note and false. */
static bool read_entry(struct strata_str *bytes, struct facts_set *set,
		       const struct source_entry *entry, struct strata_arena *arena)
{
	struct strata_error err = STRATA_ERROR_INIT;

	if (facts_read(bytes, set, entry, arena, &err) == 0)
		return true;
	note_error(set, entry->path, &err);
	return false;
}

static void drop_unwanted(struct discover_formats *formats, const struct source_entry *entry,
			  const struct facts_options *options)
{
	size_t kept = 0;

	for (size_t i = 0; i < formats->count; i++)
		if (!options->wants || options->wants(entry, formats->items[i], options->payload))
			formats->items[kept++] = formats->items[i];
	formats->count = kept;
}

static void queue_entry(struct facts_batch *batch, struct facts_set *set,
			const struct source_entry *entry, const struct facts_options *options,
			struct strata_arena *scratch)
{
	struct discover_formats formats = { 0 };
	struct strata_str bytes;

	if (entry->type == SOURCE_SUBMODULE ||
	    (options->may && !options->may(entry->path, options->payload)))
		return;
	discover_formats(&formats, set->formats, entry->path, scratch);
	drop_unwanted(&formats, entry, options);
	if (formats.count == 0 || !read_entry(&bytes, set, entry, facts_batch_bytes(batch)))
		return;
	for (size_t i = 0; i < formats.count; i++) {
		const struct strata_format *format = formats.items[i];

		if (format->kind == STRATA_FORMAT_COMPANION)
			continue;
		if (!strata_format_knows(format, entry->path, bytes))
			continue;
		facts_batch_add(batch, add_file(set, entry, format, bytes), bytes);
	}
	facts_batch_relieve(batch);
}

/* A submodule is named: nothing of it is scanned, and that is said. */
static void note_submodules(struct facts_set *set)
{
	for (size_t i = 0; i < set->entries.count; i++) {
		struct strata_note *note;

		if (set->entries.items[i].type != SOURCE_SUBMODULE)
			continue;
		note = strata_vec_push(&set->arena, &set->notes);
		note->path = set->entries.items[i].path;
		note->reason = STRATA_STR("a submodule: its files are not scanned; "
					  "scan its own repository");
	}
}

int facts_collect(struct facts_set *out, struct source *source,
		  const struct facts_options *options, struct strata_error *err)
{
	struct facts_batch *batch;
	struct strata_arena scratch = STRATA_ARENA_INIT;
	struct discover_table *formats;
	int rc;

	facts_set_init(out, NULL);
	formats = strata_arena_alloc(&out->arena, sizeof(*formats));
	discover_table_init(formats, &out->arena, strata_format_at);
	out->formats = formats;
	out->source = source;
	out->max_file_size = options->max_file_size;
	out->worker_count = strata_jobs(options->jobs);
	out->workers = strata_malloc(out->worker_count * sizeof(*out->workers));
	memset(out->workers, 0, out->worker_count * sizeof(*out->workers));
	rc = source_list(&out->entries, &out->notes, source, &out->arena, err);
	if (rc < 0)
		return rc;
	note_submodules(out);
	if (options->listed)
		return 0;
	batch = facts_batch_new(out->workers, out->worker_count);
	for (size_t i = 0; i < out->entries.count; i++) {
		queue_entry(batch, out, &out->entries.items[i], options, &scratch);
		strata_arena_reset(&scratch);
	}
	facts_batch_free(batch);
	strata_arena_release(&scratch);
	return 0;
}

size_t facts_entry_from(const struct facts_set *set, struct strata_str path)
{
	size_t low = 0, high = set->entries.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strata_str_cmp(set->entries.items[middle].path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct source_entry *facts_entry(const struct facts_set *set, struct strata_str path)
{
	size_t at = facts_entry_from(set, path);

	if (at == set->entries.count || !strata_str_eq(set->entries.items[at].path, path))
		return NULL;
	return &set->entries.items[at];
}

/* The first format of the table that wants the name. */
static const struct strata_format *format_of(const struct facts_set *set, struct strata_str path,
					     struct strata_arena *scratch)
{
	struct discover_formats formats = { 0 };

	discover_formats(&formats, set->formats, path, scratch);
	return formats.count ? formats.items[0] : NULL;
}

const struct facts_file *facts_lookup(struct facts_set *set, struct strata_str path,
				      const struct strata_format *format)
{
	struct strata_arena scratch = STRATA_ARENA_INIT;
	const struct source_entry *entry;
	struct facts_file *file;
	struct strata_str bytes;

	if (!format)
		format = format_of(set, path, &scratch);
	strata_arena_release(&scratch);
	if (!format)
		return NULL;
	if ((file = facts_set_file(set, path, format)))
		return file;
	entry = facts_entry(set, path);
	if (!entry || entry->type == SOURCE_SUBMODULE)
		return NULL;
	if (read_entry(&bytes, set, entry, &scratch)) {
		file = add_file(set, entry, format, bytes);
		strata_format_read(&file->facts, &set->workers[0], format, path, bytes);
	}
	strata_arena_release(&scratch);
	return file;
}
