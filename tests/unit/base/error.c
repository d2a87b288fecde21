/* error.c - what went wrong, and where: src/base/error.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "strata/error.h"

static void test_first_wins(void **state)
{
	struct strata_error err = STRATA_ERROR_INIT;

	(void)state;
	assert_int_equal(strata_fail(&err, STRATA_ESYNTAX, 12, "no version in '%s'", "x"),
			 STRATA_ESYNTAX);
	assert_int_equal(strata_fail(&err, STRATA_EIO, 1, "later"), STRATA_EIO);
	assert_int_equal(err.code, STRATA_ESYNTAX);
	assert_int_equal(err.line, 12);
	assert_string_equal(err.text, "no version in 'x'");
	strata_error_at(&err, STRATA_STR("a/b"));
	strata_error_at(&err, STRATA_STR("c"));
	assert_string_equal(err.path, "a/b");
}

static void test_nobody_asks(void **state)
{
	(void)state;
	assert_int_equal(strata_fail(NULL, STRATA_ELIMIT, 0, "x"), STRATA_ELIMIT);
	strata_error_at(NULL, STRATA_STR("a"));
}

static void test_long_texts(void **state)
{
	struct strata_error err = STRATA_ERROR_INIT;
	char text[2000];

	(void)state;
	memset(text, 'a', sizeof(text));
	strata_fail(&err, STRATA_EIO, 0, "%.*s", (int)sizeof(text), text);
	strata_error_at(&err, (struct strata_str){ text, sizeof(text) });
	assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
	assert_int_equal(strlen(err.path), sizeof(err.path) - 1);
}

static void test_codes(void **state)
{
	(void)state;
	assert_string_equal(strata_code_text(STRATA_ELIMIT), "input over a safety limit");
	assert_string_equal(strata_code_text((enum strata_code)-99), "unknown error");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_wins),
		cmocka_unit_test(test_nobody_asks),
		cmocka_unit_test(test_long_texts),
		cmocka_unit_test(test_codes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
