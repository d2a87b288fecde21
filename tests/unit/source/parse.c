/* parse.c - commits and trees from their bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "source/parse.h"

#define ONES "1111111111111111111111111111111111111111"
#define TWOS "2222222222222222222222222222222222222222"

static void assert_text(struct strata_str got, const char *want)
{
	assert_true(strata_str_eq(got, strata_str_of(want)));
}

static void commits(void **state)
{
	unsigned char id[SOURCE_ID_MOST];
	struct parse_commit c;
	struct strata_str bytes = STRATA_STR(
		"tree " ONES "\nparent " TWOS "\nparent " ONES "\n"
		"author An Author <a@mail.example> 1600000000 +0100\n"
		"committer C <c@mail.example> 1600000001 -0200\n"
		"gpgsig -----BEGIN\n tree " TWOS "\n -----END\n\n\nthe subject\n\nmore\n");

	(void)state;
	assert_int_equal(parse_commit(&c, bytes, 20, NULL), 0);
	assert_int_equal(c.tree[19], 0x11);
	assert_true(parse_parent(id, &c.parents, 20));
	assert_int_equal(id[0], 0x22);
	assert_true(parse_parent(id, &c.parents, 20));
	assert_int_equal(id[0], 0x11);
	assert_false(parse_parent(id, &c.parents, 20));
	assert_text(parse_name(c.author), "An Author");
	assert_int_equal(parse_time(c.author), 1600000000);
	assert_int_equal(parse_time(c.committer), 1600000001);
	assert_text(parse_subject(c.message), "the subject");
}

static void damaged_commits(void **state)
{
	struct parse_commit c;
	struct strata_error err = STRATA_ERROR_INIT;
	struct strata_str two = STRATA_STR("tree " ONES "\nauthor A\ntree " TWOS "\n");

	(void)state;
	assert_int_equal(parse_commit(&c, STRATA_STR(""), 20, NULL), STRATA_EREPOSITORY);
	assert_int_equal(parse_commit(&c, STRATA_STR("tree 12\n"), 20, NULL), STRATA_EREPOSITORY);
	assert_int_equal(parse_commit(&c, STRATA_STR("parent " ONES "\ntree " ONES "\n"), 20, &err),
			 STRATA_EREPOSITORY);
	assert_string_equal(err.text, "a commit is damaged: it has no tree");
	assert_int_equal(parse_commit(&c, two, 20, NULL), 0);
	assert_int_equal(c.tree[0], 0x11);
	assert_int_equal(parse_commit(&c, STRATA_STR("tree " ONES), 20, NULL), 0);
	assert_int_equal(c.parents.len, 0);
}

static void times(void **state)
{
	static const struct {
		const char *person;
		int64_t time;
	} cases[] = {
		{ "A <a> 12 +0000", 12 },	   { "A <a>12", 12 },
		{ "A <a", 0 },			   { "A <a> -12 +0000", 0 },
		{ "A <a> x", 0 },		   { "", 0 },
		{ "A <a> 253402300799 +0000", 253402300799 }, { "A <a> 253402300800 +0000", 0 },
		{ "A <a> 99999999999999999999 +0000", 0 },    { "A <x> 7> 12 +0000", 12 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(parse_time(strata_str_of(cases[i].person)), cases[i].time);
}

#define ID "aaaaaaaaaaaaaaaaaaaa"

static void trees(void **state)
{
	struct parse_entry e = { .rest = STRATA_STR("100644 a.b\0" ID "40000 a\0" ID "120000 l\0" ID
						    "040000 m\0" ID "160000 s\0" ID "100755 z\0" ID) };
	static const enum parse_mode modes[] = { PARSE_FILE, PARSE_FOLDER, PARSE_OTHER, PARSE_FOLDER,
						 PARSE_OTHER, PARSE_FILE, PARSE_END };

	(void)state;
	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
		assert_int_equal(parse_entry(&e, 20, NULL), 0);
		assert_int_equal(e.mode, modes[i]);
	}
}

static void damaged_trees(void **state)
{
	const struct strata_str cases[] = {
		STRATA_STR("100644 b\0" ID "100644 a\0" ID), /* not in order */
		STRATA_STR("100644 a\0" ID "100644 a\0" ID), /* twice */
		STRATA_STR("100644 a\0" ID "100644 b\0aaaa"),
		STRATA_STR("100644 a\0" ID "100644"),
		STRATA_STR("100644 a\0" ID "\0 100644"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct parse_entry e = { .rest = cases[i] };

		assert_int_equal(parse_entry(&e, 20, NULL), 0);
		assert_int_equal(parse_entry(&e, 20, NULL), STRATA_EREPOSITORY);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commits), cmocka_unit_test(damaged_commits), cmocka_unit_test(times),
		cmocka_unit_test(trees),   cmocka_unit_test(damaged_trees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
