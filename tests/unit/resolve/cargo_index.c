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
	assert_int_equal(all.count, 2); /* which may be chosen is asked one by one */
	assert_true(cargo_index_finish(&all.items[0], &arena) && all.items[0].yanked);
	assert_false(cargo_index_finish(&all.items[1], &arena));
	assert_int_equal(cargo_index_read(&all, STRATA_STR("<html>"), &arena, NULL), STRATA_ESYNTAX);
}

static void an_entry_is_read_when_it_may_be_chosen(void **state)
{
	static const char text[] =
		"{ \"name\": \"a\", \"vers\": \"1.0.0+x\", \"deps\": [{}], \"rust_version\": \"1.70\","
		" \"links\": \"z\", \"v\": 2, \"pubtime\": \"2024-01-01T00:00:00Z\"}\r\n"
		"{\"deps\":[],\"vers\":\"2.0.0\"}\n"
		"{\"name\":\"a\",\"vers\":\"3.0.0\",\"deps\":[\n"
		"{\"name\":\"a\",\"vers\":4}\n"
		"{\"name\":\"a\",\"vers\":\"5.0.0\",\"vers\":\"6.0.0\"}\n";
	struct cargo_published_list all;
	struct cargo_published *p;

	(void)state;
	assert_int_equal(cargo_index_read(&all, strata_str_of(text), &arena, NULL), 0);
	assert_int_equal(all.count, 4);
	p = &all.items[0];
	assert_true(cargo_index_finish(p, &arena) && cargo_index_finish(p, &arena));
	assert_true(strata_str_eq(p->version, STRATA_STR("1.0.0+x")));
	assert_true(strata_str_eq(p->rust, STRATA_STR("1.70")));
	assert_true(strata_str_eq(p->links, STRATA_STR("z")));
	assert_true(strata_str_eq(p->time, STRATA_STR("2024-01-01T00:00:00Z")));
	assert_true(cargo_index_finish(&all.items[1], &arena));
	assert_false(cargo_index_finish(&all.items[2], &arena)); /* cut short */
	assert_false(cargo_index_finish(&all.items[3], &arena)); /* two versions */
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
		cmocka_unit_test(an_entry_is_read_when_it_may_be_chosen),
		cmocka_unit_test(optional_dependencies_imply_features),
	};

	return cmocka_run_group_tests(tests, NULL, release);
}
