/* utf8.c - what is UTF-8 and what is made so: src/text/utf8.c. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "text/utf8.h"

static void test_lengths(void **state)
{
	static const struct { const char *text; size_t length; } rows[] = {
		{ "a", 1 },                 { "\xc3\xa9", 2 },          { "\xe6\xbc\xa2", 3 },
		{ "\xf0\x9f\x98\x80", 4 },  { "\xf4\x8f\xbf\xbf", 4 },  { "\x80", 0 },
		{ "\xc0\x80", 0 },          { "\xc1\xbf", 0 },          { "\xc3", 0 },
		{ "\xc3(", 0 },             { "\xe0\x80\x80", 0 },      { "\xed\xa0\x80", 0 },
		{ "\xe6\xbc", 0 },          { "\xf0\x80\x80\x80", 0 },  { "\xf4\x90\x80\x80", 0 },
		{ "\xf5\x80\x80\x80", 0 },  { "\xff", 0 },              { "", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (utf8_length(strata_str_of(rows[i].text)) != rows[i].length)
			fail_msg("row %zu", i);
	assert_true(utf8_valid(STRATA_STR("a\xc3\xa9")));
	assert_false(utf8_valid(STRATA_STR("a\xc3")));
	/* Wherever it stands in the words that are looked at. */
	for (size_t at = 0; at < 40; at++) {
		char text[] = "0123456789012345678901234567890123456789";

		assert_true(utf8_valid(STRATA_STR("0123456789012345678901234567890123456789")));
		text[at] = '\xff';
		assert_int_equal(utf8_broken(strata_str_of(text)), at);
		text[at] = '\xc3';
		text[at + 1] = '\xa9';
		assert_int_equal(utf8_broken((struct strata_str){ text, 40 }), at == 39 ? 39 : STRATA_NPOS);
	}
}

static void test_encoding(void **state)
{
	static const struct { unsigned code; const char *want; } rows[] = {
		{ 'a', "a" },           { 0xe9, "\xc3\xa9" },           { 0x7ff, "\xdf\xbf" },
		{ 0x800, "\xe0\xa0\x80" }, { 0x1f600, "\xf0\x9f\x98\x80" },
		{ 0xd800, "\xef\xbf\xbd" }, { 0x110000, "\xef\xbf\xbd" },
	};
	char to[4];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct strata_str got = { to, utf8_encode(to, rows[i].code) };

		if (!strata_str_eq(got, strata_str_of(rows[i].want)))
			fail_msg("%x", rows[i].code);
	}
}

static void test_marks(void **state)
{
	struct strata_arena arena = STRATA_ARENA_INIT;

	(void)state;
	assert_true(strata_str_eq(utf8_text(&arena, STRATA_STR("\xef\xbb\xbfx")), STRATA_STR("x")));
	assert_true(strata_str_eq(utf8_text(&arena, STRATA_STR("\xff\xfex\0y\0")), STRATA_STR("xy")));
	assert_true(strata_str_eq(utf8_text(&arena, STRATA_STR("\xfe\xff\0x\0y")), STRATA_STR("xy")));
	assert_true(strata_str_eq(utf8_text(&arena, STRATA_STR("x")), STRATA_STR("x")));
	strata_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_encoding),
		cmocka_unit_test(test_marks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
