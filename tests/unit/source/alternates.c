/* alternates.c - lists of folders as git writes them into the environment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "source/alternates.h"

/* The paths, each followed by a bar. */
static void assert_split(const char *list, const char *want)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_strs paths = { 0 };
	struct strata_str text = STRATA_STR("");

	alternates_split(&paths, strata_str_of(list), &arena);
	for (size_t i = 0; i < paths.count; i++)
		text = strata_arena_join(&arena, text, paths.items[i], STRATA_STR("|"));
	assert_string_equal(strata_arena_cstr(&arena, text), want);
	strata_arena_release(&arena);
}

static void colons_separate(void **state)
{
	(void)state;
	assert_split("", "");
	assert_split("/a/b:/c", "/a/b|/c|");
	assert_split(":/a:::/b:", "/a|/b|");
	assert_split("#a comment:/b", "/b|");
}

static void quotes_keep_colons(void **state)
{
	(void)state;
	assert_split("\"/a:b\":/c:\"/d\"", "/a:b|/c|/d|");
	assert_split("\"/a\\\"b\\\\c\\td\\303\\274\":/c", "/a\"b\\c\td\303\274|/c|");
	assert_split("/a\"b:/c", "/a\"b|/c|");
}

static void a_broken_quote_is_none(void **state)
{
	(void)state;
	assert_split("\"/a:/b", "\"/a|/b|");
	assert_split("\"/a\\q\":/b", "\"/a\\q\"|/b|");
	assert_split("\"/a\\7", "\"/a\\7|");
	assert_split("\"/a\\40", "\"/a\\40|");
	assert_split("\"", "\"|");
	assert_split("\"\\", "\"\\|");
	assert_split("\"\":/b", "/b|");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(colons_separate),
		cmocka_unit_test(quotes_keep_colons),
		cmocka_unit_test(a_broken_quote_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
