/* config.c - strata.toml, read and refused: src/config/config.c. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "config/config.h"

static struct strata_arena arena;

static int read_as(struct config *c, const char *text, struct strata_error *err)
{
	*err = STRATA_ERROR_INIT;
	return config_read(c, STRATA_STR("strata.toml"), strata_str_of(text), &arena, err);
}

static void test_all_that_it_knows(void **state)
{
	struct config c = { 0 };
	struct strata_error err;

	(void)state;
	assert_int_equal(read_as(&c, "fail-on = \"high\"\nscope = [\"prod\", \"dev\"]\n"
				     "[[ignore]]\nid = \"X\"\n"
				     "reason = \"r\"\nuntil = 2027-01-31\n"
				     "[image]\nown = [\"a\", \"b\"]\nimages = \"c\"\n", &err), 0);
	assert_int_equal(c.image.count, 3);
	assert_true(strata_str_eq(c.image.items[1].value.text, STRATA_STR("b")));
	assert_true(strata_str_eq(c.image.items[2].key, STRATA_STR("images")));
	assert_true(strata_str_eq(c.fail_on.text, STRATA_STR("high")));
	assert_int_equal(c.scope.line, 2);
	assert_true(strata_str_eq(c.scope.text, STRATA_STR("prod,dev")));
	assert_int_equal(c.ignores.count, 1);
	assert_int_equal(c.ignores.items[0].line, 3);
	assert_true(strata_str_eq(c.ignores.items[0].until, STRATA_STR("2027-01-31")));
	assert_null(c.ignores.items[0].purl.ptr);
}

static void test_a_later_file_adds_and_replaces(void **state)
{
	struct config c = { 0 };
	struct strata_error err;

	(void)state;
	assert_int_equal(read_as(&c, "fail-on = \"high\"\n"
				     "[[ignore]]\nid = \"X\"\nreason = \"r\"\n", &err), 0);
	assert_int_equal(read_as(&c, "fail-on = \"low\"\n"
				     "[[ignore]]\nid = \"Y\"\nreason = \"r\"\n", &err), 0);
	assert_true(strata_str_eq(c.fail_on.text, STRATA_STR("low")));
	assert_int_equal(c.ignores.count, 2);
}

static void test_refused_with_its_line(void **state)
{
	static const struct { const char *text; unsigned line; } rows[] = {
		{ "x = 1\n", 1 },
		{ "\n[[ignore]]\nidd = \"X\"\n", 3 },
		{ "\n[[ignore]]\nid = \"X\"\n", 2 },
		{ "[[ignore]]\nreason = \"r\"\n", 1 },
		{ "scope = []\n", 1 },
		{ "fail-on = [", 1 },
		{ "image = 1\n", 1 },
		{ "[image]\nowns = \"x\"\n", 2 },
		{ "[image]\n\nown = [1]\n", 3 },
		{ "[image]\nmust-be-pinned = true\n", 2 },
		{ "[image]\nimages = \"\"\n", 2 },
	};
	struct strata_error err;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct config c = { 0 };

		assert_int_equal(read_as(&c, rows[i].text, &err), STRATA_EUSAGE);
		assert_int_equal(err.line, rows[i].line);
		assert_string_equal(err.path, "strata.toml");
	}
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
		cmocka_unit_test(test_all_that_it_knows),
		cmocka_unit_test(test_a_later_file_adds_and_replaces),
		cmocka_unit_test(test_refused_with_its_line),
	};

	return cmocka_run_group_tests(tests, NULL, release);
}
