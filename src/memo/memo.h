/*
 * memo.h - results kept from run to run, by what they were made from.
 *
 * One file, results.sqlite, in $STRATA_CACHE, else $XDG_CACHE_HOME/strata, else
 * ~/.cache/strata. It may be deleted, shared and interrupted at any moment: what is in it
 * can be made again. So nothing here fails. A place that cannot be read or written, a full
 * disk, a damaged file and one that others are busy with are no cache, for this run.
 *
 * A run reads at its beginning and writes at its end, in one transaction. A value is
 * believed only when its sum is right, and still came from a file that anybody may have
 * written: whoever reads it checks each number (memo/pack.h).
 */
#ifndef MEMO_MEMO_H
#define MEMO_MEMO_H

#include "strata/arena.h"

struct memo;

struct memo_options {
	const char *folder;  /* NULL: the default place */
	const char *version; /* part of every key; NULL: memo_version */
	uint64_t most;       /* bytes of all values; 0: STRATA_LIMIT_CACHE_BYTES */
};

/* A hash of the sources that results come from, made by the build. */
extern const char memo_version[];

/* The folder of the cache; absent when there is no home to put it in. */
struct strata_str memo_folder(const char *folder, struct strata_arena *arena);
struct strata_str memo_file(struct strata_str folder, struct strata_arena *arena);

/* NULL: no cache, which all others here take. */
struct memo *memo_open(const struct memo_options *options);

/* The value of a key, in arena. A value that was read counts as used today. */
bool memo_get(struct strata_str *value, struct memo *memo, struct strata_str key,
	      struct strata_arena *arena);

/* For memo_close to write; key and value are borrowed until then. */
void memo_put(struct memo *memo, struct strata_str key, struct strata_str value);

/* Writes what was put, and lets go the values that were not used for longest. */
void memo_close(struct memo *memo);

#endif
