/*
 * toml_lex.h - the words of TOML, for toml.c: a cursor over the text, and what stands there.
 *
 * What can fail answers 0 or STRATA_ESYNTAX, with the cursor's error set.
 */
#ifndef TEXT_TOML_LEX_H
#define TEXT_TOML_LEX_H

#include "strata/arena.h"
#include "strata/error.h"

struct toml_cursor {
	const char *at, *end;
	unsigned line;
	struct strata_arena *arena; /* for texts that are no slices of the file */
	struct strata_error *err;
};

int toml_fail(struct toml_cursor *r, const char *what);

bool toml_is_at(const struct toml_cursor *r, char c);
bool toml_starts(const struct toml_cursor *r, const char *text);
void toml_skip_blanks(struct toml_cursor *r);

/* Blanks, comments and newlines, as between the values of an array. */
int toml_skip_space(struct toml_cursor *r);

/* Behind a key's value or a header: blanks and a comment, then the next line. */
int toml_end_of_line(struct toml_cursor *r);

/* At the opening quote; what is one line and has nothing to replace is a slice of the file. */
int toml_read_string(struct toml_cursor *r, struct strata_str *out, bool multiline_allowed);

/* Numbers, dates, times and words: everything up to what cannot belong to one. */
struct strata_str toml_read_word(struct toml_cursor *r);

int toml_read_key(struct toml_cursor *r, struct strata_str *out);

/* toml_word.c */
bool toml_is_number(struct strata_str s);
bool toml_is_date(struct strata_str s);
bool toml_is_date_or_time(struct strata_str s);

#endif
