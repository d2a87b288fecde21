/*
 * lines.h - how many lines of a text are code, comment and blank.
 *
 * A line is blank when it has nothing but white space, wherever it stands; code when it has
 * anything outside of comments; else comment.
 */
#ifndef COMPOSITION_LINES_H
#define COMPOSITION_LINES_H

#include <stdint.h>

#include "discover/language.h"

struct lines {
	uint64_t code, comment, blank;
};

/* Adds the lines of a text in that language; what is in other languages in it counts as its own. */
void lines_count(struct lines *out, const struct language *language, struct strata_str text);

#endif
