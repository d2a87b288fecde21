/*
 * wild.h - the patterns of .gitignore against paths.
 *
 * gitignore(5), git 2.39. A pattern is matched folder by folder: only a whole
 * part that is '**' spans folders. Two points to go back to, one within a part and
 * one for '**', make it never worse than the product of both lengths.
 */
#ifndef SOURCE_WILD_H
#define SOURCE_WILD_H

#include "strata/str.h"

/* One part, without '/': '*', '?', '[a-z]', '[!x]', '[[:alpha:]]', '\x'. */
bool wild_match_name(struct strata_str pattern, struct strata_str name, bool fold);

/* A whole relative path. */
bool wild_match_path(struct strata_str pattern, struct strata_str path, bool fold);

#endif
