/*
 * role.c - what a path is for; see discover.h.
 *
 * The rules are tables of whole names as package managers, build tools and test
 * frameworks use them (their documentation, 2026-11): `test-foo` and `testing` are
 * nobody's convention and say nothing. Words that are as often a part of a program
 * (`build`, `target`, `deps`, `external`) count only where the names around them leave
 * no doubt.
 */
#include "discover/discover.h"

#include <stdlib.h>
#include <string.h>

#define OWN STRATA_ROLE_OWN
#define TEST STRATA_ROLE_TEST
#define FIXTURE STRATA_ROLE_FIXTURE
#define EXAMPLE STRATA_ROLE_EXAMPLE
#define VENDORED STRATA_ROLE_VENDORED
#define GENERATED STRATA_ROLE_GENERATED

struct rule {
	const char *name;
	enum strata_role role;
};

/* A folder of that name, anywhere. Sorted bytewise. */
static const struct rule folders[] = {
	{ ".angular", GENERATED },
	{ ".build", VENDORED }, /* Swift: checkouts and products */
	{ ".bundle", VENDORED },
	{ ".cache", GENERATED },
	{ ".dart_tool", GENERATED },
	{ ".eggs", VENDORED },
	{ ".gradle", GENERATED },
	{ ".luarocks", VENDORED },
	{ ".next", GENERATED },
	{ ".nuget", VENDORED },
	{ ".nuxt", GENERATED },
	{ ".output", GENERATED },
	{ ".parcel-cache", GENERATED },
	{ ".pub-cache", VENDORED },
	{ ".stack-work", GENERATED },
	{ ".svelte-kit", GENERATED },
	{ ".terraform", VENDORED },
	{ ".tox", VENDORED },
	{ ".turbo", GENERATED },
	{ ".venv", VENDORED },
	{ ".yarn", VENDORED },
	{ "3rd-party", VENDORED },
	{ "3rd_party", VENDORED },
	{ "3rdparty", VENDORED },
	{ "CMakeFiles", GENERATED },
	{ "Carthage", VENDORED },
	{ "DerivedData", GENERATED },
	{ "Godeps", VENDORED },
	{ "Pods", VENDORED },
	{ "SourcePackages", VENDORED },
	{ "TestData", FIXTURE },
	{ "Tests", TEST },
	{ "ThirdParty", VENDORED },
	{ "__fixtures__", FIXTURE },
	{ "__generated__", GENERATED },
	{ "__mocks__", TEST },
	{ "__pycache__", GENERATED },
	{ "__pypackages__", VENDORED },
	{ "__snapshots__", FIXTURE },
	{ "__testfixtures__", FIXTURE },
	{ "__tests__", TEST },
	{ "_build", GENERATED },
	{ "_deps", VENDORED }, /* CMake's FetchContent */
	{ "_examples", EXAMPLE },
	{ "_vendor", VENDORED },
	{ "_vendored", VENDORED },
	{ "androidTest", TEST },
	{ "bench", TEST },
	{ "benches", TEST },
	{ "benchmark", TEST },
	{ "benchmarks", TEST },
	{ "bower_components", VENDORED },
	{ "cassettes", FIXTURE },
	{ "cmake-build-debug", GENERATED },
	{ "cmake-build-release", GENERATED },
	{ "cypress", TEST },
	{ "demo", EXAMPLE },
	{ "demos", EXAMPLE },
	{ "dist", GENERATED },
	{ "dist-packages", VENDORED },
	{ "e2e", TEST },
	{ "e2e-test", TEST },
	{ "elm-stuff", VENDORED },
	{ "example", EXAMPLE },
	{ "examples", EXAMPLE },
	{ "externals", VENDORED },
	{ "fixture", FIXTURE },
	{ "fixtures", FIXTURE },
	{ "functional-test", TEST },
	{ "functional_test", TEST },
	{ "fuzz", TEST },
	{ "generated", GENERATED },
	{ "generated-sources", GENERATED },
	{ "htmlcov", GENERATED },
	{ "integration-test", TEST },
	{ "integrationTest", TEST },
	{ "integration_test", TEST },
	{ "jspm_packages", VENDORED },
	{ "lua_modules", VENDORED },
	{ "node_modules", VENDORED },
	{ "playground", EXAMPLE },
	{ "playgrounds", EXAMPLE },
	{ "quickstart", EXAMPLE },
	{ "quickstarts", EXAMPLE },
	{ "sample", EXAMPLE },
	{ "samples", EXAMPLE },
	{ "showcase", EXAMPLE },
	{ "site-packages", VENDORED },
	{ "smoke-test", TEST },
	{ "spec", TEST },
	{ "specs", TEST },
	{ "storybook-static", GENERATED },
	{ "system-test", TEST },
	{ "test", TEST },
	{ "test-data", FIXTURE },
	{ "test-fixtures", FIXTURE },
	{ "test-resources", FIXTURE },
	{ "testData", FIXTURE },
	{ "testFixtures", FIXTURE },
	{ "test_data", FIXTURE },
	{ "test_fixtures", FIXTURE },
	{ "test_resources", FIXTURE },
	{ "testdata", FIXTURE },
	{ "testfixtures", FIXTURE },
	{ "tests", TEST },
	{ "testsuite", TEST },
	{ "third-party", VENDORED },
	{ "third_party", VENDORED },
	{ "thirdparty", VENDORED },
	{ "tutorial", EXAMPLE },
	{ "tutorials", EXAMPLE },
	{ "unit-test", TEST },
	{ "unit_test", TEST },
	{ "unittest", TEST },
	{ "unittests", TEST },
	{ "vcpkg_installed", VENDORED },
	{ "vendor", VENDORED },
	{ "vendored", VENDORED },
	{ "venv", VENDORED },
	{ "virtualenv", VENDORED },
	{ "web_modules", VENDORED },
};

/* A folder in a folder; an absent outer one means the top of the repository. */
static const struct {
	const char *outer, *inner;
	enum strata_role role;
} nested[] = {
	{ NULL, "deps", VENDORED },
	{ NULL, "target", GENERATED },
	{ "build", "classes", GENERATED },
	{ "build", "generated", GENERATED },
	{ "build", "intermediates", GENERATED },
	{ "build", "lib", GENERATED },
	{ "build", "libs", GENERATED },
	{ "build", "outputs", GENERATED },
	{ "build", "reports", GENERATED },
	{ "build", "static", GENERATED },
	{ "build", "tmp", GENERATED },
	{ "packrat", "lib", VENDORED },
	{ "packrat", "src", VENDORED },
	{ "renv", "library", VENDORED },
	{ "src", "it", TEST }, /* Maven's invoker plugin */
	{ "target", "classes", GENERATED },
	{ "target", "debug", GENERATED },
	{ "target", "maven-status", GENERATED },
	{ "target", "package", GENERATED },
	{ "target", "release", GENERATED },
	{ "target", "test-classes", GENERATED },
	{ "test", "data", FIXTURE },
	{ "test", "resources", FIXTURE },
	{ "tests", "data", FIXTURE },
	{ "tests", "resources", FIXTURE },
	{ "wwwroot", "lib", VENDORED }, /* LibMan, Bower in ASP.NET */
};

/* How the name of a folder ends: `Shop.UnitTests`, `shop-tests`, `ShopUITests`. */
static const struct rule folder_ends[] = {
	{ "-tests", TEST },
	{ "_tests", TEST },
	{ ".Test", TEST },
	{ "Tests", TEST },
};

/* How the name of a file ends. */
static const struct rule file_ends[] = {
	{ ".Designer.cs", GENERATED },	{ ".freezed.dart", GENERATED },
	{ ".g.cs", GENERATED },		{ ".g.dart", GENERATED },
	{ ".generated.cs", GENERATED }, { ".generated.ts", GENERATED },
	{ ".min.css", GENERATED },	{ ".min.js", GENERATED },
	{ ".pb.cc", GENERATED },	{ ".pb.go", GENERATED },
	{ ".pb.gw.go", GENERATED },	{ ".pb.h", GENERATED },
	{ "_generated.go", GENERATED }, { "_pb.d.ts", GENERATED },
	{ "_pb.js", GENERATED },	{ "_pb2.py", GENERATED },
	{ "_pb2_grpc.py", GENERATED },	{ ".snap", FIXTURE },
	{ ".spec.js", TEST },		{ ".spec.jsx", TEST },
	{ ".spec.ts", TEST },		{ ".spec.tsx", TEST },
	{ ".test.cjs", TEST },		{ ".test.js", TEST },
	{ ".test.jsx", TEST },		{ ".test.mjs", TEST },
	{ ".test.ts", TEST },		{ ".test.tsx", TEST },
	{ "Test.java", TEST },		{ "Test.kt", TEST },
	{ "Test.php", TEST },		{ "Tests.cs", TEST },
	{ "Tests.java", TEST },		{ "Tests.swift", TEST },
	{ "_spec.rb", TEST },		{ "_test.cc", TEST },
	{ "_test.cpp", TEST },		{ "_test.dart", TEST },
	{ "_test.exs", TEST },		{ "_test.go", TEST },
	{ "_test.py", TEST },		{ "_test.rb", TEST },
	{ "_unittest.cc", TEST },
};

/* What stands in a vendored folder, directly or so deep, to say what is in it. */
static const struct {
	const char *folder, *file;
} lists[] = {
	{ "vendor", "modules.txt" },
	{ "vendor", "vendor.json" },
	{ "vendor", "manifest" },
	{ "vendor", "composer/installed.json" },
	{ "node_modules", ".package-lock.json" },
	{ "Godeps", "Godeps.json" },
	{ "Pods", "Manifest.lock" },
};

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* The higher, the stronger: see discover.h. */
static int strength(enum strata_role role)
{
	static const int order[] = {
		[OWN] = 0,     [TEST] = 1,	[EXAMPLE] = 2,
		[FIXTURE] = 3, [GENERATED] = 4, [VENDORED] = 5,
	};

	return order[role];
}

static void strengthen(enum strata_role *role, enum strata_role other)
{
	if (strength(other) > strength(*role))
		*role = other;
}

static int compare(const void *key, const void *rule)
{
	return strata_str_cmp(*(const struct strata_str *)key,
			      strata_str_of(((const struct rule *)rule)->name));
}

static enum strata_role by_end(const struct rule *rules, size_t count, struct strata_str name)
{
	for (size_t i = 0; i < count; i++) {
		struct strata_str end = strata_str_of(rules[i].name);

		if (name.len > end.len && strata_str_ends(name, end))
			return rules[i].role;
	}
	return OWN;
}

/* Names of Java packages: `com/example/shop` is an example of nothing. */
static bool is_package(struct strata_str outer)
{
	return strata_str_eq(outer, STRATA_STR("com")) || strata_str_eq(outer, STRATA_STR("org")) ||
	       strata_str_eq(outer, STRATA_STR("net")) || strata_str_eq(outer, STRATA_STR("io"));
}

/* Programs that are named so: `cmd/dist`, `internal/generated` is none of them. */
static bool is_program(struct strata_str outer, struct strata_str name)
{
	return strata_str_eq(name, STRATA_STR("dist")) &&
	       (strata_str_eq(outer, STRATA_STR("cmd")) ||
		strata_str_eq(outer, STRATA_STR("src")) ||
		strata_str_eq(outer, STRATA_STR("internal")) ||
		strata_str_eq(outer, STRATA_STR("pkg")));
}

/* What one folder says; outer is the name around it, absent at the top. */
static enum strata_role folder_role(struct strata_str outer, struct strata_str name)
{
	const struct rule *rule =
		bsearch(&name, folders, COUNT(folders), sizeof(*folders), compare);
	enum strata_role role = rule ? rule->role : by_end(folder_ends, COUNT(folder_ends), name);

	if ((role != VENDORED && is_package(outer)) || is_program(outer, name))
		role = OWN;
	for (size_t i = 0; i < COUNT(nested); i++)
		if (strata_str_eq(name, strata_str_of(nested[i].inner)) &&
		    (nested[i].outer ? strata_str_eq(outer, strata_str_of(nested[i].outer))
				     : !outer.ptr))
			strengthen(&role, nested[i].role);
	return role;
}

static enum strata_role file_role(struct strata_str name)
{
	if (strata_str_starts(name, STRATA_STR("test_")) &&
	    strata_str_ends(name, STRATA_STR(".py")))
		return TEST;
	if (strata_str_eq(name, STRATA_STR("conftest.py")))
		return TEST;
	if (strata_str_starts(name, STRATA_STR("zz_generated.")))
		return GENERATED;
	return by_end(file_ends, COUNT(file_ends), name);
}

/* Whether the file says what lies in the vendored folder, and what is below it. */
static bool is_list(struct strata_str folder, struct strata_str below)
{
	for (size_t i = 0; i < COUNT(lists); i++)
		if (strata_str_eq(folder, strata_str_of(lists[i].folder)) &&
		    strata_str_eq(below, strata_str_of(lists[i].file)))
			return true;
	return false;
}

/*
 * Goes down the folders of a path. *home gets the part around the outermost vendored
 * folder, else the path's own folder.
 */
static enum strata_role judge(struct strata_str *home, struct strata_str path)
{
	struct strata_str name, rest = path, outer = STRATA_NONE;
	enum strata_role role = OWN, one;
	bool program = false;

	*home = strata_path_dir(path);
	while (strata_str_cut(&name, &rest, rest, '/')) {
		one = folder_role(outer, name);
		/* Below src/main a build says itself that it is no test: these are packages. */
		if (program && strength(one) < strength(GENERATED))
			one = OWN;
		program = program || (strata_str_eq(outer, STRATA_STR("src")) &&
				      strata_str_eq(name, STRATA_STR("main")));
		if (one == VENDORED) {
			size_t at = (size_t)(name.ptr - path.ptr);

			*home = strata_str_take(path, at ? at - 1 : 0);
			return is_list(name, rest) ? role : VENDORED;
		}
		strengthen(&role, one);
		outer = name;
	}
	strengthen(&role, file_role(name));
	return role;
}

enum strata_role discover_role(struct strata_str path)
{
	struct strata_str home;

	return judge(&home, path);
}

struct strata_str discover_home(struct strata_str path)
{
	struct strata_str home;

	judge(&home, path);
	return home;
}
