/* requirement.c - requirements raised as their authors write them: src/fix/requirement.c. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "fix/requirement.h"

struct row {
	const struct strata_ecosystem *ecosystem;
	const char *written, *version, *raised; /* raised NULL: it cannot be */
};

static const struct row rows[] = {
	{ &strata_ecosystem_npm, "1.2.3", "1.2.9", "1.2.9" },
	{ &strata_ecosystem_npm, "=1.2.3", "2.0.0", "=2.0.0" },
	{ &strata_ecosystem_npm, "v1.2.3", "1.3.0", "v1.3.0" },
	{ &strata_ecosystem_npm, "^1.2.3", "1.3.0", "^1.3.0" },
	{ &strata_ecosystem_npm, "~1.2", "2.0.1", "~2.0.1" },
	{ &strata_ecosystem_npm, ">= 1.2.3", "1.3.0", ">= 1.3.0" },
	{ &strata_ecosystem_npm, ">1.0.0", "1.3.0", ">=1.3.0" },
	{ &strata_ecosystem_npm, ">=1.0.0 <2.0.0", "1.3.0", ">=1.3.0 <2.0.0" },
	{ &strata_ecosystem_npm, ">= 1.0.0 <2.0.0", "1.3.0", ">= 1.3.0 <2.0.0" },
	{ &strata_ecosystem_npm, ">=1.0.0 <2.0.0", "2.3.0", "^2.3.0" },
	{ &strata_ecosystem_npm, "1.x", "1.3.0", "^1.3.0" },
	{ &strata_ecosystem_npm, "*", "1.3.0", "^1.3.0" },
	{ &strata_ecosystem_npm, "<2", "2.3.0", "^2.3.0" },
	{ &strata_ecosystem_npm, "^1.0.0 || ^2.0.0", "2.3.0", "^2.3.0" },
	{ &strata_ecosystem_npm, "1.0.0 - 1.2.0", "1.3.0", "^1.3.0" },
	{ &strata_ecosystem_npm, "latest", "1.3.0", "^1.3.0" },
	{ &strata_ecosystem_cargo, "1", "1.3.0", "1.3.0" },
	{ &strata_ecosystem_cargo, "=1.0.0", "1.3.0", "=1.3.0" },
	{ &strata_ecosystem_cargo, ">=0.3, <0.5", "0.4.2", ">=0.4.2, <0.5" },
	{ &strata_ecosystem_pypi, "==1.0", "1.3.post1", "==1.3.post1" },
	{ &strata_ecosystem_pypi, ">=1.0,<2", "1.3", ">=1.3,<2" },
	{ &strata_ecosystem_pypi, "~=1.0", "1.3.2", "~=1.0,>=1.3.2" },
	{ &strata_ecosystem_pypi, "~=1.0.0", "1.0.2", "~=1.0.2" },
	{ &strata_ecosystem_pypi, "<2", "2.3", ">=2.3" },
	{ &strata_ecosystem_rubygems, "~> 5.2", "5.2.8.1", "~> 5.2, >= 5.2.8.1" },
	{ &strata_ecosystem_rubygems, "5.2.0", "5.2.8", "5.2.8" },
	{ &strata_ecosystem_composer, "^1.0", "1.3.2", "^1.3.2" },
	{ &strata_ecosystem_composer, "~1.0", "1.3.2", "~1.0 >=1.3.2" },
	{ &strata_ecosystem_go, "v1.0.0", "v1.3.0", "v1.3.0" },
	{ &strata_ecosystem_npm, "^1.0.0", "no version", NULL },
};

static void test_raise(void **state)
{
	struct strata_arena arena = STRATA_ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct strata_str out = STRATA_STR("(none)");
		bool raised = fix_requirement_raise(&out, rows[i].ecosystem,
						    strata_str_of(rows[i].written),
						    strata_str_of(rows[i].version), &arena);

		if (raised != (rows[i].raised != NULL) ||
		    (raised && !strata_str_eq(out, strata_str_of(rows[i].raised))))
			fail_msg("'%s' to %s gives '%.*s'", rows[i].written, rows[i].version,
				 STRATA_ARG(out));
	}
	strata_arena_release(&arena);
}

static void test_major_versions(void **state)
{
	(void)state;
	assert_true(fix_crosses_major(STRATA_STR("1.2.3"), STRATA_STR("2.0.0")));
	assert_false(fix_crosses_major(STRATA_STR("v1.2.3"), STRATA_STR("1.9.0")));
	assert_true(fix_crosses_major(STRATA_STR("0.2.3"), STRATA_STR("0.3.0")));
	assert_false(fix_crosses_major(STRATA_STR("0.2.3"), STRATA_STR("0.2.9")));
	assert_false(fix_crosses_major(STRATA_NONE, STRATA_STR("0.2.9")));
}

static void test_versions_of_go(void **state)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	static const struct { const char *module, *version, *written; } each[] = {
		{ "m.example/a", "1.2.3", "v1.2.3" },
		{ "m.example/a", "v1.2.3", "v1.2.3" },
		{ "m.example/a", "2.0.0", "v2.0.0+incompatible" },
		{ "m.example/a/v2", "2.0.0", "v2.0.0" },
		{ "gopkg.in/yaml.v2", "2.2.8", "v2.2.8" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(each) / sizeof(*each); i++) {
		struct strata_str v = fix_version_written(&strata_ecosystem_go,
							  strata_str_of(each[i].module),
							  strata_str_of(each[i].version), &arena);

		if (!strata_str_eq(v, strata_str_of(each[i].written)))
			fail_msg("%s gives %.*s", each[i].written, STRATA_ARG(v));
	}
	strata_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_raise),
		cmocka_unit_test(test_major_versions),
		cmocka_unit_test(test_versions_of_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
