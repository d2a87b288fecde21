/* batch.c - files parsed in parallel, a batch at a time; see batch.h. */
#include "facts/batch.h"

#include <stdlib.h>

#include "strata/thread.h"

/*
 * What a batch holds comes on top of all that is kept, so it is little; but large files are
 * to be parsed by all threads, too.
 */
enum { BATCH_BYTES = 1 << 20, BATCH_MOST = 32 << 20 };

/* One file that is to be read as one format. */
struct job {
	struct facts_file *file;
	struct strata_str bytes;
};

STRATA_VEC(jobs, struct job);

struct facts_batch {
	struct strata_arena *workers;
	unsigned worker_count;
	struct jobs jobs;
	struct strata_arena list, bytes;
	void (*keep)(struct facts_file *file, void *payload); /* NULL: the workers' arenas do */
	void *payload;
};

struct facts_batch *facts_batch_new(struct strata_arena *workers, unsigned worker_count)
{
	struct facts_batch *b = strata_malloc(sizeof(*b));

	*b = (struct facts_batch){ .workers = workers, .worker_count = worker_count };
	return b;
}

void facts_batch_keeps(struct facts_batch *b, void (*keep)(struct facts_file *file, void *payload),
		       void *payload)
{
	b->keep = keep;
	b->payload = payload;
}

struct strata_arena *facts_batch_bytes(struct facts_batch *b)
{
	return &b->bytes;
}

static void parse_job(size_t index, unsigned worker, void *payload)
{
	struct facts_batch *b = payload;
	struct job *job = &b->jobs.items[index];

	strata_format_read(&job->file->facts, &b->workers[worker], job->file->format,
			   job->file->path, job->bytes);
}

static void run(struct facts_batch *b)
{
	strata_parallel(b->jobs.count, b->worker_count, parse_job, b);
	for (size_t i = 0; b->keep && i < b->jobs.count; i++)
		b->keep(b->jobs.items[i].file, b->payload);
	for (unsigned i = 0; b->keep && i < b->worker_count; i++)
		strata_arena_reset(&b->workers[i]);
	b->jobs.count = 0;
	strata_arena_reset(&b->bytes);
}

void facts_batch_add(struct facts_batch *b, struct facts_file *file, struct strata_str bytes)
{
	*strata_vec_push(&b->list, &b->jobs) = (struct job){ file, bytes };
}

void facts_batch_relieve(struct facts_batch *b)
{
	if (b->bytes.total > BATCH_MOST ||
	    (b->bytes.total > BATCH_BYTES && b->jobs.count >= b->worker_count))
		run(b);
}

void facts_batch_free(struct facts_batch *b)
{
	run(b);
	strata_arena_release(&b->list);
	strata_arena_release(&b->bytes);
	free(b);
}
