/* line.h - a file line by line: LF, CR LF and a missing last newline are all the same. */
#ifndef TEXT_LINE_H
#define TEXT_LINE_H

#include "strata/str.h"

struct line_cursor {
	struct strata_str line; /* without its end */
	struct strata_str rest;
	unsigned number; /* of `line`, from 1 */
};

#define LINE_CURSOR(bytes) ((struct line_cursor){ .rest = (bytes) })

/* Moves to the next line; false after the last. */
bool line_next(struct line_cursor *c);

/* How many spaces (a tab counts as one) a line begins with. */
size_t line_indent(struct strata_str line);

#endif
