/*
 * objects.h - commits, trees and blobs, by libgit2.
 *
 * Its only home. Opened when an object is first asked for: a scan of a
 * work tree mostly needs none, and starting the library costs more than a small scan.
 */
#ifndef SOURCE_OBJECTS_H
#define SOURCE_OBJECTS_H

#include "source/listing.h"
#include "source/repository.h"

struct objects;

int objects_open(struct objects **out, const struct repository *repository,
		 struct strata_arena *arena, struct strata_error *err);
void objects_close(struct objects *objects);

/*
 * What a revision names: the tree of its files, and the id that is shown, of the
 * commit, or of the tree where there is none.
 */
int objects_resolve(unsigned char *tree, struct strata_str *shown, struct objects *objects,
		    const char *revision, struct strata_arena *arena, struct strata_error *err);

/* All files of a tree, below a folder of the snapshot ("" for its top). */
int objects_list(struct listing *listing, struct objects *objects, const unsigned char *tree,
		 struct strata_str folder);

/* The bytes of a blob. ENOTFOUND says how a missing one is got. */
int objects_read(struct strata_str *out, struct objects *objects, const unsigned char *id,
		 uint64_t most, struct strata_arena *arena, struct strata_error *err);

/* As git stores it, in arena. EREPOSITORY, or ENOTFOUND, when it cannot be had. */
int objects_read_tree(struct strata_str *out, struct objects *objects, const unsigned char *id,
		      struct strata_arena *arena, struct strata_error *err);
int objects_read_commit(struct strata_str *out, struct objects *objects, const unsigned char *id,
			struct strata_arena *arena, struct strata_error *err);

/* The id of the commit that a revision names. */
int objects_commit(unsigned char *out, struct objects *objects, struct strata_str revision,
		   struct strata_error *err);

struct objects_ref {
	struct strata_str full; /* "refs/heads/main" */
	struct strata_str name; /* without refs/heads/, refs/tags/ or refs/remotes/ */
	bool tag;
	const unsigned char *commit; /* the id; a tag's is peeled; NULL: it is not there */
};

/* Every branch, remote branch and tag that leads to a commit. */
int objects_each_ref(struct objects *objects,
		     void (*each)(const struct objects_ref *ref, void *payload), void *payload,
		     struct strata_error *err);

/*
 * The same without a look at an object: `commit` is what the ref names, of a tag perhaps
 * the tag.
 */
int objects_each_name(struct objects *objects,
		      void (*each)(const struct objects_ref *ref, void *payload), void *payload,
		      struct strata_error *err);

/* The commit that an id is, or leads to: 1; 0 when it is of another kind; ENOTFOUND. */
int objects_commit_at(unsigned char *out, struct objects *objects, const unsigned char *id);

/*
 * The commit that a whole id, in hexadecimal, leads to: 1, or 0 when it is not here, or
 * is of another kind.
 */
int objects_find_commit(unsigned char *out, struct objects *objects, struct strata_str hex);

/* The blob of a regular file of a tree: 1, or 0 when there is none. */
int objects_blob_at(unsigned char *out, struct objects *objects, const unsigned char *tree,
		    const char *path);

/* The best common ancestor: 1, or 0 without one, or where history is cut off. */
int objects_merge_base(unsigned char *out, struct objects *objects, const unsigned char *one,
		       const unsigned char *two);

struct objects_commit {
	const unsigned char *id, *tree;
	int64_t time;
	unsigned parent_count;
	const unsigned char *(*parent)(const struct objects_commit *commit, unsigned index);
	const void *handle;
};

/*
 * Each commit that tip reaches and none of known does, after its parents. Looks at no
 * more of the history than git does: what is old is not walked.
 */
int objects_each_new(struct objects *objects, const unsigned char *tip,
		     const unsigned char *const *known, size_t known_count,
		     void (*each)(const struct objects_commit *commit, void *payload),
		     void *payload, struct strata_error *err);

/* How many objects are read in place of others, and whether some are no commits. */
size_t objects_replacements(const struct objects *objects);
bool objects_replace_files(struct objects *objects);

/* The id of the object that is read for one. */
const unsigned char *objects_read_for(const struct objects *objects, const unsigned char *id);

#endif
