/*
 * batch.h - files on their way from bytes to facts, many at once.
 *
 * The caller's thread reads bytes, several parse. Bytes live until their batch has run,
 * which it does by itself once it holds enough of them.
 */
#ifndef FACTS_BATCH_H
#define FACTS_BATCH_H

#include "facts/collect.h"

struct facts_batch;

/* workers: one arena for the facts that each of so many threads makes. */
struct facts_batch *facts_batch_new(struct strata_arena *workers, unsigned worker_count);

/*
 * Facts are asked for as soon as a batch has run, in the order in which their files were
 * added, and dropped afterwards: the workers' arenas hold those of one batch.
 */
void facts_batch_keeps(struct facts_batch *batch, void (*keep)(struct facts_file *file, void *payload),
		       void *payload);

/* Where the bytes of the next file go. */
struct strata_arena *facts_batch_bytes(struct facts_batch *batch);

/* file->facts are there once the batch has run. */
void facts_batch_add(struct facts_batch *batch, struct facts_file *file, struct strata_str bytes);

/* Called after the last file of one read's bytes: runs the batch when it is full. */
void facts_batch_relieve(struct facts_batch *batch);

/* Runs what is left, and frees. */
void facts_batch_free(struct facts_batch *batch);

#endif
