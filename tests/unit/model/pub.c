/*
 * pub.c - the scheme `pub` against
 * pub_semver: build metadata counts; dart.dev/tools/pub/dependencies.
 */
#include "versions.h"

static const struct strata_version_scheme *const scheme = &strata_version_pub;

static void test_order(void **state)
{
	(void)state;
	check_ascending(scheme,
		"1.0.0-alpha 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0-rc.1+build.1 "
		"1.0.0 1.0.0+0.3.7 1.3.7+build 1.3.7+build.2.b8f12d7 "
		"1.3.7+build.11.e0f985a 2.0.0 2.1.0 2.2.0 2.11.0 2.11.1");
	check_equal(scheme, "1.2.3 01.2.3");
	check_invalid(scheme, "1.2 v1.2.3 1 a");
}

static void test_requirements(void **state)
{
	(void)state;
	check_requirement(scheme, "any", "0.0.1 9.0.0 1.0.0-dev", NULL);
	check_requirement(scheme, "^1.2.3", "1.2.3 1.9.0", "2.0.0 2.0.0-dev 1.2.2");
	check_requirement(scheme, "^0.1.2", "0.1.9", "0.2.0");
	check_requirement(scheme, "^0.0.3", "0.0.3 0.0.9", "0.1.0");
	check_requirement(scheme, ">=2.0.0 <3.0.0", "2.5.0 2.0.0 2.5.0-dev", "3.0.0 3.0.0-dev");
	check_requirement(scheme, "<2.0.0", "1.9.9", "2.0.0-alpha");
	check_requirement(scheme, ">=2.0.0-dev <2.0.0", "2.0.0-dev.1", "2.0.0");
	check_requirement(scheme, "1.2.3", "1.2.3", "1.2.4 1.2.3+1");
	check_requirement(scheme, " >1.0.0>=1.2.3 < 1.3.0", "1.2.3 1.2.5", "1.2.3-pre 1.3.0");
	check_requirement(scheme, ">1.2.3", "1.2.3+foo 1.2.4", "1.2.3 1.2.3-build");
	check_refused(scheme, "");
	check_refused(scheme, "~1.2");
	check_refused(scheme, "1.x");
	check_refused(scheme, "any 1.0.0");
	check_refused(scheme, "^1.0.0 <1.2.3");
	check_refused(scheme, ">=1.2.3 ^1.0.0");
	check_refused(scheme, "<>1.0.0");
	check_refused(scheme, "1.0.0<");
	check_refused(scheme, "1.0.0foo");
	check_refused(scheme, "foo");
}

static void test_laws(void **state)
{
	(void)state;
	check_total_order(scheme,
		"1.0.0-alpha 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0-rc.1+build.1 "
		"1.0.0 1.0.0+0.3.7 1.3.7+build 1.3.7+build.2.b8f12d7 "
		"1.3.7+build.11.e0f985a 2.0.0 2.1.0 2.2.0 2.11.0 2.11.1 1.2.3 01.2.3");
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
