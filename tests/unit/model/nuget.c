/*
 * nuget.c - the scheme `nuget` against
 * learn.microsoft.com/nuget, Package versioning: order of pre-releases, table of version ranges.
 */
#include "versions.h"

static const struct strata_version_scheme *const scheme = &strata_version_nuget;

static void test_order(void **state)
{
	(void)state;
	check_ascending(scheme,
		"1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta.2 1.0.0-beta.11 "
		"1.0.0-rc 1.0.0 1.0.0.1 1.0.1 1.0.10");
	check_ascending(scheme,
		"1.0.1-alpha10 1.0.1-alpha2 1.0.1-beta 1.0.1-open 1.0.1-rc 1.0.1-zzz "
		"1.0.1");
	check_equal(scheme, "1 1.0 1.0.0 1.0.0.0 1.00 1.0.0+b");
	check_equal(scheme, "1.0.0-RC.1 1.0.0-rc.1");
	check_invalid(scheme, "1.0.0.0.0 v1.0 1. 2147483648.0 1.0.0-");
}

static void test_requirements(void **state)
{
	(void)state;
	check_requirement(scheme, "1.0", "1.0 5.0", "0.9");
	check_requirement(scheme, "[1.0,)", "1.0 5.0", "0.9");
	check_requirement(scheme, "(1.0,)", "1.0.1", "1.0");
	check_requirement(scheme, "[1.0]", "1.0.0", "1.0.1");
	check_requirement(scheme, "(,1.0]", "0.1 1.0", "1.0.1");
	check_requirement(scheme, "(,1.0)", "0.1", "1.0");
	check_requirement(scheme, "[1.0,2.0]", "1.0 2.0", "2.0.1");
	check_requirement(scheme, "(1.0,2.0)", "1.5", "1.0 2.0");
	check_requirement(scheme, "[1.0,2.0)", "1.0 1.9", "2.0");
	check_requirement(scheme, "6.*", "6.1.0 6.9", "7.0");
	check_requirement(scheme, "1.2.*", "1.2.9", "1.3.0");
	check_requirement(scheme, "*", "0.1", NULL);
	check_requirement(scheme, "1.*-*", "1.0-alpha 1.9", "2.0-alpha 0.9");
	check_requirement(scheme, "*-*", "0.1-a", NULL);
	check_requirement(scheme, "1.0.0-beta*", "1.0.0-beta.2 1.0.0", "1.0.1 1.0.0-alpha");
	check_refused(scheme, "(1.0)");
	check_refused(scheme, "[1.0");
	check_refused(scheme, "(,)");
	check_refused(scheme, "1.0,2.0");
	check_refused(scheme, "[2.0,1.0] x");
}

static void test_laws(void **state)
{
	(void)state;
	check_total_order(scheme,
		"1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta.2 1.0.0-beta.11 "
		"1.0.0-rc 1.0.0 1.0.0.1 1.0.1 1.0.10 1.0.1-alpha10 1.0.1-alpha2 "
		"1.0.1-beta 1.0.1-open 1.0.1-rc 1.0.1-zzz 1.0.1 1 1.0 1.0.0 1.0.0.0 1.00 "
		"1.0.0+b 1.0.0-RC.1 1.0.0-rc.1");
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
