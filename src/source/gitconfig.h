/*
 * gitconfig.h - what strata needs to know of git's configuration.
 *
 * The files that git reads (system, user, repository, work tree, includes and
 * environment), so that the same paths are ignored as git ignores. Nothing that is
 * named in them is run, and no address of them is contacted.
 *
 * git-config(1), git 2.39.
 */
#ifndef SOURCE_GITCONFIG_H
#define SOURCE_GITCONFIG_H

#include "strata/arena.h"
#include "strata/facts.h"

struct gitconfig {
	enum strata_tri bare;
	struct strata_str work_tree;	 /* core.worktree */
	struct strata_str excludes_file; /* core.excludesFile, '~' expanded */
	struct strata_str hooks_path;	 /* core.hooksPath, '~' expanded */
	struct strata_str object_format; /* extensions.objectFormat: absent is sha1 */
	struct strata_str ref_storage;	 /* extensions.refStorage: absent is files */
	struct strata_str unknown;	 /* an extension that strata does not know */
	uint64_t format;		 /* core.repositoryFormatVersion */
	bool ignore_case, sparse, partial, work_tree_config;
	bool no_replace; /* core.useReplaceRefs is false */
};

typedef void (*gitconfig_set)(struct strata_str name, struct strata_str value, void *payload);

/*
 * Calls set for each value of a file: "section.subsection.key", section and key in
 * lower case. A line that is none is passed over. Strings are in arena.
 */
void gitconfig_parse(struct strata_str bytes, gitconfig_set set, void *payload,
		     struct strata_arena *arena);

/* All files that hold for a repository. A file that is not there is no error. */
void gitconfig_read(struct gitconfig *out, const char *git_dir, const char *common_dir,
		    struct strata_arena *arena);

#endif
