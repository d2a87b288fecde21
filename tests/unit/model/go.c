/* go.c - the scheme `go` against go.dev/ref/mod, Versions and Pseudo-versions. */
#include "versions.h"

static const struct strata_version_scheme *const scheme = &strata_version_go;

static void test_order(void **state)
{
	(void)state;
	check_ascending(scheme,
		"v0.0.0-20190101000000-abcdefabcdef v0.0.0 v1.2.3-pre "
		"v1.2.3-pre.0.20200101120000-abcdefabcdef v1.2.3 "
		"v1.2.4-0.20200101120000-abcdefabcdef v1.2.4 v2.0.0+incompatible");
	check_equal(scheme, "v1.2 v1.2.0 1.2.0 v1.2.0+incompatible");
	check_invalid(scheme, "v1.2-pre v01.2.3 main v1.2.3.4");
}

static void test_requirements(void **state)
{
	(void)state;
	check_requirement(scheme, "v1.2.3", "v1.2.3", "v1.2.4");
	check_requirement(scheme, "[v1.0.0, v1.9.9]", "v1.0.0 v1.9.9", "v2.0.0");
	check_requirement(scheme, ">=1.2.0,<1.3.0", "v1.2.9", "v1.3.0");
	check_refused(scheme, "latest");
}

static void test_laws(void **state)
{
	(void)state;
	check_total_order(scheme,
		"v0.0.0-20190101000000-abcdefabcdef v0.0.0 v1.2.3-pre "
		"v1.2.3-pre.0.20200101120000-abcdefabcdef v1.2.3 "
		"v1.2.4-0.20200101120000-abcdefabcdef v1.2.4 v2.0.0+incompatible v1.2 "
		"v1.2.0 1.2.0 v1.2.0+incompatible");
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
