/*
 * maven.c - the scheme `maven` against
 * maven-artifact: ComparableVersion's own description, and the POM reference's version ranges.
 */
#include "versions.h"

static const struct strata_version_scheme *const scheme = &strata_version_maven;

static void test_order(void **state)
{
	(void)state;
	check_ascending(scheme,
		"1.0-alpha-1 1.0-beta-1 1.0-milestone-1 1.0-rc-1 1.0-SNAPSHOT 1.0 1.0-sp "
		"1.0-whatever 1.0-1 1.0.1");
	check_ascending(scheme, "1-alpha.1 1-beta.1 1-SNAPSHOT 1 1-sp 1-abc 1-1 1.1");
	check_equal(scheme, "1 1.0 1.0.0 1-ga 1.0.Final 1.0-release");
	check_equal(scheme, "1.0-cr1 1.0-rc1");
	check_equal(scheme, "1.0a1 1.0-alpha-1 1.0alpha1");
}

static void test_requirements(void **state)
{
	(void)state;
	check_requirement(scheme, "[1.0,2.0)", "1.0 1.9 2.0-SNAPSHOT", "2.0 0.9");
	check_requirement(scheme, "(,1.0]", "0.9 1.0", "1.0.1");
	check_requirement(scheme, "[1.2]", "1.2", "1.2.1");
	check_requirement(scheme, "(,1.0],[1.2,)", "0.5 1.2", "1.1");
	check_requirement(scheme, "[1.5,)", "1.5 9", "1.4");
	check_refused(scheme, "(1.0)");
	check_refused(scheme, "[2,1]");
	check_refused(scheme, "[1.0");
}

static void test_laws(void **state)
{
	(void)state;
	check_almost_order(scheme,
		"1.0-alpha-1 1.0-beta-1 1.0-milestone-1 1.0-rc-1 1.0-SNAPSHOT 1.0 1.0-sp "
		"1.0-whatever 1.0-1 1.0.1 1-alpha.1 1-beta.1 1-SNAPSHOT 1 1-sp 1-abc 1-1 "
		"1.1 1 1.0 1.0.0 1-ga 1.0.Final 1.0-release 1.0-cr1 1.0-rc1 1.0a1 "
		"1.0-alpha-1 1.0alpha1");
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
