/*
 * lower_text.c - the text that a string literal means.
 *
 * Most languages write the same escapes; one that is not known stays as it is written, so the
 * text is never shorter than it should be.
 */
#include "syntax/lower.h"
#include "text/utf8.h"

static int hex(char c)
{
	if (strata_is_digit(c))
		return c - '0';
	c = strata_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Up to `most` hexadecimal digits; how many there were. */
static size_t take_hex(uint32_t *out, struct strata_str s, size_t most)
{
	size_t n = 0;

	*out = 0;
	for (; n < most && n < s.len && hex(s.ptr[n]) >= 0; n++)
		*out = *out * 16 + (uint32_t)hex(s.ptr[n]);
	return n;
}

static char simple(char c)
{
	static const char from[] = "ntrbfav0", to[] = "\n\t\r\b\f\a\v";
	const char *at = c ? strchr(from, c) : NULL;

	return at ? to[at - from] : 0;
}

/* An escape, s beginning behind its backslash; how many bytes of s it took. */
static size_t put_escape(char **out, struct strata_str s)
{
	char c = s.ptr[0];
	uint32_t code = 0;
	size_t digits;

	if (c == '\n')
		return 1;
	if (strchr("ntrbfav0", c) && c) {
		*(*out)++ = simple(c);
		return 1;
	}
	if (c == 'x' || c == 'u') {
		digits = take_hex(&code, strata_str_skip(s, 1), c == 'x' ? 2 : 4);
		if (digits) {
			*out += utf8_encode(*out, code);
			return 1 + digits;
		}
	}
	if (strata_is_digit(c) || strata_is_alpha(c))
		*(*out)++ = '\\';
	*(*out)++ = c;
	return 1;
}

struct strata_str lower_unescape(struct lower *l, struct strata_str text)
{
	char *buffer, *out;

	if (strata_str_chr(text, '\\') == STRATA_NPOS)
		return text;
	/* No escape means more bytes than it is written with. */
	buffer = out = strata_arena_text(l->arena, text.len);
	for (size_t i = 0; i < text.len;) {
		if (text.ptr[i] != '\\' || i + 1 == text.len)
			*out++ = text.ptr[i++];
		else
			i += 1 + put_escape(&out, strata_str_skip(text, i + 1));
	}
	return (struct strata_str){ buffer, (size_t)(out - buffer) };
}
