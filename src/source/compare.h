/*
 * compare.h - a folder as a comparison reads it, name by name: a tree, or what the
 * index has of it.
 */
#ifndef SOURCE_COMPARE_H
#define SOURCE_COMPARE_H

#include "source/cached_tree.h"
#include "source/index.h"
#include "source/parse.h"

/* The part of an index that is one folder's. entries NULL: not of an index. */
struct compare_range {
	const struct index_entries *entries;
	size_t from, to;
	size_t prefix; /* bytes of the folder's path, with its '/' */
	const struct cached_tree *cached;
};

/* One entry, and what follows it. */
struct compare_cursor {
	struct parse_entry entry;    /* id NULL: a folder whose tree is not known */
	struct compare_range range;  /* of the index: what follows; entry.rest is of a tree */
	struct compare_range inside; /* of a folder of the index */
};

/* The next entry of a folder of the index; index_folder.c. */
void compare_next_staged(struct compare_cursor *cursor);

#endif
