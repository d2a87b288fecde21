/* hex.c - the scheme `hex` against Elixir's documentation of Version. */
#include "versions.h"

static const struct strata_version_scheme *const scheme = &strata_version_hex;

static void test_order(void **state)
{
	(void)state;
	check_ascending(scheme, "1.0.0-alpha 1.0.0-alpha.1 1.0.0-beta.2 1.0.0-rc.1 1.0.0 1.0.1");
	check_equal(scheme, "1.0.0 1.0.0+build");
	check_invalid(scheme, "1.0 1 v1.0.0 01.0.0");
}

static void test_requirements(void **state)
{
	(void)state;
	check_requirement(scheme, "~> 2.0.0", "2.0.0 2.0.9", "2.1.0 2.1.0-dev");
	check_requirement(scheme, "~> 2.1", "2.1.0 2.9.0 2.2.0-rc.1", "3.0.0 3.0.0-dev");
	check_requirement(scheme, ">= 1.0.0 and < 2.0.0 or 3.0.0", "1.5.0 3.0.0", "2.5.0");
	check_requirement(scheme, "!= 1.2.3", "1.2.4", "1.2.3");
	check_requirement(scheme, "~> 2.1.3-dev", "2.1.3-dev 2.1.9", "2.2.0");
	check_refused(scheme, "");
	check_refused(scheme, "~> 1");
	check_refused(scheme, "^1.0.0");
	check_refused(scheme, "1.0.0 and");
}

static void test_laws(void **state)
{
	(void)state;
	check_total_order(scheme,
		"1.0.0-alpha 1.0.0-alpha.1 1.0.0-beta.2 1.0.0-rc.1 1.0.0 1.0.1 1.0.0 "
		"1.0.0+build");
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
