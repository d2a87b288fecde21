/*
 * rpm.c - the scheme `rpm` against
 * rpm-version(7), and the table of rpm's own tests/rpmvercmp.at.
 */
#include "versions.h"

static const struct strata_version_scheme *const scheme = &strata_version_rpm;

static void test_order(void **state)
{
	(void)state;
	check_ascending(scheme, "1.0~rc1 1.0~rc1^git1 1.0~rc2 1.0 1.0^git1 1.0^git2 1.0.1 1.1");
	check_ascending(scheme, "5.5p1 5.5p2 5.5p10 10xyz 10.1xyz");
	check_ascending(scheme, "1.0aa 1.0.0");
	check_ascending(scheme, "1.0-1.el8 1.0-2.el8 1:0.1-1");
	check_equal(scheme, "1.0 1.0 1_0 0:1.0");
	check_equal(scheme, "2.0.1a 2.0.1a");
	check_equal(scheme, "1.05 1.5");
	check_invalid(scheme, "1.0:2 a/b");
}

static void test_requirements(void **state)
{
	(void)state;
	check_requirement(scheme, ">= 1.0-2", "1.0-2 1.0-10", "1.0-1");
	check_requirement(scheme, "= 1.0", "1.0 1.0-5", "1.0.1-1 1.0^git1-1");
	check_requirement(scheme, "> 1.0", "1.0.1", "1.0-9");
	check_requirement(scheme, "<= 1.0", "1.0-9", "1.0.1");
	check_refused(scheme, "= /");
	check_refused(scheme, "a b");
}

static void test_laws(void **state)
{
	(void)state;
	check_total_order(scheme,
		"1.0~rc1 1.0~rc1^git1 1.0~rc2 1.0 1.0^git1 1.0^git2 1.0.1 1.1 5.5p1 "
		"5.5p2 5.5p10 10xyz 10.1xyz 1.0aa 1.0.0 1.0-1.el8 1.0-2.el8 1:0.1-1 1.0 "
		"1.0 1_0 0:1.0 2.0.1a 2.0.1a 1.05 1.5");
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
