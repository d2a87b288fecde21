/* changes.c - the list of changes of an export, kind and hostile: src/advisory/changes.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "advisory/changes.h"
#include "strata/buf.h"

static struct strata_arena arena;

static int read_text(struct changes *out, const char *text, struct strata_error *err)
{
	*err = STRATA_ERROR_INIT;
	return changes_read(out, strata_str_of(text), &arena, err);
}

static void lines_are_times_and_ids(void **state)
{
	struct strata_error err;
	struct changes c;

	(void)state;
	assert_int_equal(read_text(&c,
				   "2024-08-15T00:05:00Z,GHSA-a\r\n"
				   "2024-08-14T00:05:00.123Z,A_1:2.x\n\n",
				   &err), 0);
	assert_int_equal(c.list.count, 2);
	assert_non_null(changes_find(&c, STRATA_STR("A_1:2.x")));
	assert_null(changes_find(&c, STRATA_STR("ghsa-a")));
	assert_int_equal(read_text(&c, "", &err), 0);
	assert_int_equal(c.list.count, 0);
}

static void of_two_lines_the_later_time_counts(void **state)
{
	struct strata_error err;
	struct changes c;

	(void)state;
	assert_int_equal(read_text(&c,
				   "2024-01-01T00:00:00Z,A\n2024-01-02T00:00:00Z,A\n"
				   "2023-01-01T00:00:00Z,A",
				   &err), 0);
	assert_int_equal(c.list.count, 1);
	assert_true(strata_str_starts(c.list.items[0].modified, STRATA_STR("2024-01-02")));
}

static void what_is_no_line_is_told(void **state)
{
	static const char *const lines[] = {
		"A", "A,2024-01-01T00:00:00Z", "2024-01-01,A", "2024-01-01T00:00:00,A",
		"2024-01-01T00:00:00+02:00,A", "2024-01-01T00:00:00Z,", "2024-01-01T00:00:00Z,a/b",
		"2024-01-01T00:00:00Z,../x", "2024-01-01T00:00:00Z,.x", "2024-01-01T00:00:00Z,a b",
		"2024-01-01T00:00:00Z,A,B", "2024-01-01T00:00:00Z,a?b", "2024-01-01T00:00:00.Zx,A",
	};
	struct strata_buf b = STRATA_BUF_INIT;
	struct strata_error err;
	struct changes c;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		strata_buf_reset(&b);
		strata_buf_addf(&b, "2024-01-01T00:00:00Z,OK\n%s\n", lines[i]);
		assert_int_equal(read_text(&c, b.ptr, &err), STRATA_ESYNTAX);
		assert_int_equal(err.line, 2);
	}
	strata_buf_release(&b);
}

static bool before(const char *a, const char *b)
{
	return changes_before(strata_str_of(a), strata_str_of(b));
}

static void times_compare_below_the_second(void **state)
{
	(void)state;
	assert_true(before("2024-01-01T00:00:00Z", "2024-01-01T00:00:00.1Z"));
	assert_false(before("2024-01-01T00:00:00Z", "2024-01-01T00:00:00.000Z"));
	assert_false(before("2024-01-01T00:00:00.10Z", "2024-01-01T00:00:00.1Z"));
	assert_false(before("2024-01-01T00:00:01Z", "2024-01-01T00:00:00.9+00:00"));
	assert_true(before("yesterday", "2024-01-01T00:00:00Z"));
	assert_false(before("2024-01-01T00:00:00Z", "yesterday"));
}

static int release(void **state)
{
	(void)state;
	strata_arena_release(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_times_and_ids),
		cmocka_unit_test(of_two_lines_the_later_time_counts),
		cmocka_unit_test(what_is_no_line_is_told),
		cmocka_unit_test(times_compare_below_the_second),
	};

	return cmocka_run_group_tests(tests, NULL, release);
}
