/* collect.c - from a snapshot to the facts of its files; see collect.h. */
#include "facts/collect.h"

#include <stdlib.h>
#include <string.h>

#include "strata/limits.h"
#include "strata/thread.h"

enum {
	BATCH_BYTES = 32 << 20, /* of file contents held at once */
	PROBE_BYTES = 512,
};

/* One file that is to be read as one format. */
struct job {
	struct facts_file *file;
	struct strata_str bytes;
};

STRATA_VEC(jobs, struct job);

struct batch {
	struct facts_set *set;
	struct jobs jobs;
	struct strata_arena bytes;
};

static void parse_job(size_t index, unsigned worker, void *payload)
{
	struct batch *batch = payload;
	struct job *job = &batch->jobs.items[index];

	strata_format_read(&job->file->facts, &batch->set->workers[worker], job->file->format,
			   job->file->path, job->bytes);
}

static void run_batch(struct batch *batch)
{
	strata_parallel(batch->jobs.count, batch->set->worker_count, parse_job, batch);
	batch->jobs.count = 0;
	strata_arena_reset(&batch->bytes);
}

static void note_error(struct facts_set *set, struct strata_str path,
		       const struct strata_error *err)
{
	struct strata_note *note = strata_vec_push(&set->arena, &set->notes);

	note->path = path;
	note->line = err->line;
	note->reason = strata_arena_printf(&set->arena, "%s", err->text);
}

/* Of a folder that was asked for by name, what is around it does not matter. */
static enum strata_role role_of(const struct facts_set *set, struct strata_str path)
{
	size_t prefix = source_info(set->source)->prefix.len;

	return discover_role(strata_str_skip(path, prefix ? prefix + 1 : 0));
}

static struct facts_file *add_file(struct facts_set *set, const struct source_entry *entry,
				   const struct strata_format *format, struct strata_str bytes)
{
	struct facts_file *file = strata_arena_alloc(&set->arena, sizeof(*file));

	file->path = entry->path;
	file->format = format;
	file->role = role_of(set, entry->path);
	file->blob = source_blob_id(set->source, entry, bytes, &set->arena);
	*strata_vec_push(&set->arena, &set->files) = file;
	return file;
}

/* Reads an entry; a failure is a note and false. */
static bool read_entry(struct strata_str *bytes, struct facts_set *set,
		       const struct source_entry *entry, struct strata_arena *arena)
{
	struct strata_error err = STRATA_ERROR_INIT;

	if (source_read(bytes, set->source, entry, arena, &err) == 0 &&
	    (set->max_file_size == 0 || bytes->len <= set->max_file_size))
		return true;
	strata_fail(&err, STRATA_ELIMIT, 0, "file has %zu bytes, more than --max-file-size allows",
		    bytes->len);
	note_error(set, entry->path, &err);
	return false;
}

static void queue_entry(struct batch *batch, const struct source_entry *entry,
			struct strata_arena *scratch)
{
	struct discover_formats formats = { 0 };
	struct strata_str bytes;

	if (entry->type == SOURCE_SUBMODULE)
		return;
	discover_formats(&formats, &batch->set->formats, entry->path, scratch);
	if (formats.count == 0 || !read_entry(&bytes, batch->set, entry, &batch->bytes))
		return;
	for (size_t i = 0; i < formats.count; i++) {
		const struct strata_format *format = formats.items[i];

		if (format->kind == STRATA_FORMAT_COMPANION)
			continue;
		if (format->probe &&
		    !format->probe(entry->path, strata_str_take(bytes, PROBE_BYTES)))
			continue;
		*strata_vec_push(&batch->set->arena, &batch->jobs) =
			(struct job){ add_file(batch->set, entry, format, bytes), bytes };
	}
	if (batch->bytes.total > BATCH_BYTES)
		run_batch(batch);
}

static struct strata_str file_key(struct facts_set *set, struct strata_str path,
				  const struct strata_format *format)
{
	return strata_arena_printf(&set->arena, "%.*s\n%s", STRATA_ARG(path), format->name);
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
	struct batch batch = { .set = out, .bytes = STRATA_ARENA_INIT };
	struct strata_arena scratch = STRATA_ARENA_INIT;
	int rc;

	*out = (struct facts_set){
		.source = source,
		.max_file_size = options->max_file_size,
		.worker_count = strata_jobs(options->jobs),
	};
	out->workers = strata_malloc(out->worker_count * sizeof(*out->workers));
	memset(out->workers, 0, out->worker_count * sizeof(*out->workers));
	out->by_file = STRATA_MAP_INIT(&out->arena);
	discover_table_init(&out->formats, &out->arena, strata_format_at);
	rc = source_list(&out->entries, &out->notes, source, &out->arena, err);
	if (rc < 0)
		goto out;
	note_submodules(out);
	for (size_t i = 0; i < out->entries.count; i++) {
		queue_entry(&batch, &out->entries.items[i], &scratch);
		strata_arena_reset(&scratch);
	}
	run_batch(&batch);
	for (size_t i = 0; i < out->files.count; i++) {
		const struct facts_file *file = out->files.items[i];

		*strata_map_at(&out->by_file, file_key(out, file->path, file->format), NULL) = i;
	}
out:
	strata_arena_release(&batch.bytes);
	strata_arena_release(&scratch);
	return rc;
}

static int compare_path(const void *key, const void *entry)
{
	return strata_str_cmp(*(const struct strata_str *)key,
			      ((const struct source_entry *)entry)->path);
}

/* The first format of the table that wants the name. */
static const struct strata_format *format_of(const struct facts_set *set, struct strata_str path,
					     struct strata_arena *scratch)
{
	struct discover_formats formats = { 0 };

	discover_formats(&formats, &set->formats, path, scratch);
	return formats.count ? formats.items[0] : NULL;
}

const struct facts_file *facts_lookup(struct facts_set *set, struct strata_str path,
				      const struct strata_format *format)
{
	struct strata_arena scratch = STRATA_ARENA_INIT;
	const struct source_entry *entry;
	struct facts_file *file = NULL;
	struct strata_str bytes, key;
	size_t index;

	if (!format)
		format = format_of(set, path, &scratch);
	strata_arena_release(&scratch);
	if (!format)
		return NULL;
	key = file_key(set, path, format);
	if (strata_map_get(&index, &set->by_file, key))
		return set->files.items[index];
	entry = bsearch(&path, set->entries.items, set->entries.count, sizeof(*entry),
			compare_path);
	if (!entry || entry->type == SOURCE_SUBMODULE)
		return NULL;
	if (read_entry(&bytes, set, entry, &scratch)) {
		file = add_file(set, entry, format, bytes);
		strata_format_read(&file->facts, &set->workers[0], format, path, bytes);
		*strata_map_at(&set->by_file, key, NULL) = set->files.count - 1;
	}
	strata_arena_release(&scratch);
	return file;
}

void facts_release(struct facts_set *set)
{
	for (unsigned i = 0; i < set->worker_count; i++)
		strata_arena_release(&set->workers[i]);
	free(set->workers);
	strata_arena_release(&set->arena);
	*set = (struct facts_set){ 0 };
}
