/*
 * commits.h - the commits that can be reached, and what each changes.
 *
 * Commits and trees are read as git stores them (gitformat-pack(5); git's
 * Documentation on commit and tree objects), without an object of libgit2's for each:
 * a history has many, and of each only a few bytes are wanted. Parents are those that
 * git log shows: of grafts, of a shallow clone's border, of replaced commits.
 */
#ifndef SOURCE_COMMITS_H
#define SOURCE_COMMITS_H

#include "source/source.h"

struct source_commit {
	unsigned char id[SOURCE_ID_MOST], tree[SOURCE_ID_MOST];
	int64_t time;           /* the committer's, in seconds since 1970, UTC; 0: not known */
	unsigned *parents;      /* indices into the walk, all below the commit's own */
	unsigned parent_count;  /* of those that are there */
	bool cut;               /* its parents are not in the repository, a shallow clone */
	bool outside;           /* of a range: reachable from what was left out */
};

STRATA_VEC(source_commits, struct source_commit);

/* A branch or tag, and where it stands in the walk. */
struct source_ref {
	struct strata_str name; /* "main", "v1.0", "origin/main": without refs/heads/ and the like */
	bool tag;
	unsigned char id[SOURCE_ID_MOST]; /* of its commit */
	int commit;                       /* index into the walk; -1: not in it */
};

STRATA_VEC(source_refs, struct source_ref);

enum source_walk_kind {
	SOURCE_WALK_REACHABLE,
	SOURCE_WALK_FIRST_PARENT,
	SOURCE_WALK_ALL, /* from every branch, tag and remote branch, and HEAD */
};

struct source_walk {
	struct source_commits commits; /* each after its parents */
	struct source_refs refs;       /* sorted: branches, then tags, by name */
	struct strata_str tip;         /* hexadecimal; absent for ALL */
	int head;                      /* for ALL: index of HEAD's commit; -1: none */
};

/* What the walk wants of a commit; ids are borrowed. */
struct source_head {
	const unsigned char *tree;
	int64_t time;
	const unsigned char *const *parents;
	size_t parent_count;
};

/*
 * Who knows commits from elsewhere: asked before one is read, told of each that was; and
 * the same of tags, and the commits that they lead to.
 */
struct source_memory {
	bool (*recall)(struct source_head *head, const unsigned char *id, void *payload);
	void (*learn)(const struct source_head *head, const unsigned char *id, void *payload);
	const unsigned char *(*recall_tag)(const unsigned char *id, void *payload); /* NULL: not known */
	void (*learn_tag)(const unsigned char *id, const unsigned char *commit, void *payload);
	void *payload;
};

/* For the walks to come; memory is borrowed. NULL: none. */
void source_remember(struct source *source, const struct source_memory *memory);

/*
 * revision: a commit, or a range "A..B" (what B has and A has not; the commits at its
 * border are `outside`); NULL: HEAD, no commit when it is not born. With FIRST_PARENT A
 * leaves all out that it reaches, as in git log. EREPOSITORY when a commit that should
 * be there cannot be read. All of it lives in arena.
 */
int source_walk(struct source_walk *out, struct source *source, const char *revision,
		enum source_walk_kind kind, struct strata_arena *arena, struct strata_error *err);

/*
 * The best common ancestor of two revisions, hexadecimal; of several, one that none of the
 * others stands on. Absent when they have none here (unrelated, or cut off: source_info).
 */
int source_merge_base(struct strata_str *out, struct source *source, struct strata_str a,
		      struct strata_str b, struct strata_arena *arena, struct strata_error *err);

struct source_person {
	struct strata_str author, subject;
	int64_t author_time;
};

/* What is shown of a commit, in arena. */
int source_describe(struct source_person *out, struct source *source, const unsigned char *id,
		    struct strata_arena *arena, struct strata_error *err);

/* A regular file that differs between two trees. */
struct source_change {
	struct strata_str path;  /* valid during the call */
	const unsigned char *id; /* of its new blob; NULL: it is gone */
	const unsigned char *old; /* of the one before; NULL: it was not there */
};

struct source_comparison {
	bool (*wants)(struct strata_str path, void *payload); /* asked first; false: passed over */
	int (*changed)(const struct source_change *change, void *payload);
	void *payload;
};

/*
 * Compares two trees; old NULL: all of new is new. Subtrees with one id are passed
 * over. Links and submodules are no files: one in a file's place is its removal. A
 * link is not followed: what it leads to is followed by its own path.
 */
int source_compare(struct source *source, const unsigned char *old, const unsigned char *new,
		   const struct source_comparison *comparison, struct strata_error *err);

/*
 * As above, with what is staged in place of the new tree. A folder that git knows to be
 * the old one (the index's cached trees) is passed over without a look at its entries.
 * With old NULL no tree is read but those outside of a sparse checkout.
 */
int source_compare_staged(struct source *source, const unsigned char *old,
			  const struct source_comparison *comparison, struct strata_error *err);

/*
 * The whole tree of a commit is the snapshot from here on: for source_list and source_read.
 * The entries of the one before are gone. Nothing is done when it is that already.
 */
int source_turn(struct source *source, const unsigned char *tree, struct strata_error *err);

/* The folder where git keeps the repository, as an absolute path. */
struct strata_str source_place(const struct source *source, struct strata_arena *arena);

/* The bytes of a blob, by its id. As source_read. */
int source_read_blob(struct strata_str *out, struct source *source, const unsigned char *id,
		     struct strata_arena *arena, struct strata_error *err);

#endif
