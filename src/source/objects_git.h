/* objects_git.h - objects from the inside: libgit2's handles, for the files that use it. */
#ifndef SOURCE_OBJECTS_GIT_H
#define SOURCE_OBJECTS_GIT_H

#include <git2.h>

#include "source/objects.h"
#include "source/replace.h"

struct objects {
	const struct repository *place;
	git_repository *repo;
	git_odb *odb;
	struct replace replace; /* objects that are read in place of others */
};

/* The id of what is read for an id. */
git_oid objects_replaced(const struct objects *objects, const unsigned char *id);

/* What libgit2 says of the last failure. */
const char *objects_git_text(void);

/*
 * The commit that an object is, or that a tag of tags leads to. Nothing is taken apart by
 * libgit2, which refuses a commit whose date is broken. GIT_EPEEL: there is none.
 */
int objects_peel(unsigned char *out, struct objects *objects, const git_oid *of);

#endif
