/* purl.c - package URLs, against examples made from the package-url specification. */
#include "strata/inventory.h"
#include "versions.h"

static void check(const struct strata_ecosystem *ecosystem, const char *name, const char *version,
		  const char *want)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_str got = strata_purl(&arena, ecosystem, strata_str_of(name),
					    strata_str_of(version));

	if (!strata_str_eq(got, strata_str_of(want)))
		fail_msg("%.*s, not %s", STRATA_ARG(got), want);
	strata_arena_release(&arena);
}

static void test_namespaces(void **state)
{
	(void)state;
	check(&strata_ecosystem_npm, "@scope/name", "1.0.0", "pkg:npm/%40scope/name@1.0.0");
	check(&strata_ecosystem_npm, "left-pad", NULL, "pkg:npm/left-pad");
	check(&strata_ecosystem_go, "host.example/a/b/v2", "v2.0.0+incompatible",
	      "pkg:golang/host.example/a/b/v2@v2.0.0%2Bincompatible");
	check(&strata_ecosystem_maven, "org.example:lib", "1.0.Final",
	      "pkg:maven/org.example/lib@1.0.Final");
	check(&strata_ecosystem_swift, "host.example/owner/repo", "1.2.3",
	      "pkg:swift/host.example/owner/repo@1.2.3");
	check(&strata_ecosystem_swift, "https://host.example/Owner/Repo.git", "1.2.3",
	      "pkg:swift/host.example/Owner/Repo@1.2.3");
	check(&strata_ecosystem_actions, "Owner/Action", "v4", "pkg:githubactions/owner/action@v4");
}

static void test_case(void **state)
{
	(void)state;
	check(&strata_ecosystem_pypi, "Foo_Bar.baz", "1.0", "pkg:pypi/foo-bar-baz@1.0");
	check(&strata_ecosystem_composer, "Vendor/Package", "1.0", "pkg:composer/vendor/package@1.0");
	check(&strata_ecosystem_hex, "Jason", "1.4.0", "pkg:hex/jason@1.4.0");
	check(&strata_ecosystem_nuget, "Newtonsoft.Json", "13.0.1", "pkg:nuget/Newtonsoft.Json@13.0.1");
	check(&strata_ecosystem_npm, "JSONStream", "1.3.5", "pkg:npm/JSONStream@1.3.5");
	check(&strata_ecosystem_rubygems, "RedCloth", "4.3.2", "pkg:gem/RedCloth@4.3.2");
}

static void test_encoding(void **state)
{
	(void)state;
	check(&strata_ecosystem_npm, "a b", "1.0 beta", "pkg:npm/a%20b@1.0%20beta");
	check(&strata_ecosystem_cargo, "x?y#z@w%", "1+b", "pkg:cargo/x%3Fy%23z%40w%25@1%2Bb");
	check(&strata_ecosystem_debian, "libstdc++6", "1:12.2~rc1-1",
	      "pkg:deb/libstdc%2B%2B6@1:12.2~rc1-1");
	check(&strata_ecosystem_cargo, "caf\xc3\xa9", NULL, "pkg:cargo/caf%C3%A9");
	check(&strata_ecosystem_cargo, "new\nline", NULL, "pkg:cargo/new%0Aline");
}

static void test_what_is_written_means_a_package(void **state)
{
	static const struct { const char *written, *purl; bool means; } rows[] = {
		{ "pkg:npm/lodash", "pkg:npm/lodash@4.17.4", true },
		{ "pkg:npm/lodash@4.17.4", "pkg:npm/lodash@4.17.4", true },
		{ "pkg:npm/lodash@4.17.5", "pkg:npm/lodash@4.17.4", false },
		{ "pkg:npm/lodash", "pkg:npm/lodash-es@4.17.4", false },
		{ "pkg:npm/lodash*", "pkg:npm/lodash-es@4.17.4", true },
		{ "pkg:npm/@scope/name", "pkg:npm/%40scope/name@1.0.0", true },
		{ "pkg:npm/@scope/name@1.0.0", "pkg:npm/%40scope/name@1.0.0", true },
		{ "pkg:npm/@scope/name@2.0.0", "pkg:npm/%40scope/name@1.0.0", false },
		{ "pkg:npm/%40scope/name", "pkg:npm/%40scope/name@1.0.0", true },
		{ "pkg:npm/@scope/*", "pkg:npm/%40scope/name", true },
		{ "pkg:npm/@scope/name", "pkg:npm/name@1.0.0", false },
		{ "pkg:cargo/lodash", "pkg:npm/lodash@4.17.4", false },
		{ "", "pkg:npm/lodash@4.17.4", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (strata_purl_means(strata_str_of(rows[i].written), strata_str_of(rows[i].purl)) !=
		    rows[i].means)
			fail_msg("%s and %s", rows[i].written, rows[i].purl);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_namespaces),
		cmocka_unit_test(test_case),
		cmocka_unit_test(test_encoding),
		cmocka_unit_test(test_what_is_written_means_a_package),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
