/* pattern.c - regular expressions over bytes: src/text/pattern.c. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "text/pattern.h"

static int find(const char *expression, struct strata_str text)
{
	struct pattern *p = NULL;
	size_t offset;
	int rc;

	assert_int_equal(pattern_new(&p, &offset, strata_str_of(expression), NULL), 0);
	rc = pattern_find(p, text);
	pattern_free(p);
	return rc;
}

static void test_finds(void **state)
{
	(void)state;
	assert_int_equal(find("a+b", STRATA_STR("xaab")), 1);
	assert_int_equal(find("^a+b", STRATA_STR("xaab")), 0);
	assert_int_equal(find("(?i)^md5$", STRATA_STR("MD5")), 1);
	assert_int_equal(find("^$", STRATA_NONE), 1);
	assert_int_equal(find("a.b", STRATA_STR("a\0b")), 1);
	assert_int_equal(find("^.$", STRATA_STR("\xff")), 1); /* a byte that is no UTF-8 */
}

static void test_wrong(void **state)
{
	struct strata_error err = STRATA_ERROR_INIT;
	struct pattern *p = NULL;
	size_t offset = 0;

	(void)state;
	assert_int_equal(pattern_new(&p, &offset, STRATA_STR("ab(c"), &err), STRATA_ESYNTAX);
	assert_int_equal(offset, 4);
	assert_non_null(strstr(err.text, "parenthesis"));
	assert_null(p);
}

/* Expressions that explode end by themselves. */
static void test_limit(void **state)
{
	char text[64];

	(void)state;
	memset(text, 'a', sizeof(text));
	assert_int_equal(find("^(a+)+$", (struct strata_str){ "aaaa", 4 }), 1);
	text[sizeof(text) - 1] = '!';
	assert_int_equal(find("^(a|aa)+$", (struct strata_str){ text, sizeof(text) }),
			 STRATA_ELIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_finds),
		cmocka_unit_test(test_wrong),
		cmocka_unit_test(test_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
