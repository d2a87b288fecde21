/* harmless.c - text of others in our output steers nothing: src/report/report.c. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "report/report.h"

#define GONE "\xef\xbf\xbd"

static void test_harmless(void **state)
{
	static const struct { const char *text, *want; } rows[] = {
		{ "plain \xc3\xa9\xe6\xbc\xa2", "plain \xc3\xa9\xe6\xbc\xa2" },
		{ "\x1b[31mred\x07", GONE "[31mred" GONE },
		{ "a\nb\r\tc\x7f", "a" GONE "b" GONE GONE "c" GONE },
		{ "\xc2\x9b" "31m", GONE "31m" },
		{ "\xe2\x80\xaelive", GONE "live" },
		{ "\xe2\x81\xa6x\xe2\x80\xa8", GONE "x" GONE },
		{ "bad \xff\xc3", "bad " GONE GONE },
		{ "::error::x", ": :error::x" },
		{ "  ::error::x", "  : :error::x" },
		{ "a ::b", "a ::b" },
		{ "a ##[error]", "a # #[error]" },
		{ "x##vso[task]", "x# #vso[task]" },
		{ "", "" },
	};
	struct strata_arena arena = STRATA_ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct strata_str got = report_harmless(&arena, strata_str_of(rows[i].text));

		if (!strata_str_eq(got, strata_str_of(rows[i].want)))
			fail_msg("row %zu: '%.*s'", i, STRATA_ARG(got));
	}
	strata_arena_release(&arena);
}

static void test_writers_have_names(void **state)
{
	(void)state;
	assert_non_null(report_writer_named(STRATA_STR("json")));
	assert_null(report_writer_named(STRATA_STR("jso")));
	assert_null(report_writer_named(STRATA_STR("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_harmless),
		cmocka_unit_test(test_writers_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
