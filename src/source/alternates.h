/* alternates.h - GIT_ALTERNATE_OBJECT_DIRECTORIES taken apart: git(1). */
#ifndef SOURCE_ALTERNATES_H
#define SOURCE_ALTERNATES_H

#include "strata/arena.h"
#include "strata/str.h"

/*
 * The paths of a list. They are separated by colons; one that has a colon or a newline in
 * it is quoted as in C, one that begins with '#' is a comment.
 */
void alternates_split(struct strata_strs *out, struct strata_str list, struct strata_arena *arena);

#endif
