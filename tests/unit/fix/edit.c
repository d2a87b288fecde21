/* edit.c - edits of texts, and members put into JSON: src/fix/edit.c, src/fix/json_edit.c. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "fix/yaml_edit.h"

static void check_text(struct strata_str s, const char *expected)
{
	if (!strata_str_eq(s, strata_str_of(expected)))
		fail_msg("got: %.*s\nexpected: %s", STRATA_ARG(s), expected);
}

static void test_edits(void **state)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_str text = STRATA_STR("one two three");
	struct fix_edits edits = { 0 };

	(void)state;
	assert_true(fix_edit_slice(&edits, text, (struct strata_str){ text.ptr + 8, 5 },
				   STRATA_STR("3"), &arena));
	assert_true(fix_edit_slice(&edits, text, strata_str_take(text, 3), STRATA_STR("1"), &arena));
	assert_false(fix_edit_slice(&edits, text, STRATA_STR("two"), STRATA_STR("2"), &arena));
	check_text(fix_edits_apply(text, &edits, &arena), "1 two 3");
	/* What overlaps is made once; insertions stand in their order. */
	edits.count = 0;
	*strata_vec_push(&arena, &edits) = (struct fix_edit){ 4, 3, STRATA_STR("2") };
	*strata_vec_push(&arena, &edits) = (struct fix_edit){ 5, 1, STRATA_STR("x") };
	*strata_vec_push(&arena, &edits) = (struct fix_edit){ 13, 0, STRATA_STR("a") };
	*strata_vec_push(&arena, &edits) = (struct fix_edit){ 13, 0, STRATA_STR("b") };
	*strata_vec_push(&arena, &edits) = (struct fix_edit){ 13, 1, STRATA_STR("behind the end") };
	check_text(fix_edits_apply(text, &edits, &arena), "one 2 threeab");
	strata_arena_release(&arena);
}

static void test_lines(void **state)
{
	(void)state;
	check_text(fix_line_end(STRATA_STR("a\r\nb\n")), "\r\n");
	check_text(fix_line_end(STRATA_STR("\n")), "\n");
	check_text(fix_line_end(STRATA_STR("a")), "\n");
	assert_int_equal(fix_line_at(STRATA_STR("a\nb\nc"), 4), 3);
	check_text(fix_indent_at(STRATA_STR("a\n \tb\n"), 4), " \t");
}

/* The text with one member put in at "a/b". */
static void check_set(const char *before, const char *const *path, const char *after)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_error err = STRATA_ERROR_INIT;
	struct fix_members members = { 0 };
	struct fix_edits edits = { 0 };

	*strata_vec_push(&arena, &members) = (struct fix_member){ STRATA_STR("k"), STRATA_STR("^1\"") };
	if (fix_json_set(&edits, strata_str_of(before), path, &members, &arena, &err) < 0)
		check_text(strata_str_of(err.text), after);
	else
		check_text(fix_edits_apply(strata_str_of(before), &edits, &arena), after);
	strata_arena_release(&arena);
}

static void test_members_of_json(void **state)
{
	static const char *const one[] = { "o", NULL };
	static const char *const two[] = { "p", "o", NULL };

	(void)state;
	check_set("{}", one, "{\"o\": {\"k\": \"^1\\\"\"}}");
	check_set("{\"x\": 1}", two, "{\"x\": 1, \"p\": {\"o\": {\"k\": \"^1\\\"\"}}}");
	check_set("{\n\t\"x\": 1\n}\n", one, "{\n\t\"x\": 1,\n\t\"o\": {\n\t\t\"k\": \"^1\\\"\"\n\t}\n}\n");
	check_set("{\r\n  \"x\": []\r\n}", one,
		  "{\r\n  \"x\": [],\r\n  \"o\": {\r\n    \"k\": \"^1\\\"\"\r\n  }\r\n}");
	check_set("{\n  \"o\": {\n    \"a\": \"1\"\n  }\n}", one,
		  "{\n  \"o\": {\n    \"a\": \"1\",\n    \"k\": \"^1\\\"\"\n  }\n}");
	check_set("{\n  \"o\": {}\n}", one, "{\n  \"o\": {\n    \"k\": \"^1\\\"\"\n  }\n}");
	check_set("{\n  \"p\": {\"q\": 1}\n}", two, "{\n  \"p\": {\"q\": 1, \"o\": {\"k\": \"^1\\\"\"}}\n}");
	check_set("{\"o\": {\"k\": \"0\", \"l\": 2}}", one, "{\"o\": {\"k\": \"^1\\\"\", \"l\": 2}}");
	check_set("\xef\xbb\xbf{\"o\": {\"k\": \"0\"}}", one, "\xef\xbb\xbf{\"o\": {\"k\": \"^1\\\"\"}}");
	check_set("\xef\xbb\xbf\xef\xbb\xbf{}", one, "malformed JSON: no value starts like this");
	check_set("{\"o\": {}}}", one, "malformed JSON: something follows the document");
	check_set("{\"o\": {\"k\": {}}}", one, "'k' is there, and is no text");
	check_set("{\"o\": []}", one, "no object is there");
}

/* The text with two members put in at "o". */
static void check_yaml(const char *before, const char *after)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_error err = STRATA_ERROR_INIT;
	struct fix_members members = { 0 };
	struct fix_edits edits = { 0 };

	*strata_vec_push(&arena, &members) = (struct fix_member){ STRATA_STR("@s/k"), STRATA_STR("^1") };
	*strata_vec_push(&arena, &members) = (struct fix_member){ STRATA_STR("l"), STRATA_STR("2") };
	if (fix_yaml_set(&edits, strata_str_of(before), "o", &members, &arena, &err) < 0)
		check_text(strata_str_of(err.text), after);
	else
		check_text(fix_edits_apply(strata_str_of(before), &edits, &arena), after);
	strata_arena_release(&arena);
}

static void test_members_of_yaml(void **state)
{
	static const char other[] = "'o' is written in a way that is not changed here";

	(void)state;
	check_yaml("", "o:\n  '@s/k': '^1'\n  'l': '2'\n");
	check_yaml("p:\n- x", "p:\n- x\no:\n  '@s/k': '^1'\n  'l': '2'\n");
	check_yaml("o:\r\n    a: 1 # as it is\r\np: 2\r\n",
		   "o:\r\n    '@s/k': '^1'\r\n    'l': '2'\r\n    a: 1 # as it is\r\np: 2\r\n");
	check_yaml("o: # why\n  # first\n  \"@s/k\": ^0\n  l: '1'   # old\n",
		   "o: # why\n  # first\n  \"@s/k\": '^1'\n  l: '2'   # old\n");
	check_yaml("o:", "o:\n  '@s/k': '^1'\n  'l': '2'\n");
	check_yaml("o: {a: 1}\n", "'o' is no map of lines");
	check_yaml("'o':\n  a: 1\n", other);
	check_yaml("p: |\n  x\n'o': {}\n", other);
	check_yaml("o:\n  ? l\n  : 1\n", other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_edits),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_members_of_json),
		cmocka_unit_test(test_members_of_yaml),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
