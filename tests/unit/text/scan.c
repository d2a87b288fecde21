/* scan.c - loops over eight bytes at a time: src/text/scan.h, held against one byte at a time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "text/scan.h"

enum { ROOM = 40, STARTS = 8 };

/* Fills with `filler`, puts `c` at `at` between the bounds. */
static void place(char *bytes, char filler, size_t at, int c)
{
	memset(bytes, filler, ROOM);
	bytes[at] = (char)c;
}

/* Each value of a byte at each place, from each start: no byte before it may stop, none be missed. */
static void every_byte_at_every_place(void **state)
{
	char bytes[ROOM];

	(void)state;
	for (int c = 0; c < 256; c++)
		for (size_t start = 0; start < STARTS; start++)
			for (size_t at = start; at < ROOM; at++) {
				const char *end = bytes + ROOM, *from = bytes + start, *hit = bytes + at;
				bool stops = c == '"' || c == '\\' || c < 0x20;

				place(bytes, 'x', at, c);
				assert_ptr_equal(scan_string_bytes(from, end, '"'), stops ? hit : end);
				assert_ptr_equal(scan_ascii(from, end), c >= 0x80 ? hit : end);
				place(bytes, ' ', at, c);
				assert_ptr_equal(scan_spaces(from, end), c == ' ' ? end : hit);
			}
}

/* A borrow may mark the byte behind a true mark; the first one has to stay the first. */
static void neighbours_of_a_mark(void **state)
{
	char bytes[ROOM];

	(void)state;
	for (size_t at = 0; at + 1 < ROOM; at++)
		for (int next = 0; next < 256; next++) {
			place(bytes, '\xff', at, '"');
			bytes[at + 1] = (char)next;
			assert_ptr_equal(scan_string_bytes(bytes, bytes + ROOM, '"'), bytes + at);
			place(bytes, '\x7f', at, 0x1f);
			bytes[at + 1] = (char)next;
			assert_ptr_equal(scan_string_bytes(bytes, bytes + ROOM, '"'), bytes + at);
		}
}

static void nothing_behind_the_end_is_looked_at(void **state)
{
	char bytes[ROOM];

	(void)state;
	for (size_t len = 0; len < ROOM; len++) {
		place(bytes, 'x', len, '"');
		assert_ptr_equal(scan_string_bytes(bytes, bytes + len, '"'), bytes + len);
		place(bytes, 'x', len, 0x80);
		assert_ptr_equal(scan_ascii(bytes, bytes + len), bytes + len);
		memset(bytes, ' ', ROOM);
		assert_ptr_equal(scan_spaces(bytes, bytes + len), bytes + len);
	}
}

static void marks_tell_whether_and_where(void **state)
{
	(void)state;
	for (int c = 0; c < 256; c++) {
		char word[8];

		memset(word, c, sizeof(word));
		assert_true(!!scan_equal(scan_load(word), 'q') == (c == 'q'));
		for (int n = 1; n <= 128; n++)
			assert_true(!!scan_below(scan_load(word), (unsigned char)n) == (c < n));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_byte_at_every_place),
		cmocka_unit_test(neighbours_of_a_mark),
		cmocka_unit_test(nothing_behind_the_end_is_looked_at),
		cmocka_unit_test(marks_tell_whether_and_where),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
