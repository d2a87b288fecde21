/*
 * snapshot.h - a source from the inside: what its files share.
 */
#ifndef SOURCE_SNAPSHOT_H
#define SOURCE_SNAPSHOT_H

#include "source/index.h"
#include "source/objects.h"
#include "source/repository.h"
#include "source/source.h"

struct source_memory;

struct source {
	struct source_info info;
	struct strata_arena arena; /* of all that is below, and of the entries */
	struct strata_arena trees; /* those that are being compared */
	struct repository place;   /* not of a DIRECTORY */
	struct objects *objects;   /* NULL until one is asked for */
	struct index *index;       /* likewise */
	const struct source_memory *memory; /* commits.h; NULL: none */
	struct strata_arena turned; /* the entries of a tree that was turned to */
	unsigned char tree[SOURCE_ID_MOST];
	struct strata_str also;
	bool trust_index;
	bool empty; /* a bare repository without a commit */
	int root;   /* the top folder on disk; -1: there is none */
	bool listed;
	struct source_entries entries;
	struct strata_notes notes; /* of the listing */
};

/* Opens the objects when they are not yet. */
int snapshot_objects(struct source *source, struct strata_error *err);

/* The index, read once; enumerate.c. */
int snapshot_index(struct index **out, struct source *source, struct strata_error *err);

/* Fills entries and notes; enumerate.c. */
int snapshot_enumerate(struct source *source, struct strata_error *err);

/* The entry that a link leads to, inside the snapshot; link.c. */
int snapshot_follow(const struct source_entry **out, struct source *source,
		    const struct source_entry *link, struct strata_arena *arena,
		    struct strata_error *err);

/* The bytes of an entry itself: a link's are its target; source.c. */
int snapshot_read(struct strata_str *out, struct source *source, const struct source_entry *entry,
		  struct strata_arena *arena, struct strata_error *err);

#endif
