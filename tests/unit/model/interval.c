/* interval.c - what all schemes share: src/model/version/interval.c. */
#include "versions.h"

static const struct strata_version_scheme *const scheme = &strata_version_generic;

static struct strata_interval between(const char *lo, const char *hi, bool lo_in, bool hi_in)
{
	return (struct strata_interval){ strata_str_of(lo), strata_str_of(hi), lo_in, hi_in, 0 };
}

static void test_named(void **state)
{
	(void)state;
	assert_ptr_equal(strata_version_scheme(STRATA_STR("npm")), &strata_version_npm);
	assert_ptr_equal(strata_version_scheme(STRATA_STR("composer")), &strata_version_composer);
	assert_null(strata_version_scheme(STRATA_STR("NPM")));
	assert_null(strata_version_scheme(STRATA_NONE));
}

static void test_spans(void **state)
{
	struct strata_interval half = between("1", "2", true, false), all = { 0 };

	(void)state;
	assert_true(strata_interval_spans(&half, scheme, STRATA_STR("1")));
	assert_true(strata_interval_spans(&half, scheme, STRATA_STR("1.9")));
	assert_false(strata_interval_spans(&half, scheme, STRATA_STR("2")));
	assert_false(strata_interval_spans(&half, scheme, STRATA_STR("0.9")));
	assert_true(strata_interval_spans(&all, scheme, STRATA_STR("")));
	half = between("1", "2", false, true);
	assert_false(strata_interval_spans(&half, scheme, STRATA_STR("1")));
	assert_true(strata_interval_spans(&half, scheme, STRATA_STR("2")));
}

static bool touches(struct strata_interval a, struct strata_interval b)
{
	struct strata_intervals list = { &a, 1, 1 }, other = { &b, 1, 1 };
	bool one = strata_intervals_touch(&list, &b, scheme);

	assert_int_equal(one, strata_intervals_touch(&other, &a, scheme));
	return one;
}

static void test_touch(void **state)
{
	struct strata_interval a = between("1", "2", true, false);

	(void)state;
	assert_true(touches(a, between("1.5", "3", true, true)));
	assert_true(touches(a, between(NULL, NULL, false, false)));
	assert_true(touches(a, between(NULL, "1", false, true)));
	assert_false(touches(a, between(NULL, "1", false, false)));
	assert_false(touches(a, between("2", NULL, true, false)));
	assert_true(touches(between("1", "2", true, true), between("2", NULL, true, false)));
	assert_false(touches(a, between("5", "6", true, true)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_named),
		cmocka_unit_test(test_spans),
		cmocka_unit_test(test_touch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
