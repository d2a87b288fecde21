/* gem_info.c - a gem's file of a compact index: src/resolve/rubygems/info.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "resolve/rubygems/info.h"

static struct strata_arena arena;

static void a_line_has_version_platform_wants_and_facts(void **state)
{
	struct gem_lines all;
	const struct gem_line *line;

	(void)state;
	assert_int_equal(gem_info_read(&all,
				       STRATA_STR("created_at: x\n---\n1.0 |checksum:ab\n"
						  "1.2.0-x86_64-linux-gnu a:>= 1&< 3,b:= 2|checksum:cd,"
						  "ruby:>= 2.7&< 4,rubygems:> 1.3.1\n"),
				       &arena, NULL),
			 0);
	assert_int_equal(all.count, 2);
	assert_true(strata_str_eq(all.items[0].platform, STRATA_STR("ruby")));
	assert_int_equal(all.items[0].wants.count, 0);
	line = &all.items[1];
	assert_true(strata_str_eq(line->version, STRATA_STR("1.2.0")));
	assert_true(strata_str_eq(line->platform, STRATA_STR("x86_64-linux-gnu")));
	assert_int_equal(line->wants.count, 2);
	assert_true(strata_str_eq(line->wants.items[0].name, STRATA_STR("a")));
	assert_true(strata_str_eq(line->wants.items[0].requirement, STRATA_STR(">= 1,< 3")));
	assert_true(strata_str_eq(line->ruby, STRATA_STR(">= 2.7,< 4")));
	assert_true(strata_str_eq(line->sha256, STRATA_STR("cd")));
}

static void what_is_no_index_is_refused(void **state)
{
	struct strata_error err = STRATA_ERROR_INIT;
	struct gem_lines all;

	(void)state;
	assert_int_equal(gem_info_read(&all, STRATA_STR(""), &arena, NULL), STRATA_ESYNTAX);
	assert_int_equal(gem_info_read(&all, STRATA_STR("<html>\n"), &arena, NULL), STRATA_ESYNTAX);
	assert_int_equal(gem_info_read(&all, STRATA_STR("---\n1.0 |\nnone |\n"), &arena, &err),
			 STRATA_ESYNTAX);
	assert_int_equal(err.line, 3);
	assert_int_equal(gem_info_read(&all, STRATA_STR("---\n"), &arena, NULL), 0);
	assert_int_equal(all.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_has_version_platform_wants_and_facts),
		cmocka_unit_test(what_is_no_index_is_refused),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	strata_arena_release(&arena);
	return failed;
}
