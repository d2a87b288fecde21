/*
 * index.h - git's index, read only: what is staged, and what a work tree should hold.
 *
 * A reader of our own, used always: libgit2 1.5 refuses split and sparse indexes and
 * repositories of SHA-256, and a work tree is listed without starting it. Pure
 * functions of bytes; who calls them knows where the bytes are.
 *
 * gitformat-index(5), git 2.39: versions 2, 3 and 4; extensions `link`, `sdir`, `TREE`.
 */
#ifndef SOURCE_INDEX_H
#define SOURCE_INDEX_H

#include "strata/digest.h"
#include "strata/arena.h"
#include "strata/error.h"

enum index_mode {
	INDEX_FOLDER = 0040000, /* of a sparse index: its id names a tree, its path ends in '/' */
	INDEX_FILE = 0100000,
	INDEX_LINK = 0120000,
	INDEX_SUBMODULE = 0160000,
};

struct index_entry {
	struct strata_str path; /* "" in a split index where the shared one has it */
	enum index_mode mode;
	unsigned char stage; /* 0; 1 to 3 of an unmerged path */
	bool skip_worktree;  /* outside of a sparse checkout: not on disk */
	bool intent_to_add;  /* nothing is staged yet */
	bool on_disk;	     /* set by who walks the work tree */
	unsigned char id[STRATA_SHA256];
};

STRATA_VEC(index_entries, struct index_entry);

/* Positions in the shared index, as runs of bits. */
struct index_bits {
	uint64_t *words;
	size_t count; /* of bits */
};

struct index {
	struct index_entries entries; /* sorted by path, then stage */
	bool split;
	unsigned char shared[STRATA_SHA256]; /* the id of the shared index, when split */
	struct index_bits deleted, replaced;
	struct strata_str cached_tree; /* the extension TREE, as it is; see cached_tree.h */
};

/* Whether the checksum at the end holds; a file written without one (zeros) passes. */
int index_verify(struct strata_str bytes, enum strata_digest_kind kind, struct strata_error *err);

/* Reads a whole file; the entries' paths are slices of bytes or of the arena. */
int index_parse(struct index *out, struct strata_str bytes, enum strata_digest_kind kind,
		struct strata_arena *arena, struct strata_error *err);

/* Puts a split index on top of its shared one: index->split becomes false. */
int index_merge(struct index *index, const struct index *shared, struct strata_arena *arena,
		struct strata_error *err);

#endif
