/*
 * listing.h - the entries of a snapshot while they are gathered, from wherever.
 */
#ifndef SOURCE_LISTING_H
#define SOURCE_LISTING_H

#include "source/source.h"

struct listing {
	struct source_entries entries;
	struct strata_notes *notes;
	struct strata_arena *arena; /* of entries and notes */
	struct strata_str prefix;   /* the folder that is asked for, "" for all */
	struct strata_str also;	    /* a path that is wanted wherever it lies; may be absent */
	size_t folders;		    /* of trees, counted against a tree that unfolds without end */
	struct strata_error *err;
};

/* Whether a file of that path is asked for. */
bool listing_wants(const struct listing *l, struct strata_str path);

/* Whether a folder ("" or without a '/' at its end) may hold what is asked for. */
bool listing_enters(const struct listing *l, struct strata_str folder);

/* Adds an entry, whose path is already in arena; over the limit it answers ELIMIT. */
int listing_add(struct listing *l, const struct source_entry *entry);

void listing_note(struct listing *l, struct strata_str path, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Sorts by path; of two with one path the first is kept. */
void listing_sort(struct listing *l);

/*
 * Whether no part of a path is empty, '.', '..' or '.git': what a hostile tree or
 * index may hold, and git never checks out.
 */
bool listing_is_plain(struct strata_str path);

#endif
