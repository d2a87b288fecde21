/*
 * ignore.h - which untracked paths git passes over.
 *
 * gitignore(5), git 2.39: .gitignore of every folder, the deepest first, then
 * info/exclude, then core.excludesFile; within one file the last match decides.
 */
#ifndef SOURCE_IGNORE_H
#define SOURCE_IGNORE_H

#include "strata/arena.h"

struct ignore_pattern {
	struct strata_str text; /* without '!', and '/' at either end */
	size_t base;		/* length of the folder's path that it is relative to, with '/' */
	bool negated, folders_only, whole_path;
	bool literal; /* no wildcard in it */
	bool suffix;  /* "*.o": text is what follows the star */
};

STRATA_VEC(ignore_patterns, struct ignore_pattern);

/* A stack: patterns of deeper folders stand behind, and are cut off when left. */
struct ignore {
	struct ignore_patterns patterns;
	size_t too_many; /* patterns over STRATA_LIMIT_IGNORE_PATTERNS, not honoured */
	bool fold;	 /* core.ignoreCase */
};

/* Adds the patterns of one file, whose bytes outlive the stack. */
void ignore_add(struct ignore *ignore, struct strata_str bytes, size_t base,
		struct strata_arena *arena);

/* Whether the path is passed over, its parent folders not being so. */
bool ignore_has(const struct ignore *ignore, struct strata_str path, bool folder);

#endif
