/* format.c - globs, and how a parser is run: src/model/format.c. */
#include "strata/format.h"

#include <stdlib.h>

#include "strata/limits.h"
#include "versions.h"

static bool glob(const char *pattern, const char *text)
{
	return strata_glob_match(strata_str_of(pattern), strata_str_of(text));
}

static void test_globs(void **state)
{
	(void)state;
	assert_true(glob("", ""));
	assert_true(glob("go.mod", "go.mod"));
	assert_false(glob("go.mod", "go.modx"));
	assert_true(glob("*.csproj", "a.b.csproj"));
	assert_true(glob("*", ""));
	assert_false(glob("*", "a/b"));
	assert_true(glob("req?.txt", "req1.txt"));
	assert_false(glob("a?b", "a/b"));
	assert_true(glob("**", "a/b/c"));
	assert_true(glob("**/x", "x"));
	assert_true(glob("**/x", "a/b/x"));
	assert_true(glob("a/**/z*", "a/b/c/zed"));
	assert_false(glob("a/**/z*", "a/b/c/zed/more"));
	assert_true(glob("*a*b*", "xxaxxbxx"));
	assert_false(glob("*a*b*", "xxbxxaxx"));
}

/* A matcher that tries all ways would not come to an end here. */
static void test_hostile_glob(void **state)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_str text = repeated(&arena, "a", 20000);

	(void)state;
	assert_false(strata_glob_match(STRATA_STR("*a*a*a*a*a*a*a*a*b"), text));
	assert_false(strata_glob_match(repeated(&arena, "**/a*", 8), repeated(&arena, "b/", 500)));
	strata_arena_release(&arena);
}

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	if (!in->bytes.len)
		return strata_fail(err, STRATA_ESYNTAX, 7, "nothing in it");
	strata_facts_add(out, strata_str_trim(in->bytes), STRATA_NONE, 1);
	strata_facts_note(out, 3, "half of it is odd");
	return 0;
}

static const struct strata_format format = {
	.name = "test/plain",
	.files = "plain.txt deep/*.plain",
	.ecosystem = &strata_ecosystem_npm,
	.parse = parse,
};

static void test_wants(void **state)
{
	(void)state;
	assert_true(strata_format_wants(&format, STRATA_STR("plain.txt")));
	assert_true(strata_format_wants(&format, STRATA_STR("a/b/plain.txt")));
	assert_false(strata_format_wants(&format, STRATA_STR("a/xplain.txt")));
	assert_true(strata_format_wants(&format, STRATA_STR("a/deep/x.plain")));
	assert_false(strata_format_wants(&format, STRATA_STR("a/xdeep/x.plain")));
	assert_false(strata_format_wants(&format, STRATA_STR("x.plain")));
}

static void test_read(void **state)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	char *bytes = strdup(" name ");
	struct strata_facts facts;

	(void)state;
	strata_format_read(&facts, &arena, &format, STRATA_STR("plain.txt"), strata_str_of(bytes));
	memset(bytes, 'x', 6);
	free(bytes); /* the facts are a copy */
	assert_int_equal(facts.packages.count, 1);
	assert_true(strata_str_eq(facts.packages.items[0].name, STRATA_STR("name")));
	assert_ptr_equal(facts.packages.items[0].ecosystem, &strata_ecosystem_npm);
	assert_true(strata_str_eq(facts.notes.items[0].path, STRATA_STR("plain.txt")));
	assert_false(facts.unreadable);
	strata_arena_release(&arena);
}

static void test_unreadable(void **state)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_facts facts;

	(void)state;
	strata_format_read(&facts, &arena, &format, STRATA_STR("plain.txt"), STRATA_STR(""));
	assert_true(facts.unreadable);
	assert_int_equal(facts.notes.count, 1);
	assert_int_equal(facts.notes.items[0].line, 7);
	assert_true(strata_str_eq(facts.notes.items[0].reason,
				  STRATA_STR("test/plain: nothing in it")));
	strata_format_read(&facts, &arena, &format, STRATA_STR("plain.txt"),
			   (struct strata_str){ "x", STRATA_LIMIT_FILE_BYTES + 1 });
	assert_true(facts.unreadable);
	strata_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_globs),	   cmocka_unit_test(test_hostile_glob),
		cmocka_unit_test(test_wants),	   cmocka_unit_test(test_read),
		cmocka_unit_test(test_unreadable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
