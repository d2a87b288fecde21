/* str.c - slices of bytes: src/base/str.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "strata/str.h"

static void check(struct strata_str got, const char *want)
{
	if (!strata_str_eq(got, strata_str_of(want)))
		fail_msg("'%.*s', not '%s'", STRATA_ARG(got), want);
}

static void test_equality(void **state)
{
	(void)state;
	assert_true(strata_str_eq(STRATA_NONE, STRATA_STR("")));
	assert_true(strata_str_eq((struct strata_str){ "a\0b", 3 }, (struct strata_str){ "a\0b", 3 }));
	assert_false(strata_str_eq((struct strata_str){ "a\0b", 3 }, (struct strata_str){ "a\0c", 3 }));
	assert_true(strata_str_eq_nocase(STRATA_STR("aBc-1"), STRATA_STR("AbC-1")));
	assert_false(strata_str_eq_nocase(STRATA_STR("["), STRATA_STR("{")));
}

static void test_order(void **state)
{
	(void)state;
	assert_int_equal(strata_str_cmp(STRATA_STR("a"), STRATA_STR("a")), 0);
	assert_true(strata_str_cmp(STRATA_STR("a"), STRATA_STR("ab")) < 0);
	assert_true(strata_str_cmp(STRATA_STR("b"), STRATA_STR("ab")) > 0);
	assert_true(strata_str_cmp(STRATA_STR("\xff"), STRATA_STR("a")) > 0);
	assert_true(strata_str_cmp(STRATA_NONE, STRATA_STR("a")) < 0);
}

static void test_find(void **state)
{
	struct strata_str s = STRATA_STR("abcabc");

	(void)state;
	assert_int_equal(strata_str_chr(s, 'b'), 1);
	assert_int_equal(strata_str_rchr(s, 'b'), 4);
	assert_int_equal(strata_str_chr(s, 'x'), STRATA_NPOS);
	assert_int_equal(strata_str_rchr(STRATA_NONE, 'x'), STRATA_NPOS);
	assert_int_equal(strata_str_find(s, STRATA_STR("ca")), 2);
	assert_int_equal(strata_str_find(s, STRATA_STR("")), 0);
	assert_int_equal(strata_str_find(s, STRATA_STR("abcabcd")), STRATA_NPOS);
	assert_int_equal(strata_str_find(STRATA_NONE, STRATA_STR("a")), STRATA_NPOS);
	assert_true(strata_str_starts(s, STRATA_STR("abc")));
	assert_false(strata_str_starts(STRATA_STR("ab"), STRATA_STR("abc")));
	assert_true(strata_str_ends(s, STRATA_STR("bc")));
	assert_false(strata_str_ends(STRATA_STR("c"), STRATA_STR("bc")));
}

static void test_parts(void **state)
{
	(void)state;
	check(strata_str_skip(STRATA_STR("abc"), 1), "bc");
	check(strata_str_skip(STRATA_STR("abc"), 9), "");
	assert_null(strata_str_skip(STRATA_NONE, 3).ptr);
	check(strata_str_take(STRATA_STR("abc"), 2), "ab");
	check(strata_str_take(STRATA_STR("abc"), STRATA_NPOS), "abc");
	check(strata_str_trim(STRATA_STR(" \t\r\n\f\va b ")), "a b");
	check(strata_str_trim(STRATA_STR("  ")), "");
	check(strata_path_base(STRATA_STR("a/b/c")), "c");
	check(strata_path_base(STRATA_STR("c")), "c");
	check(strata_path_dir(STRATA_STR("a/b/c")), "a/b");
	check(strata_path_dir(STRATA_STR("c")), "");
}

static void test_cut(void **state)
{
	struct strata_str head, rest = STRATA_STR("a,,b");

	(void)state;
	assert_true(strata_str_cut(&head, &rest, rest, ','));
	check(head, "a");
	assert_true(strata_str_cut(&head, &rest, rest, ','));
	check(head, "");
	assert_false(strata_str_cut(&head, &rest, rest, ','));
	check(head, "b");
	assert_null(rest.ptr);
	assert_true(strata_str_cut(&head, &rest, STRATA_STR("a,"), ','));
	assert_non_null(rest.ptr);
	check(rest, "");
}

static void test_number(void **state)
{
	uint64_t n = 7;

	(void)state;
	assert_true(strata_str_u64(&n, STRATA_STR("18446744073709551615")) && n == UINT64_MAX);
	assert_false(strata_str_u64(&n, STRATA_STR("18446744073709551616")));
	assert_false(strata_str_u64(&n, STRATA_STR("99999999999999999999999")));
	assert_false(strata_str_u64(&n, STRATA_STR("")));
	assert_false(strata_str_u64(&n, STRATA_STR("1a")));
	assert_false(strata_str_u64(&n, STRATA_STR("-1")));
	assert_true(strata_str_u64(&n, STRATA_STR("007")) && n == 7);
}

static void test_days(void **state)
{
	static const char *const days[] = { "2026-01-31", "2024-02-29", "2000-02-29", "9999-12-31" };
	static const char *const none[] = { "2026-02-31", "2026-02-29", "1900-02-29", "2026-13-01",
					    "2026-00-10", "2026-01-00", "2026-1-31",  "20260131",
					    "2026-01-3x", "2026/01/31", "" };

	(void)state;
	for (size_t i = 0; i < sizeof(days) / sizeof(*days); i++)
		assert_true(strata_str_is_day(strata_str_of(days[i])));
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		assert_false(strata_str_is_day(strata_str_of(none[i])));
}

static void test_lists(void **state)
{
	static const char list[] = "apt-get apt dnf";

	(void)state;
	assert_true(strata_lists(list, STRATA_STR("apt-get")));
	assert_true(strata_lists(list, STRATA_STR("apt")));
	assert_true(strata_lists(list, STRATA_STR("dnf")));
	assert_false(strata_lists(list, STRATA_STR("get")));
	assert_false(strata_lists(list, STRATA_STR("ap")));
	assert_false(strata_lists(list, STRATA_STR("dnf5")));
	assert_false(strata_lists(list, STRATA_STR("apt dnf")));
	assert_false(strata_lists(list, STRATA_STR("")));
	assert_false(strata_lists(list, STRATA_NONE));
	assert_false(strata_lists("", STRATA_STR("apt")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_equality),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_number),
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
