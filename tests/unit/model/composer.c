/* composer.c - the scheme `composer` against getcomposer.org/doc/articles/versions.md. */
#include "versions.h"

static const struct strata_version_scheme *const scheme = &strata_version_composer;

static void test_order(void **state)
{
	(void)state;
	check_ascending(scheme,
		"1.0-dev 1.0-alpha1 1.0-alpha2 1.0-beta1 1.0-RC1 1.0 1.0-p1 1.0.1 1.1 "
		"1.x-dev 2.0");
	check_ascending(scheme, "2010-01-02 2010-01-02.1 2011-01-01");
	check_equal(scheme, "1 1.0 v1.0.0 1.0.0.0 1.0.0+build 1.0-stable 1.0@dev 1.0-STABLE");
	check_equal(scheme, "1.0-alpha1 1.0a1 1.0.0.0-ALPHA-1");
	check_equal(scheme, "1.0-patch1 1.0-pl1 1.0p1");
	check_equal(scheme, "1.x-dev 1.*-dev v1.X-dev");
	check_invalid(scheme, "dev-main master foo 1.2.3.4.5 1..0 100000.x");
}

static void test_requirements(void **state)
{
	(void)state;
	check_requirement(scheme,
		"^1.2.3",
		"1.2.3 1.9.9 1.3.0-alpha1",
		"2.0.0 2.0.0-alpha1 1.2.2");
	check_requirement(scheme, "^0.3", "0.3.5", "0.4.0");
	check_requirement(scheme, "^0.0.3", "0.0.3", "0.0.4");
	check_requirement(scheme, "~1.2", "1.2 1.9", "2.0 2.0-dev");
	check_requirement(scheme, "~1.2.3", "1.2.9", "1.3.0");
	check_requirement(scheme, "1.0 - 2.0", "1.0 2.0.9", "2.1 2.1-dev");
	check_requirement(scheme, "1.0.0 - 2.1.0", "2.1.0", "2.1.1");
	check_requirement(scheme, "1.0.*", "1.0.0 1.0.9", "1.1.0");
	check_requirement(scheme, ">=1.0 <1.1 || >=1.2", "1.0.5 1.2", "1.1");
	check_requirement(scheme, ">=1.0,<2.0", "1.5 1.0-dev", "2.0-dev");
	check_requirement(scheme, "1.0|2.0", "1.0 2.0", "1.5");
	check_requirement(scheme, "!=1.0", "1.1 dev-main", "1.0.0");
	check_requirement(scheme, "*", "1.0 dev-main", "foo");
	check_requirement(scheme, "dev-main", "dev-main", "1.0 dev-other");
	check_requirement(scheme, "dev-main#0123abc", "dev-main", NULL);
	check_requirement(scheme, "!=dev-main", "1.0 dev-x", "dev-main");
	check_requirement(scheme, ">=dev-main", NULL, "dev-main 1.0");
	check_requirement(scheme, ">1.0@beta", "1.0-beta2", "1.0-alpha1");
	check_requirement(scheme, "1.0.x-dev as 1.0.5", "1.0.x-dev", "1.0.5");
	check_requirement(scheme, "1.x-dev", "1.x-dev", "1.0");
	check_requirement(scheme, "foo-dev", "dev-foo", "1.0");
	check_requirement(scheme, "@dev", "1.0-dev", NULL);
	check_requirement(scheme, ">=1.0dev", "1.0-dev 1.0", "0.9");
	check_requirement(scheme,
		"~99999999999999999999.1",
		"99999999999999999999.5.x-dev",
		"1.0");
	check_refused(scheme, "");
	check_refused(scheme, "~>1.0");
	check_refused(scheme, "foo");
	check_refused(scheme, "1.0||");
	check_refused(scheme, "^a");
}

static void test_laws(void **state)
{
	(void)state;
	check_total_order(scheme,
		"1.0-dev 1.0-alpha1 1.0-alpha2 1.0-beta1 1.0-RC1 1.0 1.0-p1 1.0.1 1.1 "
		"1.x-dev 2.0 2010-01-02 2010-01-02.1 2011-01-01 1 1.0 v1.0.0 1.0.0.0 "
		"1.0.0+build 1.0-stable 1.0@dev 1.0-STABLE 1.0-alpha1 1.0a1 "
		"1.0.0.0-ALPHA-1 1.0-patch1 1.0-pl1 1.0p1 1.x-dev 1.*-dev v1.X-dev");
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
