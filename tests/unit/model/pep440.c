/*
 * pep440.c - the scheme `pep440` against
 * packaging.python.org, Version specifiers: its own ordered lists and examples.
 */
#include "versions.h"

static const struct strata_version_scheme *const scheme = &strata_version_pep440;

static void test_order(void **state)
{
	(void)state;
	check_ascending(scheme,
		"1.0.dev456 1.0a1 1.0a2.dev456 1.0a12.dev456 1.0a12 1.0b1.dev456 1.0b2 "
		"1.0b2.post345.dev456 1.0b2.post345 1.0rc1.dev456 1.0rc1 1.0 1.0+abc.5 "
		"1.0+abc.7 1.0+5 1.0.post456.dev34 1.0.post456 1.0.15 1.1.dev1");
	check_ascending(scheme, "2013.10 2014.04 1!1.0 1!1.1 1!2.0");
	check_equal(scheme, "1.0 1.0.0 v1.0 0!1.0");
	check_equal(scheme, "1.0a1 1.0alpha1 1.0.ALPHA-1");
	check_equal(scheme, "1.0.post1 1.0-1 1.0.rev1");
	check_equal(scheme, "1.0rc1 1.0c1 1.0.pre1");
	check_invalid(scheme, "1.0.x french-toast 1.0+ 1..0");
}

static void test_requirements(void **state)
{
	(void)state;
	check_requirement(scheme, "~=2.2", "2.2 2.9", "3.0 2.1");
	check_requirement(scheme, "~=2.2.post3", "2.2.post3 2.9", "2.2");
	check_requirement(scheme, "==1.1", "1.1 1.1.0", "1.1.post1");
	check_requirement(scheme, "==1.1.*", "1.1 1.1.post1 1.1a1", "1.2");
	check_requirement(scheme, "!=1.1.*", "1.2", "1.1.post1");
	check_requirement(scheme, ">1.7", "1.7.1 1.8", "1.7.0.post1 1.7");
	check_requirement(scheme, ">=1.0,<2.0", "1.5", "2.0 2.0rc1");
	check_requirement(scheme, "<=1.0", "1.0", "1.0.post1");
	check_requirement(scheme, "===foobar", NULL, "1.0");
	check_refused(scheme, "^1.0");
	check_refused(scheme, "~=1");
	check_refused(scheme, ">=1.0.*");
	check_refused(scheme, "1.0");
}

static void test_laws(void **state)
{
	(void)state;
	check_total_order(scheme,
		"1.0.dev456 1.0a1 1.0a2.dev456 1.0a12.dev456 1.0a12 1.0b1.dev456 1.0b2 "
		"1.0b2.post345.dev456 1.0b2.post345 1.0rc1.dev456 1.0rc1 1.0 1.0+abc.5 "
		"1.0+abc.7 1.0+5 1.0.post456.dev34 1.0.post456 1.0.15 1.1.dev1 2013.10 "
		"2014.04 1!1.0 1!1.1 1!2.0 1.0 1.0.0 v1.0 0!1.0 1.0a1 1.0alpha1 "
		"1.0.ALPHA-1 1.0.post1 1.0-1 1.0.rev1 1.0rc1 1.0c1 1.0.pre1");
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
