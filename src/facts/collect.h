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

/* Bytes that are taken in the place of those that the snapshot has at a path. */
struct facts_overlay {
	struct strata_str path, bytes;
};

STRATA_VEC(facts_overlays, struct facts_overlay);

struct facts_set {
	struct source *source;
	struct facts_overlays overlays;
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
	bool listed;            /* what is there is wanted, and no file is read */
	/* Whether an entry is read as that format; NULL: all are. */
	bool (*wants)(const struct source_entry *entry, const struct strata_format *format, void *payload);
	/* Asked before that, by the path alone, of every entry; NULL: all may be. */
	bool (*may)(struct strata_str path, void *payload);
	void *payload;
};

/* The path as it is below the folder that was asked for by name: what is around that does not matter. */
struct strata_str facts_path_below(const struct source *source, struct strata_str path);

/* What a path is for, judged below that folder alone. */
enum strata_role facts_role(const struct source *source, struct strata_str path);

int facts_collect(struct facts_set *out, struct source *source,
		  const struct facts_options *options, struct strata_error *err);

/* The entry at a path, and where it stands, or would stand, among them; NULL: there is none. */
const struct source_entry *facts_entry(const struct facts_set *set, struct strata_str path);
size_t facts_entry_from(const struct facts_set *set, struct strata_str path);

/* The bytes of an entry, as source_read gives them, or of its overlay. ELIMIT: over max_file_size. */
int facts_read(struct strata_str *out, const struct facts_set *set, const struct source_entry *entry,
	       struct strata_arena *arena, struct strata_error *err);

/*
 * The same snapshot with other bytes in some of its files: those are parsed anew, what else
 * was read is shared with `set`, which must outlive it. Files for which leaves_out answers true
 * (NULL: none) are not there. facts_release gives back what is its own.
 */
void facts_overlay(struct facts_set *out, struct facts_set *set,
		   const struct facts_overlays *overlays,
		   bool (*leaves_out)(const struct facts_file *file, void *payload), void *payload);

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
