/* str.c - slices of bytes; see strata/str.h. */
#include "strata/str.h"

#include <string.h>

struct strata_str strata_str_of(const char *text)
{
	return (struct strata_str){ text, text ? strlen(text) : 0 };
}

bool strata_str_eq(struct strata_str a, struct strata_str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool strata_str_eq_nocase(struct strata_str a, struct strata_str b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (strata_lower(a.ptr[i]) != strata_lower(b.ptr[i]))
			return false;
	return true;
}

int strata_str_cmp(struct strata_str a, struct strata_str b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int order = n ? memcmp(a.ptr, b.ptr, n) : 0;

	return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool strata_str_starts(struct strata_str s, struct strata_str prefix)
{
	return s.len >= prefix.len && strata_str_eq(strata_str_take(s, prefix.len), prefix);
}

bool strata_str_ends(struct strata_str s, struct strata_str suffix)
{
	return s.len >= suffix.len &&
	       strata_str_eq(strata_str_skip(s, s.len - suffix.len), suffix);
}

size_t strata_str_chr(struct strata_str s, char c)
{
	const char *hit = s.len ? memchr(s.ptr, c, s.len) : NULL;

	return hit ? (size_t)(hit - s.ptr) : STRATA_NPOS;
}

size_t strata_str_rchr(struct strata_str s, char c)
{
	for (size_t i = s.len; i > 0; i--)
		if (s.ptr[i - 1] == c)
			return i - 1;
	return STRATA_NPOS;
}

size_t strata_str_find(struct strata_str s, struct strata_str needle)
{
	const char *hit;

	if (needle.len == 0)
		return 0;
	hit = s.len ? memmem(s.ptr, s.len, needle.ptr, needle.len) : NULL;
	return hit ? (size_t)(hit - s.ptr) : STRATA_NPOS;
}

struct strata_str strata_str_skip(struct strata_str s, size_t n)
{
	if (n > s.len)
		n = s.len;
	if (n == 0)
		return s; /* nothing may be added to the pointer of the absent slice */
	return (struct strata_str){ s.ptr + n, s.len - n };
}

struct strata_str strata_str_take(struct strata_str s, size_t n)
{
	return (struct strata_str){ s.ptr, n < s.len ? n : s.len };
}

struct strata_str strata_str_trim(struct strata_str s)
{
	while (s.len && strata_is_space(s.ptr[0]))
		s = strata_str_skip(s, 1);
	while (s.len && strata_is_space(s.ptr[s.len - 1]))
		s.len--;
	return s;
}

bool strata_str_cut(struct strata_str *head, struct strata_str *rest, struct strata_str s,
		    char sep)
{
	size_t at = strata_str_chr(s, sep);

	if (at == STRATA_NPOS) {
		*head = s;
		*rest = STRATA_NONE;
		return false;
	}
	*head = strata_str_take(s, at);
	*rest = strata_str_skip(s, at + 1);
	return true;
}

bool strata_str_u64(uint64_t *out, struct strata_str s)
{
	uint64_t value = 0;

	if (s.len == 0)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		unsigned digit = (unsigned char)s.ptr[i] - '0';

		if (digit > 9 || value > (UINT64_MAX - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	*out = value;
	return true;
}

static unsigned days_of_month(uint64_t year, uint64_t month)
{
	static const unsigned char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

bool strata_str_is_day(struct strata_str s)
{
	uint64_t year, month, day;

	if (s.len != 10 || s.ptr[4] != '-' || s.ptr[7] != '-')
		return false;
	return strata_str_u64(&year, strata_str_take(s, 4)) &&
	       strata_str_u64(&month, strata_str_take(strata_str_skip(s, 5), 2)) &&
	       strata_str_u64(&day, strata_str_skip(s, 8)) && month >= 1 && month <= 12 &&
	       day >= 1 && day <= days_of_month(year, month);
}

bool strata_is_commit(struct strata_str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!strata_is_digit(s.ptr[i]) && !(s.ptr[i] >= 'a' && s.ptr[i] <= 'f'))
			return false;
	return s.len == 40 || s.len == 64;
}

struct strata_str strata_path_base(struct strata_str path)
{
	size_t slash = strata_str_rchr(path, '/');

	return slash == STRATA_NPOS ? path : strata_str_skip(path, slash + 1);
}

struct strata_str strata_path_dir(struct strata_str path)
{
	size_t slash = strata_str_rchr(path, '/');

	return strata_str_take(path, slash == STRATA_NPOS ? 0 : slash);
}

bool strata_lists(const char *list, struct strata_str word)
{
	struct strata_str part, rest = strata_str_of(list);

	while (rest.ptr) {
		strata_str_cut(&part, &rest, rest, ' ');
		if (part.len && strata_str_eq(part, word))
			return true;
	}
	return false;
}
