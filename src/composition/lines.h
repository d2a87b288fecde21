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

#define LINES_PARTS_MOST 12 /* languages within one file; further ones count as its own */

/* What a text has of lines in another language: a script in a page, a fenced block, a cell. */
struct lines_part {
	const struct language *language;
	struct lines lines;
};

struct line_counts {
	struct lines own;
	struct lines_part parts[LINES_PARTS_MOST]; /* each language once */
	unsigned part_count;
};

/* Adds the lines of a text in that language. */
void lines_count(struct line_counts *out, const struct language *language, struct strata_str text);

/* Adds those of a text that lies so deep in others; for what takes such texts apart. */
void lines_count_part(struct line_counts *out, const struct language *language,
                      struct strata_str text, unsigned depth);

/* All of them. */
struct lines lines_total(const struct line_counts *counts);

#endif
