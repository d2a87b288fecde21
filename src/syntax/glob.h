/* glob.h - a shell's patterns ('*', '?', escapes) held against the parts of a text. */
#ifndef SYNTAX_GLOB_H
#define SYNTAX_GLOB_H

#include "strata/arena.h"

enum glob_part {
	GLOB_PREFIX,
	GLOB_SUFFIX,
};

/*
 * The length of the shortest, or longest, beginning (end) of text that the pattern matches
 * as a whole; STRATA_NPOS without one. Linear in text times pattern.
 */
size_t glob_part(struct strata_str pattern, struct strata_str text, enum glob_part part,
		 bool longest, struct strata_arena *arena);

#endif
