/*
 * toml_lex.c - what TOML is made of on a line: blanks, comments, keys, strings.
 *
 * Grammar: toml.io/en/v1.0.0 and its ABNF.
 */
#include "text/toml_lex.h"

#include <string.h>

#include "text/utf8.h"

int toml_fail(struct toml_cursor *r, const char *what)
{
	if (r->at >= r->end)
		return strata_fail(r->err, STRATA_ESYNTAX, r->line,
		                   "malformed TOML: %s, where the file ends", what);
	return strata_fail(r->err, STRATA_ESYNTAX, r->line, "malformed TOML: %s", what);
}

bool toml_is_at(const struct toml_cursor *r, char c)
{
	return r->at < r->end && *r->at == c;
}

bool toml_starts(const struct toml_cursor *r, const char *text)
{
	size_t len = strlen(text);

	return (size_t)(r->end - r->at) >= len && memcmp(r->at, text, len) == 0;
}

void toml_skip_blanks(struct toml_cursor *r)
{
	while (toml_is_at(r, ' ') || toml_is_at(r, '\t'))
		r->at++;
}

/* A newline, LF or CR LF; false when there is none here. */
static bool skip_newline(struct toml_cursor *r)
{
	if (toml_starts(r, "\r\n"))
		r->at++;
	if (!toml_is_at(r, '\n'))
		return false;
	r->at++;
	r->line++;
	return true;
}

static int skip_comment(struct toml_cursor *r)
{
	if (!toml_is_at(r, '#'))
		return 0;
	while (r->at < r->end && *r->at != '\n' && !toml_starts(r, "\r\n")) {
		if (((unsigned char)*r->at < 0x20 && *r->at != '\t') || *r->at == 0x7f)
			return toml_fail(r, "a control character in a comment");
		r->at++;
	}
	return 0;
}

/* Blanks, comments and newlines, as between the values of an array. */
int toml_skip_space(struct toml_cursor *r)
{
	for (;;) {
		toml_skip_blanks(r);
		if (skip_comment(r) < 0)
			return STRATA_ESYNTAX;
		if (!skip_newline(r))
			return 0;
	}
}

int toml_end_of_line(struct toml_cursor *r)
{
	toml_skip_blanks(r);
	if (skip_comment(r) < 0)
		return STRATA_ESYNTAX;
	if (r->at < r->end && !skip_newline(r))
		return toml_fail(r, "something follows on the line");
	return 0;
}

static int hex_code(struct toml_cursor *r, int digits, unsigned *code)
{
	*code = 0;
	for (int i = 0; i < digits; i++, r->at++) {
		char c = r->at < r->end ? strata_lower(*r->at) : '\0';

		if (strata_is_digit(c))
			*code = *code << 4 | (unsigned)(c - '0');
		else if (c >= 'a' && c <= 'f')
			*code = *code << 4 | (unsigned)(c - 'a' + 10);
		else
			return toml_fail(r, "an escape without its hexadecimal digits");
	}
	if (*code > 0x10ffff || (*code >= 0xd800 && *code <= 0xdfff))
		return toml_fail(r, "an escape that is no Unicode character");
	return 0;
}

/* Behind the backslash. A backslash at the end of a line takes the white space after it. */
static int read_escape(struct toml_cursor *r, char **to, bool multiline)
{
	static const char names[] = "btnfr\"\\", meanings[] = "\b\t\n\f\r\"\\";
	const char *name = r->at < r->end && *r->at ? strchr(names, *r->at) : NULL;
	unsigned code;

	if (name) {
		*(*to)++ = meanings[name - names];
		r->at++;
		return 0;
	}
	if (toml_is_at(r, 'u') || toml_is_at(r, 'U')) {
		int digits = *r->at++ == 'u' ? 4 : 8;

		if (hex_code(r, digits, &code) < 0)
			return STRATA_ESYNTAX;
		*to += utf8_encode(*to, code);
		return 0;
	}
	toml_skip_blanks(r);
	if (!multiline || !skip_newline(r))
		return toml_fail(r, "no such escape in a string");
	do
		toml_skip_blanks(r);
	while (skip_newline(r));
	return 0;
}

/* How many quotes stand here, up to five: three may close, two more belong to the text. */
static int count_quotes(const struct toml_cursor *r, char quote)
{
	int n = 0;

	while (n < 5 && r->at + n < r->end && r->at[n] == quote)
		n++;
	return n;
}

/* The place behind the string's last possible byte: its meaning is never longer than that. */
static const char *last_byte(const struct toml_cursor *r, char quote, bool multiline)
{
	const char *at = r->at;

	for (; at < r->end; at++) {
		if (*at == '\\' && quote == '"' && at + 1 < r->end)
			at++;
		else if (!multiline && (*at == quote || *at == '\n'))
			break;
		else if (multiline && *at == quote && r->end - at >= 3 && at[1] == quote &&
		         at[2] == quote)
			return r->end - at > 5 ? at + 5 : r->end;
	}
	return at;
}

/*
 * The usual string: one line in which nothing has to be replaced, a slice of the file. False
 * where it is any other, whose reader says what is wrong with it.
 */
static bool read_plain(struct toml_cursor *r, struct strata_str *out)
{
	const char *start = r->at + 1, *at = start;
	char quote = *r->at;

	while (at < r->end && *at != quote && *at != '\\' && (unsigned char)*at >= 0x20 &&
	       *at != 0x7f)
		at++;
	/* Two quotes may begin three. */
	if (at == r->end || *at != quote || at == start)
		return false;
	*out = (struct strata_str){ start, (size_t)(at - start) };
	r->at = at + 1;
	return true;
}

/* At the opening quote. */
int toml_read_string(struct toml_cursor *r, struct strata_str *out, bool multiline_allowed)
{
	char quote = *r->at, *text, *to;
	bool multiline = multiline_allowed && count_quotes(r, quote) >= 3;

	if (!multiline && read_plain(r, out))
		return 0;
	r->at += multiline ? 3 : 1;
	if (multiline)
		skip_newline(r);
	text = to =
		strata_arena_alloc(r->arena, (size_t)(last_byte(r, quote, multiline) - r->at) + 8);
	for (;;) {
		int quotes = count_quotes(r, quote);

		if (r->at >= r->end)
			return toml_fail(r, "a string has no end");
		if (!multiline && quotes) {
			r->at++;
			break;
		}
		if (multiline && quotes >= 3) {
			memset(to, quote, (size_t)quotes - 3);
			to += quotes - 3;
			r->at += quotes;
			break;
		}
		if (*r->at == '\\' && quote == '"') {
			r->at++;
			if (read_escape(r, &to, multiline) < 0)
				return STRATA_ESYNTAX;
		} else if (multiline && skip_newline(r)) {
			*to++ = '\n';
		} else if (((unsigned char)*r->at < 0x20 && *r->at != '\t') || *r->at == 0x7f) {
			return toml_fail(r, "a control character in a string");
		} else {
			*to++ = *r->at++;
		}
	}
	*out = (struct strata_str){ text, (size_t)(to - text) };
	return 0;
}

static bool is_bare(char c)
{
	return strata_is_alpha(c) || strata_is_digit(c) || c == '_' || c == '-';
}

int toml_read_key(struct toml_cursor *r, struct strata_str *out)
{
	const char *start = r->at;

	if (toml_is_at(r, '"') || toml_is_at(r, '\''))
		return toml_read_string(r, out, false);
	while (r->at < r->end && is_bare(*r->at))
		r->at++;
	if (r->at == start)
		return toml_fail(r, "a key is missing");
	*out = (struct strata_str){ start, (size_t)(r->at - start) };
	return 0;
}

static void skip_word(struct toml_cursor *r)
{
	while (r->at < r->end && *r->at && (is_bare(*r->at) || strchr("+.:", *r->at)))
		r->at++;
}

struct strata_str toml_read_word(struct toml_cursor *r)
{
	const char *start = r->at;
	struct strata_str s;

	skip_word(r);
	s = (struct strata_str){ start, (size_t)(r->at - start) };
	/* A date and a time may have a space between them. */
	if (s.len == 10 && toml_is_date(s) && r->end - r->at >= 3 && *r->at == ' ' &&
	    strata_is_digit(r->at[1]) && strata_is_digit(r->at[2])) {
		r->at++;
		skip_word(r);
		s.len = (size_t)(r->at - start);
	}
	return s;
}
