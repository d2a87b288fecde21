/*
 * cached_tree.h - the trees that git knows an index to be made of.
 *
 * With it a folder whose tree is that of HEAD is passed over without a look at its
 * entries. Optional for git and for us: one that is damaged is as good as none.
 *
 * gitformat-index(5), git 2.39, "Cache tree": of each folder, from the top down, its
 * name and NUL, the number of its entries (-1: changed since), a blank, the number of
 * its folders, a line feed, and, unless changed, the tree's id.
 */
#ifndef SOURCE_CACHED_TREE_H
#define SOURCE_CACHED_TREE_H

#include "strata/digest.h"
#include "strata/arena.h"

struct cached_tree {
	struct strata_str name;
	const unsigned char *id; /* NULL: changed since it was written */
	uint64_t entries;        /* of the index that are in it; of no meaning without id */
	struct cached_tree *folders;
	size_t folder_count;
};

/* NULL when there is none, or none that can be read. bytes live as long as the answer. */
const struct cached_tree *cached_tree_parse(struct strata_str bytes, enum strata_digest_kind kind,
					    struct strata_arena *arena);

/* The folder of that name in one; NULL when it has none, or is NULL. */
const struct cached_tree *cached_tree_folder(const struct cached_tree *tree,
					     struct strata_str name);

#endif
