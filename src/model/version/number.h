/*
 * number.h - the numbers inside of versions, as digit strings.
 *
 * A version may hold a number of any size (dates, build ids, hostile input), so
 * none is ever converted: without its leading zeros the longer one is greater,
 * and equally long ones are ordered as bytes.
 */
#ifndef MODEL_VERSION_NUMBER_H
#define MODEL_VERSION_NUMBER_H

#include <string.h>

#include "strata/arena.h"

/* Without leading zeros; zero becomes empty. */
static inline struct strata_str number_bare(struct strata_str digits)
{
	while (digits.len && digits.ptr[0] == '0')
		digits = strata_str_skip(digits, 1);
	return digits;
}

static inline int number_cmp(struct strata_str a, struct strata_str b)
{
	a = number_bare(a);
	b = number_bare(b);
	if (a.len != b.len)
		return a.len < b.len ? -1 : 1;
	return a.len ? memcmp(a.ptr, b.ptr, a.len) : 0;
}

static inline bool number_is_zero(struct strata_str digits)
{
	return number_bare(digits).len == 0;
}

/* How many digits s begins with. */
static inline size_t number_span(struct strata_str s)
{
	size_t n = 0;

	while (n < s.len && strata_is_digit(s.ptr[n]))
		n++;
	return n;
}

/* Cuts the digits that s begins with off its front. */
static inline struct strata_str number_take(struct strata_str *s)
{
	struct strata_str digits = strata_str_take(*s, number_span(*s));

	*s = strata_str_skip(*s, digits.len);
	return digits;
}

/* The number plus one, in the arena; nothing counts as zero. */
struct strata_str number_next(struct strata_str digits, struct strata_arena *arena);

#endif
