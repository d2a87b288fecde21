/* alpine.c - the scheme `alpine` against apk-tools' test/unit/version.data and apk-package(5). */
#include "versions.h"

static const struct strata_version_scheme *const scheme = &strata_version_alpine;

static void test_order(void **state)
{
	(void)state;
	check_ascending(scheme,
		"1.0_alpha1 1.0_alpha2 1.0_beta1 1.0_pre1 1.0_rc1 1.0 1.0-r0 1.0-r1 "
		"1.0_git20200101 1.0_p1 1.0_p2 1.0a 1.0b 1.0.1 1.1 1.10 2");
	check_ascending(scheme, "0.1.0_alpha_pre2 0.1.0_alpha 0.1.0_beta");
	check_equal(scheme, "1.2.3-r0 1.2.3-r0");
	check_invalid(scheme, "1.0-r 1.0_foo a 1.0bc 1.0-r1-r2");
}

static void test_requirements(void **state)
{
	(void)state;
	check_requirement(scheme, "~1.2", "1.2 1.2.5-r3", "1.3 1.1");
	check_requirement(scheme, "=1.2-r0", "1.2-r0", "1.2-r1");
	check_requirement(scheme, "<~3.6", "3.5 3.6.1-r2", "3.7");
	check_requirement(scheme, ">~3.6", "3.6_pre1 3.7", "3.5");
	check_requirement(scheme, "~3.6", "3.6.0_pre1 3.6", "3.8");
	check_requirement(scheme, ">=1.2", "1.2-r0 2", "1.2_rc1");
	check_requirement(scheme, "<2", "1.9 2_rc1", "2");
	check_refused(scheme, ">=a");
	check_refused(scheme, "latest");
}

static void test_laws(void **state)
{
	(void)state;
	check_total_order(scheme,
		"1.0_alpha1 1.0_alpha2 1.0_beta1 1.0_pre1 1.0_rc1 1.0 1.0-r0 1.0-r1 "
		"1.0_git20200101 1.0_p1 1.0_p2 1.0a 1.0b 1.0.1 1.1 1.10 2 "
		"0.1.0_alpha_pre2 0.1.0_alpha 0.1.0_beta 1.2.3-r0 1.2.3-r0");
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
