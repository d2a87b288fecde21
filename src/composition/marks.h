/*
 * marks.h - what programs leave in files that they write: generators, bundlers, minifiers.
 */
#ifndef COMPOSITION_MARKS_H
#define COMPOSITION_MARKS_H

#include "discover/language.h"

struct marks {
	const char *generated; /* what tells that a program wrote it; NULL: nothing */
	bool configured;       /* autoconf or automake wrote it, wherever it lies */
	bool minified;         /* it was made to be short, not to be read */
	bool bundled;          /* a bundler put it together */
	bool built;            /* by its name or first words, a build of pages made it, of many parts */
};

/* low is the head of the text in lower case. */
void marks_read(struct marks *out, struct strata_str path, const struct language *language,
                struct strata_str text, struct strata_str low);

/* Scripts and styles in the form that pages load: what is minified and bundled. */
bool marks_is_loaded(const struct language *language);

#endif
