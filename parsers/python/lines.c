/* lines.c - requirements files as lines that pip sees; see python.h. */
#include <string.h>

#include "python/python.h"

/* Where a word begins with that character, from a place on; STRATA_NPOS without one. */
static size_t word_with(char first, struct strata_str text, size_t from)
{
	size_t next;

	while ((next = strata_str_chr(strata_str_skip(text, from), first)) != STRATA_NPOS) {
		from += next;
		if (from == 0 || strata_is_space(text.ptr[from - 1]))
			return from;
		from++;
	}
	return STRATA_NPOS;
}

size_t python_comment(struct strata_str text)
{
	return word_with('#', text, 0);
}

/* A backslash joins lines, except in a comment, which ends what was joined. */
bool python_line_next(struct python_lines *l)
{
	bool comment, goes_on;

	if (!line_next(&l->cursor))
		return false;
	l->line = l->cursor.number;
	l->text = STRATA_NONE;
	do {
		struct strata_str text = l->cursor.line;

		comment = python_comment(text) != STRATA_NPOS;
		goes_on = !comment && strata_str_ends(text, STRATA_STR("\\"));
		if (!l->text.ptr && !goes_on) {
			l->text = text;
			return true;
		}
		if (!l->text.ptr)
			strata_buf_reset(&l->joined);
		else if (comment)
			strata_buf_addc(&l->joined, ' ');
		strata_buf_add(&l->joined, strata_str_take(text, text.len - goes_on));
		l->text = strata_buf_str(&l->joined);
	} while (goes_on && line_next(&l->cursor));
	l->text = strata_arena_dup(l->arena, strata_buf_str(&l->joined));
	return true;
}

size_t python_options(struct strata_str text)
{
	size_t at = word_with('-', text, 1);

	return at < text.len ? at : text.len;
}

bool python_option(struct strata_str *value, struct strata_str text, const char *brief,
		   const char *full)
{
	struct strata_str rest;

	if (strata_str_starts(text, strata_str_of(full))) {
		rest = strata_str_skip(text, strlen(full));
		if (!rest.len || (rest.ptr[0] != '=' && !strata_is_space(rest.ptr[0])))
			return false;
		rest = strata_str_skip(rest, rest.ptr[0] == '=');
	} else if (brief && strata_str_starts(text, strata_str_of(brief)) &&
		   !strata_str_starts(text, STRATA_STR("--"))) {
		rest = strata_str_skip(text, strlen(brief));
	} else {
		return false;
	}
	*value = strata_str_trim(rest);
	if (value->len > 1 && (value->ptr[0] == '"' || value->ptr[0] == '\'') &&
	    value->ptr[value->len - 1] == value->ptr[0])
		*value = strata_str_take(strata_str_skip(*value, 1), value->len - 2);
	return true;
}
