/*
 * islands.h - lines in another language than the text around them: between tags, between fences.
 */
#ifndef COMPOSITION_ISLANDS_H
#define COMPOSITION_ISLANDS_H

#include "composition/lines.h"
#include "composition/syntax.h"

struct island {
	const struct language *language;
	struct strata_str text; /* whole lines */
};

/*
 * What the tag that `rest` begins with holds. False when that is less than a line, or in no other
 * language; *unclosed is set where nothing ends such a tag from there on.
 */
bool island_at(struct island *out, const struct syntax_mark *mark, struct strata_str rest,
               bool *unclosed);

/* Adds the lines of a text whose code stands between fences (Markdown); others are comment. */
void islands_fenced(struct line_counts *all, struct lines *own, struct strata_str text,
                    unsigned depth);

#endif
