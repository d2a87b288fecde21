/* ecosystem.c - the table of ecosystems and the rules for names: src/model/ecosystem.c. */
#include "strata/ecosystem.h"

#include "versions.h"

static void check_name(const struct strata_ecosystem *ecosystem, const char *name, const char *want)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_str got = ecosystem->normalise(&arena, strata_str_of(name));

	if (!strata_str_eq(got, strata_str_of(want)))
		fail_msg("%s: '%.*s', not '%s'", ecosystem->name, STRATA_ARG(got), want);
	strata_arena_release(&arena);
}

static void test_names(void **state)
{
	(void)state;
	check_name(&strata_ecosystem_pypi, "Foo__Bar.-baz", "foo-bar-baz");
	check_name(&strata_ecosystem_nuget, "Newtonsoft.Json", "newtonsoft.json");
	check_name(&strata_ecosystem_composer, "Vendor/Package", "vendor/package");
	check_name(&strata_ecosystem_hex, "Jason", "jason");
	check_name(&strata_ecosystem_actions, "Owner/Action", "owner/action");
	check_name(&strata_ecosystem_npm, "JSONStream", "JSONStream");
	check_name(&strata_ecosystem_go, "host.example/User/x", "host.example/User/x");
	check_name(&strata_ecosystem_maven, "org.Example:Lib", "org.Example:Lib");
	check_name(&strata_ecosystem_vscode, "Publisher/Extension", "publisher/extension");
}

static void test_addresses(void **state)
{
	const struct strata_ecosystem *swift = &strata_ecosystem_swift;

	(void)state;
	check_name(swift, "https://Host.example/Owner/Repo.git/", "host.example/owner/repo");
	check_name(swift, "git@host.example:Owner/Repo", "host.example/owner/repo");
	check_name(swift, "ssh://git@host.example/owner/repo.git", "host.example/owner/repo");
	check_name(swift, "host.example/owner/repo", "host.example/owner/repo");
	check_name(swift, "https://host.example/own:er/repo", "host.example/own:er/repo");
	check_name(swift, "", "");
	check_name(swift, "@", "@");
	check_name(swift, "a@:", "/");
}

static void test_lookup(void **state)
{
	(void)state;
	assert_ptr_equal(strata_ecosystem_named(STRATA_STR("Debian:12")), &strata_ecosystem_debian);
	assert_ptr_equal(strata_ecosystem_named(STRATA_STR("Ubuntu:22.04:LTS")),
			 &strata_ecosystem_ubuntu);
	assert_ptr_equal(strata_ecosystem_named(STRATA_STR("Photon OS:3.0")),
			 &strata_ecosystem_photon);
	assert_null(strata_ecosystem_named(STRATA_STR("debian")));
	assert_null(strata_ecosystem_named(STRATA_STR("Nowhere")));
}

static void check_purl(const char *type, const char *space, const struct strata_ecosystem *want)
{
	assert_ptr_equal(strata_ecosystem_of_purl(strata_str_of(type), strata_str_of(space)), want);
}

static void test_of_purl(void **state)
{
	(void)state;
	check_purl("PyPI", NULL, &strata_ecosystem_pypi);
	check_purl("golang", "host.example/a", &strata_ecosystem_go);
	check_purl("rpm", "redhat", &strata_ecosystem_redhat);
	check_purl("rpm", "rocky", &strata_ecosystem_rocky);
	check_purl("rpm", "opensuse", &strata_ecosystem_opensuse);
	check_purl("deb", "ubuntu", &strata_ecosystem_ubuntu);
	check_purl("apk", "wolfi", &strata_ecosystem_wolfi);
	check_purl("rpm", "fedora", NULL);
	check_purl("deb", NULL, NULL);
	check_purl("generic", "linux", NULL);
	check_purl("docker", "library", &strata_ecosystem_docker);
	check_purl("nothing", NULL, NULL);
}

/* OSV schema 1.7.5, docs/schema.md: "Defined Ecosystems", read 2026-11; "GIT" has no packages. */
static const char *const defined[] = {
	"AlmaLinux", "Alpaquita", "Alpine", "Android", "Azure Linux", "BellSoft Hardened Containers",
	"Bioconductor", "Bitnami", "Chainguard", "CleanStart", "ConanCenter", "CRAN", "crates.io",
	"Debian", "Docker Hardened Images", "Echo", "FreeBSD", "GHC", "GitHub Actions", "Go",
	"Hackage", "Hex", "Julia", "Kubernetes", "Linux", "Mageia", "Maven", "MinimOS", "npm", "NuGet",
	"opam", "openEuler", "openSUSE", "OSS-Fuzz", "Packagist", "Photon OS", "Pub", "PyPI", "Red Hat",
	"Rocky Linux", "Root", "RubyGems", "SUSE", "SwiftURL", "Ubuntu", "VSCode", "Wolfi",
};

static void test_all_defined(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(defined) / sizeof(*defined); i++)
		if (!strata_ecosystem_named(strata_str_of(defined[i])))
			fail_msg("no row for '%s'", defined[i]);
		else
			assert_false(strata_ecosystem_named(strata_str_of(defined[i]))->outside);
}

static void test_rows_are_whole(void **state)
{
	const struct strata_ecosystem *a, *b;

	(void)state;
	for (size_t i = 0; (a = strata_ecosystem_at(i)); i++) {
		assert_non_null(a->versions);
		assert_non_null(a->normalise);
		assert_true(a->purl_type[0]);
		for (size_t j = 0; j < i; j++) {
			b = strata_ecosystem_at(j);
			assert_string_not_equal(a->name, b->name);
		}
	}
}

static void test_versions(void **state)
{
	const struct strata_version_scheme *cran = strata_ecosystem_cran.versions;

	(void)state;
	check_ascending(cran, "0.9 1.2 1.2-3 1.2-10 1.3");
	check_equal(cran, "1.2-3 1.2.3");
	check_ascending(strata_ecosystem_hackage.versions, "1.2 1.2.0.1 1.2.3.4 1.10");
	check_ascending(strata_ecosystem_bioconductor.versions, "1.9.3 1.10.0 1.10.1");
	check_ascending(strata_ecosystem_opam.versions, "1.0~beta1 1.0 1.0-1 1.1");
	check_ascending(strata_ecosystem_openeuler.versions, "1.0-1.oe1 1.0-2.oe1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),	    cmocka_unit_test(test_lookup),
		cmocka_unit_test(test_addresses),   cmocka_unit_test(test_of_purl),
		cmocka_unit_test(test_all_defined), cmocka_unit_test(test_rows_are_whole),
		cmocka_unit_test(test_versions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
