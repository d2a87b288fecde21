/* cargo_index.c - a crate's file of a sparse index: src/resolve/cargo/index.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "resolve/cargo/index.h"

static struct strata_arena arena;

static void paths_are_by_length(void **state)
{
	static const char *const pairs[][2] = {
		{ "a", "1/a" }, { "Ab", "2/ab" }, { "abc", "3/a/abc" }, { "Ser_de", "se/r_/ser_de" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		assert_true(strata_str_eq(cargo_index_path(strata_str_of(pairs[i][0]), &arena),
					  strata_str_of(pairs[i][1])));
	assert_null(cargo_index_path(STRATA_STR("../up"), &arena).ptr);
	assert_null(cargo_index_path(STRATA_STR(""), &arena).ptr);
}

static void newer_and_broken_entries_are_passed_over(void **state)
{
	struct cargo_published_list all;

	(void)state;
	assert_int_equal(cargo_index_read(&all,
					  STRATA_STR("{\"vers\":\"1.0.0\",\"yanked\":true}\n"
						     "{\"vers\":\"1.1.0\",\"v\":3}\n<html>\n"
						     "{\"vers\":\"1.2\"}\n"),
					  &arena, NULL),
			 0);
	assert_int_equal(all.count, 1);
	assert_true(all.items[0].yanked);
	assert_int_equal(cargo_index_read(&all, STRATA_STR("<html>"), &arena, NULL), STRATA_ESYNTAX);
}

/* "dep:x" keeps x from being a feature; y implies one. */
static void optional_dependencies_imply_features(void **state)
{
	struct cargo_names names = { .by_text = STRATA_MAP_INIT(&arena) };
	struct cargo_summary s;

	(void)state;
	assert_int_equal(
		cargo_index_summary(
			&s,
			STRATA_STR("{\"deps\":[{\"name\":\"x\",\"req\":\"1\",\"optional\":true},"
				   "{\"name\":\"y\",\"req\":\"1\",\"optional\":true}],"
				   "\"features\":{\"f\":[]},\"features2\":{\"f\":[\"dep:x\"]}}"),
			STRATA_STR(""), &names, &arena, NULL),
		0);
	assert_null(cargo_summary_feature(&s, cargo_name(&names, STRATA_STR("x"))));
	assert_non_null(cargo_summary_feature(&s, cargo_name(&names, STRATA_STR("y"))));
	assert_int_equal(
		cargo_summary_feature(&s, cargo_name(&names, STRATA_STR("f")))->values.count, 1);
}

static int release(void **state)
{
	(void)state;
	strata_arena_release(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_are_by_length),
		cmocka_unit_test(newer_and_broken_entries_are_passed_over),
		cmocka_unit_test(optional_dependencies_imply_features),
	};

	return cmocka_run_group_tests(tests, NULL, release);
}
