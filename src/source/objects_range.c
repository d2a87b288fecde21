/* objects_range.c - what one commit has and others have not, by libgit2; see objects.h. */
#include <string.h>

#include "source/objects_git.h"
#include "source/parse.h"

int objects_find_commit(unsigned char *out, struct objects *o, struct strata_str hex)
{
	git_oid oid;

	return parse_id(oid.id, hex, GIT_OID_RAWSZ) && objects_peel(out, o, &oid) == 0;
}

static git_oid oid_of(const unsigned char *id)
{
	git_oid oid;

	memcpy(oid.id, id, GIT_OID_RAWSZ);
	return oid;
}

int objects_blob_at(unsigned char *out, struct objects *o, const unsigned char *id, const char *path)
{
	git_oid oid = objects_replaced(o, id);
	git_tree_entry *entry = NULL;
	git_tree *tree = NULL;
	int found = 0;

	if (git_tree_lookup(&tree, o->repo, &oid) == 0 &&
	    git_tree_entry_bypath(&entry, tree, path) == 0 &&
	    (git_tree_entry_filemode_raw(entry) & 0170000) == 0100000) {
		memcpy(out, git_tree_entry_id(entry)->id, GIT_OID_RAWSZ);
		found = 1;
	}
	git_tree_entry_free(entry);
	git_tree_free(tree);
	return found;
}

int objects_merge_base(unsigned char *out, struct objects *o, const unsigned char *one,
		       const unsigned char *two)
{
	git_oid a = oid_of(one), b = oid_of(two), base;

	if (git_merge_base(&base, o->repo, &a, &b) < 0)
		return 0;
	memcpy(out, base.id, GIT_OID_RAWSZ);
	return 1;
}

static const unsigned char *parent_of(const struct objects_commit *commit, unsigned index)
{
	const git_oid *id = git_commit_parent_id((git_commit *)commit->handle, index);

	return id ? id->id : NULL;
}

static int tell(struct objects *o, const git_oid *id,
		void (*each)(const struct objects_commit *commit, void *payload), void *payload)
{
	git_commit *commit = NULL;
	struct objects_commit told = { .id = id->id, .parent = parent_of };

	if (git_commit_lookup(&commit, o->repo, id) < 0)
		return -1;
	told.tree = git_commit_tree_id(commit)->id;
	told.time = git_commit_time(commit);
	told.parent_count = git_commit_parentcount(commit);
	told.handle = commit;
	each(&told, payload);
	git_commit_free(commit);
	return 0;
}

static int begin(git_revwalk **out, struct objects *o, const unsigned char *tip,
		 const unsigned char *const *known, size_t known_count)
{
	git_oid oid = oid_of(tip);

	if (git_revwalk_new(out, o->repo) < 0 ||
	    git_revwalk_sorting(*out, GIT_SORT_TOPOLOGICAL | GIT_SORT_REVERSE) < 0 ||
	    git_revwalk_push(*out, &oid) < 0)
		return -1;
	for (size_t i = 0; i < known_count; i++) {
		oid = oid_of(known[i]);
		if (git_revwalk_hide(*out, &oid) < 0)
			return -1;
	}
	return 0;
}

int objects_each_new(struct objects *o, const unsigned char *tip, const unsigned char *const *known,
		     size_t known_count,
		     void (*each)(const struct objects_commit *commit, void *payload),
		     void *payload, struct strata_error *err)
{
	git_revwalk *walk = NULL;
	git_oid oid;
	int rc = begin(&walk, o, tip, known, known_count);

	while (rc == 0 && (rc = git_revwalk_next(&oid, walk)) == 0)
		rc = tell(o, &oid, each, payload);
	if (rc != GIT_ITEROVER)
		rc = strata_fail(err, STRATA_EREPOSITORY, 0, "cannot walk the new commits: %s",
				 objects_git_text());
	git_revwalk_free(walk);
	return rc == GIT_ITEROVER ? 0 : rc;
}
