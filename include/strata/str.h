/*
 * str.h - slices of bytes.
 *
 * A strata_str is borrowed and not terminated: it may hold NUL, CR LF or bytes
 * that are no UTF-8. Whoever owns the bytes (an arena, a blob, a literal)
 * outlives it. The empty slice and the absent one differ: ptr is NULL in the
 * absent one.
 */
#ifndef STRATA_STR_H
#define STRATA_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct strata_str {
	const char *ptr;
	size_t len;
};

#define STRATA_STR(literal) ((struct strata_str){ "" literal, sizeof(literal) - 1 })
#define STRATA_NONE ((struct strata_str){ NULL, 0 })

/* For printf: printf("'%.*s'", STRATA_ARG(s)). */
#define STRATA_ARG(s) (int)(s).len, (s).len ? (s).ptr : ""

#define STRATA_NPOS SIZE_MAX

struct strata_str strata_str_of(const char *text); /* NULL gives the absent slice */

bool strata_str_eq(struct strata_str a, struct strata_str b);
bool strata_str_eq_nocase(struct strata_str a, struct strata_str b); /* ASCII */
int strata_str_cmp(struct strata_str a, struct strata_str b);        /* bytewise */
bool strata_str_starts(struct strata_str s, struct strata_str prefix);
bool strata_str_ends(struct strata_str s, struct strata_str suffix);

/* Index of the first (last) match, STRATA_NPOS without one. */
size_t strata_str_chr(struct strata_str s, char c);
size_t strata_str_rchr(struct strata_str s, char c);
size_t strata_str_find(struct strata_str s, struct strata_str needle);

/* s without its first n bytes; its first n bytes. n is clamped to the length. */
struct strata_str strata_str_skip(struct strata_str s, size_t n);
struct strata_str strata_str_take(struct strata_str s, size_t n);

/* s without the white space (space, tab, CR, LF, FF, VT) at both ends. */
struct strata_str strata_str_trim(struct strata_str s);

/*
 * Cuts at the first sep: *head gets what is before it, *rest what follows.
 * Without one, *head is all of s, *rest is absent, and the answer is false.
 */
bool strata_str_cut(struct strata_str *head, struct strata_str *rest, struct strata_str s,
		    char sep);

/* Whether a list of words, parted by blanks, has the word. */
bool strata_lists(const char *list, struct strata_str word);

/* Reads a whole slice of decimal digits. False when it is no number, or over UINT64_MAX. */
bool strata_str_u64(uint64_t *out, struct strata_str s);

/* Whether s is a day that the calendar has: YYYY-MM-DD. */
bool strata_str_is_day(struct strata_str s);

/* Whether s is a whole object id of git: 40 or 64 hexadecimal digits in lower case. */
bool strata_is_commit(struct strata_str s);

/* The part after the last '/', and the part before it ("" without one). */
struct strata_str strata_path_base(struct strata_str path);
struct strata_str strata_path_dir(struct strata_str path);

static inline bool strata_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool strata_is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool strata_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline char strata_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

#endif
