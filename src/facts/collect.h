/*
 * collect.h - from a snapshot to the facts of its files (step 1 of three).
 *
 * Blobs are read by the caller's thread, the only one that touches the source,
 * and parsed by several. Bytes live only as long as their parse: facts own what
 * they keep.
 */
#ifndef FACTS_COLLECT_H
#define FACTS_COLLECT_H

#include "discover/discover.h"
#include "source/source.h"
#include "strata/inventory.h"
#include "strata/map.h"

struct facts_file {
	struct strata_str path;
	struct strata_str blob; /* object id, hexadecimal */
	const struct strata_format *format;
	enum strata_role role;
	bool drawn; /* not by its own name: only where another file refers to it */
	struct strata_facts facts;
};

STRATA_VEC(facts_files, struct facts_file *);

struct facts_set {
	struct source *source;
	uint64_t max_file_size;
	struct strata_arena arena;    /* paths, ids, notes */
	struct strata_arena *workers; /* one for the facts that each worker made */
	unsigned worker_count;
	const struct discover_table *formats; /* how a path finds its formats */
	struct source_entries entries; /* of the snapshot, sorted by path */
	struct facts_files files;      /* what was read, in that order */
	struct strata_map by_file;     /* "path\nformat" -> index into files */
	struct strata_notes notes;
};

struct facts_options {
	unsigned jobs;          /* 0: one per processor */
	uint64_t max_file_size; /* 0: STRATA_LIMIT_FILE_BYTES; a larger file is a note */
};

int facts_collect(struct facts_set *out, struct source *source,
		  const struct facts_options *options, struct strata_error *err);

/*
 * The facts of one more file, read as that format (NULL: the first that wants
 * its name). NULL when the snapshot has no such file; one that cannot be read
 * gives a note and NULL.
 */
const struct facts_file *facts_lookup(struct facts_set *set, struct strata_str path,
				      const struct strata_format *format);

/*
 * A set that is put together by hand, of facts that somebody else keeps: nothing is
 * read for it, and a file that was not added is not there.
 */
void facts_set_init(struct facts_set *set, const struct discover_table *formats);
void facts_set_add(struct facts_set *set, struct facts_file *file);

/* By what a file is found: a path may be read as several formats. */
struct strata_str facts_file_key(struct strata_arena *arena, struct strata_str path,
				 const struct strata_format *format);

/* The file of that path and format, of those in the set already; else NULL. */
struct facts_file *facts_set_file(struct facts_set *set, struct strata_str path,
				  const struct strata_format *format);

void facts_release(struct facts_set *set);

#endif
