/* debian.c - the scheme `debian` against Debian policy, 5.6.12, and deb-version(7). */
#include "versions.h"

static const struct strata_version_scheme *const scheme = &strata_version_debian;

static void test_order(void **state)
{
	(void)state;
	check_ascending(scheme,
		"1.0~~ 1.0~~a 1.0~ 1.0~rc1-1 1.0 1.0-1~bpo1 1.0-1 1.0-1+b1 1.0-2 1.0a "
		"1.0+dfsg-1 1.0.1 1:0.1");
	check_equal(scheme, "1.0 0:1.0 1.0-0 1.00");
	check_equal(scheme, "1.0-1 1.0-01");
	check_invalid(scheme, "a:1.0 1.0- 1_0 :1");
}

static void test_requirements(void **state)
{
	(void)state;
	check_requirement(scheme, "(>= 1.2)", "1.2 1:0", "1.1");
	check_requirement(scheme, "<< 2", "1.9 2~rc1", "2");
	check_requirement(scheme, ">> 2", "2.1 2-1", "2");
	check_requirement(scheme, "= 1.0-1", "1.0-1", "1.0-2");
	check_requirement(scheme, "<= 1.0", "1.0~a", "1.0-1");
	check_refused(scheme, "foo: bar:");
	check_refused(scheme, "~ 1");
}

static void test_laws(void **state)
{
	(void)state;
	check_total_order(scheme,
		"1.0~~ 1.0~~a 1.0~ 1.0~rc1-1 1.0 1.0-1~bpo1 1.0-1 1.0-1+b1 1.0-2 1.0a "
		"1.0+dfsg-1 1.0.1 1:0.1 1.0 0:1.0 1.0-0 1.00 1.0-1 1.0-01");
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
