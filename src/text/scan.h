/*
 * scan.h - the loops over bytes that readers spend their time in, eight at a time.
 *
 * A word of eight bytes is tested at once: a byte below a bound, or equal to one, leaves
 * its highest bit set (the classic test for a zero byte; exact as to whether there is one
 * and as to the first, on little-endian machines; on others the rest is left to the loop
 * behind). No instruction of one processor only, so one code for all.
 */
#ifndef TEXT_SCAN_H
#define TEXT_SCAN_H

#include <stdint.h>
#include <string.h>

#define SCAN_ONES 0x0101010101010101u
#define SCAN_TOPS 0x8080808080808080u

static inline uint64_t scan_load(const char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return word;
}

/* Whether a byte of the word is below n, at most 128; bytes from 128 on are not. */
static inline uint64_t scan_below(uint64_t word, unsigned char n)
{
	return (word - SCAN_ONES * n) & ~word & SCAN_TOPS;
}

static inline uint64_t scan_equal(uint64_t word, char c)
{
	return scan_below(word ^ SCAN_ONES * (unsigned char)c, 1);
}

/* How many bytes precede the first mark. */
static inline size_t scan_first(uint64_t marks)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return (size_t)__builtin_ctzll(marks) / 8;
#else
	(void)marks;
	return 0;
#endif
}

/* The first byte that is the quote, a backslash or a control character; end without one. */
static inline const char *scan_string_bytes(const char *at, const char *end, char quote)
{
	for (; end - at >= 8; at += 8) {
		uint64_t word = scan_load(at);
		uint64_t marks = scan_equal(word, quote) | scan_equal(word, '\\') |
				 scan_below(word, 0x20);

		if (marks) {
			at += scan_first(marks);
			break;
		}
	}
	while (at < end && *at != quote && *at != '\\' && (unsigned char)*at >= 0x20)
		at++;
	return at;
}

/* The first byte that is no space. */
static inline const char *scan_spaces(const char *at, const char *end)
{
	while (end - at >= 8 && scan_load(at) == SCAN_ONES * ' ')
		at += 8;
	while (at < end && *at == ' ')
		at++;
	return at;
}

/* The first byte from 128 on; end when all is ASCII. */
static inline const char *scan_ascii(const char *at, const char *end)
{
	while (end - at >= 8 && !(scan_load(at) & SCAN_TOPS))
		at += 8;
	while (at < end && (unsigned char)*at < 0x80)
		at++;
	return at;
}

#endif
