/* objects_git.h - objects from the inside: libgit2's handles, for the files that use it. */
#ifndef SOURCE_OBJECTS_GIT_H
#define SOURCE_OBJECTS_GIT_H

#include <git2.h>

#include "source/objects.h"

struct objects {
	const struct repository *place;
	git_repository *repo;
	git_odb *odb;
};

/* What libgit2 says of the last failure. */
const char *objects_git_text(void);

#endif
