/*
 * semver.c - the scheme `semver` against
 * semver.org, 2.0.0, section 11; the lenient forms of actions, Swift and OSV.
 */
#include "versions.h"

static const struct strata_version_scheme *const scheme = &strata_version_semver;

static void test_order(void **state)
{
	(void)state;
	/* Around where numbers are compared as numbers, and where as texts. */
	check_ascending(scheme, "0.0.999999999999999 0.0.1000000000000000 0.0.9999999999999999 "
				"0.10.0 0.999999999999999.1 0.1000000000000000.0 9.0.0 10.0.0-a 10.0.0");
	check_ascending(scheme,
		"1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 "
		"1.0.0-beta.11 1.0.0-rc.1 1.0.0");
	check_ascending(scheme, "1.0.0 2.0.0 2.1.0 2.1.1");
	check_ascending(scheme, "v3 v4 v4.1 v4.1.1 v10");
	check_ascending(scheme, "1.2.3 1.2.3.1 1.2.4");
	check_ascending(scheme,
		"9223372036854775807.0.0 9223372036854775808.0.0 18446744073709551616.0.0");
	check_equal(scheme, "1.0.0 v1 1.0 v1.0.0 1.0.0+build 01.0.0");
	check_invalid(scheme, "a main 1. 1.0.0- 1.0.0+ -1 1.0.0-a..b 1.0.0-_");
}

static void test_requirements(void **state)
{
	(void)state;
	check_requirement(scheme, "^1.2.3", "1.2.3 1.9.9", "2.0.0 1.2.2 1.3.0-rc.1");
	check_requirement(scheme, ">=1.0.0-rc.1 <2", "1.0.0-rc.2 1.5.0", "2.0.0 1.1.0-rc.1");
	check_refused(scheme, "foo");
}

static void test_laws(void **state)
{
	(void)state;
	check_total_order(scheme,
		"1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 "
		"1.0.0-beta.11 1.0.0-rc.1 1.0.0 1.0.0 2.0.0 2.1.0 2.1.1 v3 v4 v4.1 "
		"v4.1.1 v10 1.2.3 1.2.3.1 1.2.4 9223372036854775807.0.0 "
		"9223372036854775808.0.0 18446744073709551616.0.0 1.0.0 v1 1.0 v1.0.0 "
		"1.0.0+build 01.0.0");
	check_hostile(scheme);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_requirements),
		cmocka_unit_test(test_laws),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
