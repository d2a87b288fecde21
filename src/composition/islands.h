/*
 * islands.h - lines in another language than the text around them: between tags, between fences.
 */
#ifndef COMPOSITION_ISLANDS_H
#define COMPOSITION_ISLANDS_H

#include "composition/lines.h"
#include "composition/syntax.h"

struct island {
	const struct language *language;
	struct strata_str text; /* whole lines; empty, where the end is: it holds less than one */
};

/*
 * What the tag that `rest` begins with holds. False when it is no such tag; or when nothing ends
 * one from there on, for which *unclosed is set.
 */
bool island_at(struct island *out, const struct syntax_mark *mark, struct strata_str rest,
               bool *unclosed);

/* Adds the lines of a text whose code stands between fences (Markdown); others are comment. */
void islands_fenced(struct line_counts *all, struct lines *own, struct strata_str text,
                    unsigned depth);

#endif
