/*
 * head.h - the head of a file as the words in it are looked for: in lower case, and in comments.
 */
#ifndef COMPOSITION_HEAD_H
#define COMPOSITION_HEAD_H

#include "strata/str.h"

#define HEAD_BYTES 3000 /* where headers and marks stand */

/* The first `most` bytes in lower case, written to room. */
struct strata_str head_lower(char *room, struct strata_str s, size_t most);

bool head_has(struct strata_str low, const char *word);

/* Whether a comment has the word, as far as that can be told without the language's grammar. */
bool head_says(struct strata_str low, const char *word);

/*
 * What stands before the first line of code: comments, and what is written around them (a
 * shebang, a package, imports, directives).
 */
struct strata_str head_opening(struct strata_str low);

/* The comments that a text begins with, without what is around them; empty without one. */
struct strata_str head_comments(struct strata_str text, size_t most);

#endif
