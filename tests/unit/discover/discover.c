/* discover.c - roles of paths, and the formats that want them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "discover/discover.h"

static const struct {
	const char *path;
	enum strata_role role;
	const char *home;
} paths[] = {
	{ "package.json", STRATA_ROLE_OWN, "" },
	{ "src/app/package.json", STRATA_ROLE_OWN, "src/app" },
	{ "test-foo/go.mod", STRATA_ROLE_OWN, "test-foo" },
	{ "testing/go.mod", STRATA_ROLE_OWN, "testing" },
	{ "contest/go.mod", STRATA_ROLE_OWN, "contest" },
	{ "contests/go.mod", STRATA_ROLE_OWN, "contests" },
	{ "latest/go.mod", STRATA_ROLE_OWN, "latest" },
	{ "vendors/x.json", STRATA_ROLE_OWN, "vendors" },
	{ "vendor", STRATA_ROLE_OWN, "" },
	{ "test", STRATA_ROLE_OWN, "" },
	{ "src/Vendor/model.php", STRATA_ROLE_OWN, "src/Vendor" },
	{ "src/main/java/com/example/shop/pom.xml", STRATA_ROLE_OWN,
	  "src/main/java/com/example/shop" },
	{ "src/main/java/org/shop/bench/spec/A.java", STRATA_ROLE_OWN,
	  "src/main/java/org/shop/bench/spec" },
	{ "src/main/resources/static/vendor/a/test/a.js", STRATA_ROLE_VENDORED,
	  "src/main/resources/static" },
	{ "src/main/webapp/dist/a.js", STRATA_ROLE_GENERATED, "src/main/webapp/dist" },
	{ "samples/a/src/main/java/A.java", STRATA_ROLE_EXAMPLE, "samples/a/src/main/java" },
	{ "src/test/java/org/main/A.java", STRATA_ROLE_TEST, "src/test/java/org/main" },
	{ "cmd/dist/main.go", STRATA_ROLE_OWN, "cmd/dist" },
	{ "build/package.json", STRATA_ROLE_OWN, "build" },
	{ "src/target/x.c", STRATA_ROLE_OWN, "src/target" },
	{ "src/deps/x.c", STRATA_ROLE_OWN, "src/deps" },
	{ "test/package.json", STRATA_ROLE_TEST, "test" },
	{ "spec/dummy/Gemfile.lock", STRATA_ROLE_TEST, "spec/dummy" },
	{ "web/e2e/package-lock.json", STRATA_ROLE_TEST, "web/e2e" },
	{ "a/__tests__/x.js", STRATA_ROLE_TEST, "a/__tests__" },
	{ "integration-tests/pom.xml", STRATA_ROLE_TEST, "integration-tests" },
	{ "Shop.UnitTests/Shop.UnitTests.csproj", STRATA_ROLE_TEST, "Shop.UnitTests" },
	{ "ShopUITests/x.swift", STRATA_ROLE_TEST, "ShopUITests" },
	{ "pkg/a_test.go", STRATA_ROLE_TEST, "pkg" },
	{ "x/conftest.py", STRATA_ROLE_TEST, "x" },
	{ "src/cart.spec.ts", STRATA_ROLE_TEST, "src" },
	{ "test/fixtures/package.json", STRATA_ROLE_FIXTURE, "test/fixtures" },
	{ "src/test/resources/pom.xml", STRATA_ROLE_FIXTURE, "src/test/resources" },
	{ "pkg/testdata/go.mod", STRATA_ROLE_FIXTURE, "pkg/testdata" },
	{ "__snapshots__/x", STRATA_ROLE_FIXTURE, "__snapshots__" },
	{ "example/pubspec.lock", STRATA_ROLE_EXAMPLE, "example" },
	{ "docs/examples/a/go.mod", STRATA_ROLE_EXAMPLE, "docs/examples/a" },
	{ "examples/app/tests/go.mod", STRATA_ROLE_EXAMPLE, "examples/app/tests" },
	{ "samples/x/y.json", STRATA_ROLE_EXAMPLE, "samples/x" },
	{ "examples/app/node_modules/x/package.json", STRATA_ROLE_VENDORED, "examples/app" },
	{ "node_modules/a/node_modules/b/test/package.json", STRATA_ROLE_VENDORED, "" },
	{ "third_party/x/go.mod", STRATA_ROLE_VENDORED, "" },
	{ "lib/python3/site-packages/a/METADATA", STRATA_ROLE_VENDORED, "lib/python3" },
	{ ".yarn/cache/x.json", STRATA_ROLE_VENDORED, "" },
	{ "ios/Pods/x/Podfile", STRATA_ROLE_VENDORED, "ios" },
	{ "build/_deps/x/CMakeLists.txt", STRATA_ROLE_VENDORED, "build" },
	{ "deps/lua/x.c", STRATA_ROLE_VENDORED, "" },
	{ "subprojects/core/build.gradle", STRATA_ROLE_OWN, "subprojects/core" },
	{ "vendor/modules.txt", STRATA_ROLE_OWN, "" },
	{ "sub/vendor/modules.txt", STRATA_ROLE_OWN, "sub" },
	{ "examples/a/vendor/modules.txt", STRATA_ROLE_EXAMPLE, "examples/a" },
	{ "vendor/example.org/x/modules.txt", STRATA_ROLE_VENDORED, "" },
	{ "vendor/a/vendor/modules.txt", STRATA_ROLE_VENDORED, "" },
	{ "vendor/composer/installed.json", STRATA_ROLE_OWN, "" },
	{ "node_modules/.package-lock.json", STRATA_ROLE_OWN, "" },
	{ "dist/app.js", STRATA_ROLE_GENERATED, "dist" },
	{ "target/x.json", STRATA_ROLE_GENERATED, "target" },
	{ "core/target/classes/pom.xml", STRATA_ROLE_GENERATED, "core/target/classes" },
	{ "api/x.pb.go", STRATA_ROLE_GENERATED, "api" },
	{ "js/jquery.min.js", STRATA_ROLE_GENERATED, "js" },
	{ "", STRATA_ROLE_OWN, "" },
};

static void roles_follow_conventions(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		struct strata_str path = strata_str_of(paths[i].path);
		struct strata_str home = discover_home(path);

		if (discover_role(path) != paths[i].role)
			fail_msg("'%s' is %s", paths[i].path,
				 strata_role_name(discover_role(path)));
		if (!strata_str_eq(home, strata_str_of(paths[i].home)))
			fail_msg("'%s' is at home in '%.*s'", paths[i].path, STRATA_ARG(home));
	}
}

static const struct strata_format formats[] = {
	{ .name = "a/lock", .files = "a.lock b.lock" },
	{ .name = "b/list", .files = "need*.txt *need.txt reqs/*.txt" },
	{ .name = "c/folder", .files = "gradle/*.toml sub/exact.xml" },
	{ .name = "d/open", .files = "Dockerfile* b.lock" },
	{ .name = "e/project", .files = "*.csproj" },
};

static const struct strata_format *at(size_t index)
{
	return index < sizeof(formats) / sizeof(*formats) ? &formats[index] : NULL;
}

/* The map must answer what trying every glob answers. */
static void the_map_finds_what_globs_find(void **state)
{
	static const char *const names[] = {
		"a.lock",	 "x/b.lock",	 "needs.txt",	  "dev-need.txt",    "need.txt",
		"reqs/x.txt",	 "reqs/a/x.txt", "gradle/l.toml", "a/gradle/l.toml", "l.toml",
		"sub/exact.xml", "exact.xml",	 "Dockerfile",	  "Dockerfile.dev",  "x/Dockerfile",
		"a.csproj",	 ".csproj",	 "csproj",	  "x.lock",	     "",
		"a.lock/b",
	};
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct discover_table table;
	size_t all = 0;

	(void)state;
	discover_table_init(&table, &arena, at);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct strata_str path = strata_str_of(names[i]);
		struct discover_formats found = { 0 };
		size_t n = 0;

		discover_formats(&found, &table, path, &arena);
		for (size_t f = 0; at(f); f++) {
			if (!strata_format_wants(at(f), path))
				continue;
			assert_true(n < found.count);
			assert_ptr_equal(found.items[n++], at(f));
		}
		assert_int_equal(found.count, n);
		all += n;
	}
	assert_int_equal(all, 15);
	strata_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(roles_follow_conventions),
		cmocka_unit_test(the_map_finds_what_globs_find),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
