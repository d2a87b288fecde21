/* line.c - LF, CR LF and no end at all: src/text/line.c. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "text/line.h"

static void check(struct strata_str bytes, size_t count, const char *const *want)
{
	struct line_cursor c = LINE_CURSOR(bytes);

	for (size_t i = 0; i < count; i++) {
		assert_true(line_next(&c));
		assert_int_equal(c.number, i + 1);
		assert_true(strata_str_eq(c.line, strata_str_of(want[i])));
	}
	assert_false(line_next(&c));
	assert_false(line_next(&c));
}

static void test_ends_of_lines(void **state)
{
	(void)state;
	check(STRATA_STR(""), 0, NULL);
	check(STRATA_STR("a"), 1, (const char *const[]){ "a" });
	check(STRATA_STR("a\n"), 1, (const char *const[]){ "a" });
	check(STRATA_STR("a\r\nb\r\n"), 2, (const char *const[]){ "a", "b" });
	check(STRATA_STR("\n\r\nc"), 3, (const char *const[]){ "", "", "c" });
	check(STRATA_STR("a\rb\n"), 1, (const char *const[]){ "a\rb" });
}

static void test_indent(void **state)
{
	(void)state;
	assert_int_equal(line_indent(STRATA_STR("  \tx ")), 3);
	assert_int_equal(line_indent(STRATA_STR("    ")), 4);
	assert_int_equal(line_indent(STRATA_STR("")), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ends_of_lines),
		cmocka_unit_test(test_indent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
