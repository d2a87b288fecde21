/* cargo.c - the scheme `cargo` against doc.rust-lang.org/cargo, Specifying Dependencies. */
#include "versions.h"

static const struct strata_version_scheme *const scheme = &strata_version_cargo;

static void test_order(void **state)
{
	(void)state;
	/* Around where numbers are compared as numbers, and where as texts. */
	check_ascending(scheme, "0.0.999999999999999 0.0.1000000000000000 0.0.9999999999999999 "
				"0.10.0 0.999999999999999.1 0.1000000000000000.0 9.0.0 10.0.0-a 10.0.0");
	check_ascending(scheme,
		"0.0.1 0.1.0 1.0.0-alpha.1 1.0.0-beta.2 1.0.0-beta.11 1.0.0 "
		"18446744073709551615.0.0");
	check_equal(scheme, "1.0.0+a 1.0.0+b 1.0.0");
	check_invalid(scheme, "1.0 v1.0.0 01.0.0 18446744073709551616.0.0 1.0.0.0");
}

static void test_requirements(void **state)
{
	(void)state;
	check_requirement(scheme, "1.2.3", "1.2.3 1.9.0", "2.0.0 1.2.2 1.3.0-rc.1");
	check_requirement(scheme, "0.2.3", "0.2.9", "0.3.0");
	check_requirement(scheme, "0.0.3", "0.0.3", "0.0.4");
	check_requirement(scheme, "0.0", "0.0.9", "0.1.0");
	check_requirement(scheme, "0", "0.9.0", "1.0.0");
	check_requirement(scheme, "~1.2", "1.2.9", "1.3.0");
	check_requirement(scheme, "~1", "1.9.9", "2.0.0");
	check_requirement(scheme, "1.2.*", "1.2.0", "1.3.0");
	check_requirement(scheme, "*", "1.0.0", "1.0.0-rc.1");
	check_requirement(scheme, ">= 1.2, < 1.5", "1.4.9", "1.5.0");
	check_requirement(scheme, "=1.2", "1.2.9", "1.3.0");
	check_requirement(scheme, ">1", "2.0.0", "1.9.9 2.0.0-rc.1");
	check_requirement(scheme, "<=0.18446744073709551615", "0.9.0", "1.0.1");
	check_requirement(scheme, ">18446744073709551615", NULL, "1.0.0 18446744073709551615.0.0");
	check_refused(scheme, "");
	check_refused(scheme, "1.2.3.4");
	check_refused(scheme, "!=1.2");
	check_refused(scheme, "1,");
	check_refused(scheme, ">=1.2 <1.5");
}

static void test_laws(void **state)
{
	(void)state;
	check_total_order(scheme,
		"0.0.1 0.1.0 1.0.0-alpha.1 1.0.0-beta.2 1.0.0-beta.11 1.0.0 "
		"18446744073709551615.0.0 1.0.0+a 1.0.0+b 1.0.0");
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
