/*
 * rubygems.c - the scheme `rubygems` against
 * Gem::Version and Gem::Requirement, guides.rubygems.org/patterns.
 */
#include "versions.h"

static const struct strata_version_scheme *const scheme = &strata_version_rubygems;

static void test_order(void **state)
{
	(void)state;
	check_ascending(scheme, "1.0.a.2 1.0.b1 1.0.rc1 1.0 1.0.1 1.1.a 1.1 1.2 1.10");
	check_ascending(scheme, "0.a 0 1");
	check_equal(scheme, "1 1.0 1.0.0");
	check_invalid(scheme, "1.a.. a b junk 1_0");
}

static void test_requirements(void **state)
{
	(void)state;
	check_requirement(scheme, "~> 2.2", "2.2 2.9", "3.0 2.1");
	check_requirement(scheme, "~> 2.2.0", "2.2.9", "2.3");
	check_requirement(scheme, "~> 3", "3.9", "4");
	check_requirement(scheme, ">= 1.0, < 2", "1.5 2.a", "2");
	check_requirement(scheme, "!= 1.0", "1.1", "1.0.0");
	check_requirement(scheme, "= 1.0", "1.0", "1.1");
	check_requirement(scheme, "1.0", "1.0", "1.1");
	check_refused(scheme, "^1.0");
	check_refused(scheme, "~> a");
	check_refused(scheme, "=>1");
}

static void test_laws(void **state)
{
	(void)state;
	check_total_order(scheme,
		"1.0.a.2 1.0.b1 1.0.rc1 1.0 1.0.1 1.1.a 1.1 1.2 1.10 0.a 0 1 1 1.0 1.0.0");
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
