/*
 * repository.h - where a repository lies, and what it says of itself.
 *
 * Found and read without libgit2: a work tree is listed by what is on disk and in
 * the index alone, and repositories that libgit2 refuses (SHA-256, unknown
 * extensions, another owner) get an answer that says what to do.
 *
 * gitrepository-layout(5), git(1) on environment variables, git 2.39.
 */
#ifndef SOURCE_REPOSITORY_H
#define SOURCE_REPOSITORY_H

#include "source/gitconfig.h"
#include "strata/digest.h"

struct repository {
	const char *git_dir;	/* HEAD, index */
	const char *common_dir; /* objects, refs, config: another one in a linked work tree */
	const char *work_tree;	/* NULL: bare */
	const char *index_file;
	const char *objects;	       /* the folder of objects */
	struct strata_strs alternates; /* further ones, of the environment */
	struct strata_str prefix;      /* of the path asked for, in the work tree; "" at its top */
	struct gitconfig config;
	enum strata_digest_kind hash;
	bool shallow, grafted;
};

/*
 * The repository that a path is in. The environment that git gives to hooks
 * (GIT_DIR, GIT_WORK_TREE, GIT_INDEX_FILE, GIT_OBJECT_DIRECTORY,
 * GIT_ALTERNATE_OBJECT_DIRECTORIES) holds for the repository that git itself would
 * use in the current folder: another one that is named by its path is not touched
 * by it.
 */
int repository_find(struct repository *out, const char *path, struct strata_arena *arena,
		    struct strata_error *err);

/* The folder of hooks: core.hooksPath, from where git runs hooks, else the repository's own. */
const char *repository_hooks(const struct repository *repository, struct strata_arena *arena);

/*
 * How many other work trees the repository has, where hooks lie in each (a relative
 * core.hooksPath counts from its top); 0 where one folder is for all.
 */
size_t repository_other_hooks(const struct repository *repository, struct strata_arena *arena);

/* The commit that HEAD names, hexadecimal; absent when there is none yet. */
int repository_head(struct strata_str *out, const struct repository *repository,
		    struct strata_arena *arena, struct strata_error *err);

#endif
