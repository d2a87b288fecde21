/* generic.c - the scheme `generic` against this project's own rules: the note of generic.c. */
#include "versions.h"

static const struct strata_version_scheme *const scheme = &strata_version_generic;

static void test_order(void **state)
{
	(void)state;
	check_ascending(scheme, "1.0-alpha 1.0-rc1 1.0 1.0x 1.0.1 1.2-2 1.2-3 1.10 2");
	check_equal(scheme, "1.0 v1.0 1-0");
}

static void test_requirements(void **state)
{
	(void)state;
	check_requirement(scheme, ">=1.2,<2", "1.2 1.9", "2 1.1");
	check_requirement(scheme, "1.2", "1.2", "1.3");
}

static void test_laws(void **state)
{
	(void)state;
	check_total_order(scheme,
		"1.0-alpha 1.0-rc1 1.0 1.0x 1.0.1 1.2-2 1.2-3 1.10 2 1.0 v1.0 1-0");
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
