/* utf8.c - Unicode's byte encodings; see utf8.h. */
#include "text/utf8.h"

#include "text/scan.h"

size_t utf8_encode(char *to, unsigned code)
{
	if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff)
		code = 0xfffd;
	if (code < 0x80) {
		to[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		to[0] = (char)(0xc0 | code >> 6);
		to[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		to[0] = (char)(0xe0 | code >> 12);
		to[1] = (char)(0x80 | (code >> 6 & 0x3f));
		to[2] = (char)(0x80 | (code & 0x3f));
		return 3;
	}
	to[0] = (char)(0xf0 | code >> 18);
	to[1] = (char)(0x80 | (code >> 12 & 0x3f));
	to[2] = (char)(0x80 | (code >> 6 & 0x3f));
	to[3] = (char)(0x80 | (code & 0x3f));
	return 4;
}

/* Table 3-7 of the Unicode standard: no overlong form, no surrogate. */
size_t utf8_length(struct strata_str s)
{
	const unsigned char *b = (const unsigned char *)s.ptr;
	unsigned low = 0x80, high = 0xbf;
	size_t len;

	if (s.len == 0)
		return 0;
	if (b[0] < 0x80)
		return 1;
	if (b[0] < 0xc2 || b[0] > 0xf4)
		return 0;
	len = b[0] < 0xe0 ? 2 : b[0] < 0xf0 ? 3 : 4;
	if (b[0] == 0xe0)
		low = 0xa0;
	else if (b[0] == 0xed)
		high = 0x9f;
	else if (b[0] == 0xf0)
		low = 0x90;
	else if (b[0] == 0xf4)
		high = 0x8f;
	if (s.len < len || b[1] < low || b[1] > high)
		return 0;
	for (size_t i = 2; i < len; i++)
		if (b[i] < 0x80 || b[i] > 0xbf)
			return 0;
	return len;
}

bool utf8_valid(struct strata_str s)
{
	return utf8_broken(s) == STRATA_NPOS;
}

size_t utf8_broken(struct strata_str s)
{
	const char *at = s.ptr, *end = s.ptr + s.len;

	while (s.len && (at = scan_ascii(at, end)) < end) {
		size_t len = utf8_length((struct strata_str){ at, (size_t)(end - at) });

		if (len == 0)
			return (size_t)(at - s.ptr);
		at += len;
	}
	return STRATA_NPOS;
}

static unsigned unit(const char *at, bool little)
{
	unsigned a = (unsigned char)at[0], b = (unsigned char)at[1];

	return little ? b << 8 | a : a << 8 | b;
}

static struct strata_str from_utf16(struct strata_arena *arena, struct strata_str s, bool little)
{
	char *out = strata_arena_alloc(arena, s.len / 2 * 3 + 1);
	size_t len = 0;

	for (size_t i = 0; i + 1 < s.len; i += 2) {
		unsigned code = unit(s.ptr + i, little), low;

		if (code >= 0xd800 && code <= 0xdbff && i + 3 < s.len) {
			low = unit(s.ptr + i + 2, little);
			if (low >= 0xdc00 && low <= 0xdfff) {
				code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
				i += 2;
			}
		}
		len += utf8_encode(out + len, code);
	}
	return (struct strata_str){ out, len };
}

struct strata_str utf8_text(struct strata_arena *arena, struct strata_str bytes)
{
	if (strata_str_starts(bytes, STRATA_STR("\xef\xbb\xbf")))
		return strata_str_skip(bytes, 3);
	if (strata_str_starts(bytes, STRATA_STR("\xff\xfe")))
		return from_utf16(arena, strata_str_skip(bytes, 2), true);
	if (strata_str_starts(bytes, STRATA_STR("\xfe\xff")))
		return from_utf16(arena, strata_str_skip(bytes, 2), false);
	return bytes;
}
