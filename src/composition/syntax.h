/*
 * syntax.h - the words of a language's row (languages.def), ready to be looked for.
 */
#ifndef COMPOSITION_SYNTAX_H
#define COMPOSITION_SYNTAX_H

#include "discover/language.h"

#define SYNTAX_MARKS_MOST 24 /* of one language; a unit test holds the table to it */
#define SYNTAX_MARK_BYTES 24 /* of what opens, and of what ends */

struct syntax_mark {
	char kind; /* its letter in languages.def */
	unsigned char open_length, close_length;
	char open[SYNTAX_MARK_BYTES], close[SYNTAX_MARK_BYTES];
};

enum syntax_class {
	SYNTAX_OTHER, /* a byte of code */
	SYNTAX_BLANK,
	SYNTAX_NEWLINE,
	SYNTAX_MARK, /* one that marks begin with */
};

struct syntax {
	unsigned char class[256];                    /* enum syntax_class */
	struct syntax_mark marks[SYNTAX_MARKS_MOST]; /* longest first */
	unsigned count;
	const struct syntax_mark *outside; /* of a template: it begins outside of code */
	bool prose;    /* nothing in it is code */
	bool fenced;   /* but for what stands between fences */
	bool notebook; /* its cells are texts in other languages */
};

/* Made once per language, then kept; safe from any thread. */
const struct syntax *syntax_of(const struct language *language);

#endif
