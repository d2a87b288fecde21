/* utf8.h - Unicode's byte encodings (RFC 3629; UTF-16 as in the Unicode standard, 3.9). */
#ifndef TEXT_UTF8_H
#define TEXT_UTF8_H

#include "strata/arena.h"

/* Writes up to 4 bytes; the number written. A surrogate or more than U+10FFFF becomes U+FFFD. */
size_t utf8_encode(char *to, unsigned code);

/* The length of the well-formed sequence at the start of s; 0 when there is none. */
size_t utf8_length(struct strata_str s);

bool utf8_valid(struct strata_str s);

/* Where the first bytes are that are no UTF-8; STRATA_NPOS without any. */
size_t utf8_broken(struct strata_str s);

/*
 * Text of a file as UTF-8 without a byte order mark: UTF-16 with a mark is
 * converted, UTF-8 loses its mark, all else stays as it is.
 */
struct strata_str utf8_text(struct strata_arena *arena, struct strata_str bytes);

#endif
