/*
 * npm.c - the scheme `npm` against
 * the README of npm's `semver`: prerelease tags, hyphen, x, tilde and caret ranges.
 */
#include "versions.h"

static const struct strata_version_scheme *const scheme = &strata_version_npm;

static void test_order(void **state)
{
	(void)state;
	check_ascending(scheme,
		"1.0.0-alpha 1.0.0-alpha.1 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 "
		"1.0.1 9007199254740991.0.0");
	check_equal(scheme, "1.2.3 v1.2.3 1.2.3+build");
	check_invalid(scheme, "1.2 1 01.2.3 1.2.3-01 1.2.3.4 9007199254740992.0.0 latest");
}

static void test_requirements(void **state)
{
	(void)state;
	check_requirement(scheme, "^1.2.3", "1.2.3 1.99.0", "2.0.0 2.0.0-0 1.2.2 1.3.0-beta");
	check_requirement(scheme, "^0.2.3", "0.2.3 0.2.9", "0.3.0");
	check_requirement(scheme, "^0.0.3", "0.0.3", "0.0.4");
	check_requirement(scheme,
		"^1.2.3-beta.2",
		"1.2.3-beta.4 1.2.3 1.4.0",
		"1.2.3-beta.1 1.2.4-beta.2");
	check_requirement(scheme, "~1.2.3", "1.2.9", "1.3.0");
	check_requirement(scheme, "~1", "1.9.0", "2.0.0");
	check_requirement(scheme, "1.2.3 - 2.3.4", "1.2.3 2.3.4", "2.3.5");
	check_requirement(scheme, "1.2 - 2.3", "1.2.0 2.3.9", "2.4.0");
	check_requirement(scheme, "1.x", "1.0.0 1.9.9", "2.0.0 0.9.0");
	check_requirement(scheme, "", "1.0.0", "1.0.0-rc.1");
	check_requirement(scheme, "*", "1.0.0 0.0.0", "1.0.0-rc.1");
	check_requirement(scheme, ">1.2.3-alpha.3", "1.2.3-alpha.7 3.4.5", "3.4.5-alpha.9");
	check_requirement(scheme,
		"<1.0.0 || >=2.3.1 <2.4.5 || >=2.5.2 <3.0.0",
		"0.9.0 2.3.1 2.5.2",
		"1.0.0 2.4.5 3.0.0");
	check_requirement(scheme, "~> 1.2", "1.2.5", "1.3.0");
	check_refused(scheme, ">=01.2.3");
	check_refused(scheme, "latest");
	check_refused(scheme, "git+https://host.example/a");
	check_refused(scheme, "1.x.3");
}

static void test_laws(void **state)
{
	(void)state;
	check_total_order(scheme,
		"1.0.0-alpha 1.0.0-alpha.1 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 "
		"1.0.1 9007199254740991.0.0 1.2.3 v1.2.3 1.2.3+build");
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
