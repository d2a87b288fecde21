/*
 * toml_word.c - whether a word of TOML is a number, a date or a time, by its text alone.
 *
 * Neither is computed with: the text stays as it is written. Grammar: toml.io/en/v1.0.0.
 */
#include <string.h>

#include "text/toml_lex.h"

/* Digits with single underscores between them; behind the last one, NULL if there are none. */
static const char *digits(const char *at, const char *end, const char *set)
{
	const char *start = at;

	while (at < end && *at && (strchr(set, *at) || (*at == '_' && at > start && at[-1] != '_')))
		at++;
	return at > start && at[-1] != '_' ? at : NULL;
}

bool toml_is_number(struct strata_str s)
{
	static const char decimal[] = "0123456789";
	const char *at = s.ptr, *end = s.ptr + s.len, *whole;
	struct strata_str bare;

	if (s.len > 2 && at[0] == '0' && (at[1] == 'x' || at[1] == 'o' || at[1] == 'b')) {
		const char *set = at[1] == 'x'   ? "0123456789abcdefABCDEF"
		                  : at[1] == 'o' ? "01234567"
		                                 : "01";

		return digits(at + 2, end, set) == end;
	}
	at += at < end && (*at == '+' || *at == '-');
	bare = (struct strata_str){ at, (size_t)(end - at) };
	if (strata_str_eq(bare, STRATA_STR("inf")) || strata_str_eq(bare, STRATA_STR("nan")))
		return true;
	whole = at;
	at = digits(at, end, decimal);
	if (!at || (*whole == '0' && at - whole > 1))
		return false;
	if (at < end && *at == '.') {
		at = digits(at + 1, end, decimal);
		if (!at)
			return false;
	}
	if (at < end && (*at == 'e' || *at == 'E')) {
		at++;
		at += at < end && (*at == '+' || *at == '-');
		at = digits(at, end, decimal);
	}
	return at == end;
}

/* Two digits that are known to be ones. */
static unsigned pair(struct strata_str s, size_t at)
{
	return (unsigned)(s.ptr[at] - '0') * 10 + (unsigned)(s.ptr[at + 1] - '0');
}

/* One or two digits' worth at a fixed place, within its bounds. */
static bool field(struct strata_str s, size_t at, unsigned least, unsigned most)
{
	if (s.len < at + 2 || !strata_is_digit(s.ptr[at]) || !strata_is_digit(s.ptr[at + 1]))
		return false;
	return pair(s, at) >= least && pair(s, at) <= most;
}

static bool is_time(struct strata_str s, bool offset_allowed)
{
	size_t at = 8;

	if (s.len < 8 || !field(s, 0, 0, 23) || s.ptr[2] != ':' || !field(s, 3, 0, 59) ||
	    s.ptr[5] != ':' || !field(s, 6, 0, 60))
		return false;
	if (at < s.len && s.ptr[at] == '.') {
		size_t start = ++at;

		while (at < s.len && strata_is_digit(s.ptr[at]))
			at++;
		if (at == start)
			return false;
	}
	if (at == s.len)
		return true;
	if (!offset_allowed)
		return false;
	if (s.ptr[at] == 'Z' || s.ptr[at] == 'z')
		return at + 1 == s.len;
	return (s.ptr[at] == '+' || s.ptr[at] == '-') && s.len == at + 6 &&
	       field(s, at + 1, 0, 23) && s.ptr[at + 3] == ':' && field(s, at + 4, 0, 59);
}

static unsigned days_in(unsigned year, unsigned month)
{
	static const unsigned days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

bool toml_is_date(struct strata_str s)
{
	return s.len >= 10 && field(s, 0, 0, 99) && field(s, 2, 0, 99) && s.ptr[4] == '-' &&
	       field(s, 5, 1, 12) && s.ptr[7] == '-' &&
	       field(s, 8, 1, days_in(pair(s, 0) * 100 + pair(s, 2), pair(s, 5)));
}

bool toml_is_date_or_time(struct strata_str s)
{
	if (!toml_is_date(s))
		return is_time(s, false);
	if (s.len == 10)
		return true;
	return strchr("Tt ", s.ptr[10]) && is_time(strata_str_skip(s, 11), true);
}
