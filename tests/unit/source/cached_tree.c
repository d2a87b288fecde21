/* cached_tree.c - the extension TREE: whole, partly out of date, and damaged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "source/cached_tree.h"

static struct strata_arena arena;

#define ID "\1\2\3\4\5\6\7\10\11\12\13\14\15\16\17\20\21\22\23\24"

static void folders_are_found_by_name(void **state)
{
	struct strata_str bytes = STRATA_STR("\0" "-1 2\n" "b\0" "2 0\n" ID "aaa\0" "-1 1\n"
					     "c\0" "7 0\n" ID);
	const struct cached_tree *top = cached_tree_parse(bytes, STRATA_SHA1, &arena), *b, *c;

	(void)state;
	assert_non_null(top);
	assert_null(top->id);
	assert_int_equal(top->folder_count, 2);
	b = cached_tree_folder(top, STRATA_STR("b"));
	assert_non_null(b);
	assert_int_equal(b->entries, 2);
	assert_memory_equal(b->id, ID, STRATA_SHA1);
	c = cached_tree_folder(cached_tree_folder(top, STRATA_STR("aaa")), STRATA_STR("c"));
	assert_non_null(c);
	assert_int_equal(c->entries, 7);
	assert_null(cached_tree_folder(top, STRATA_STR("aa")));
	assert_null(cached_tree_folder(NULL, STRATA_STR("b")));
	strata_arena_release(&arena);
}

static void a_damaged_one_is_none(void **state)
{
	static const struct strata_str broken[] = {
		{ "", 0 }, { "\0", 1 }, { "\0" "1 0\n", 5 }, { "\0" "1 0\n" ID "x", 26 },
		{ "\0" "-1 99999999999\n", 16 }, { "\0" "1\n" ID, 23 }, { "\0" "-1 1\n", 6 },
		{ "\0" "x 0\n" ID, 25 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(broken) / sizeof(*broken); i++)
		assert_null(cached_tree_parse(broken[i], STRATA_SHA1, &arena));
	assert_non_null(cached_tree_parse(STRATA_STR("\0" "1 0\n" ID), STRATA_SHA1, &arena));
	strata_arena_release(&arena);
}

static void folders_are_not_nested_without_end(void **state)
{
	static char bytes[6 * 100000];

	(void)state;
	for (size_t i = 0; i < 100000; i++)
		memcpy(bytes + 6 * i, "\0" "-1 1\n", 6);
	assert_null(cached_tree_parse((struct strata_str){ bytes, sizeof(bytes) }, STRATA_SHA1, &arena));
	strata_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(folders_are_found_by_name),
		cmocka_unit_test(a_damaged_one_is_none),
		cmocka_unit_test(folders_are_not_nested_without_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
