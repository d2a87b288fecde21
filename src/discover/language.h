/*
 * language.h - the language of a text file, and how it writes comments and strings.
 */
#ifndef DISCOVER_LANGUAGE_H
#define DISCOVER_LANGUAGE_H

#include "strata/str.h"

enum language_kind {
	LANGUAGE_SOURCE,
	LANGUAGE_MARKUP, /* what a program shows */
	LANGUAGE_DATA,
	LANGUAGE_PROSE,
};

/* A row of languages.def, where the words are explained. */
struct language {
	const char *name;
	enum language_kind kind;
	const char *extensions, *names, *interpreters;
	const char *syntax;
};

/*
 * By its name and its first bytes: those are looked at where the name does not decide (a shebang,
 * an extension of two languages). NULL where neither tells. The rows live for ever.
 */
const struct language *discover_language(struct strata_str path, struct strata_str head);

/* By what documents call it: its name, an extension, an interpreter. NULL: none is called so. */
const struct language *discover_language_called(struct strata_str word);

/* Where a row stands in the table, below discover_language_count(). */
size_t discover_language_index(const struct language *language);
const struct language *discover_language_at(size_t index);
size_t discover_language_count(void);

#endif
