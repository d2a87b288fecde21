/* toml.c - what is TOML 1.0, what it means, and at which line it is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "strata/buf.h"
#include "strata/limits.h"
#include "text/toml.h"

static struct strata_arena arena;

static struct node *read_ok(const char *text)
{
	struct strata_error err = STRATA_ERROR_INIT;
	struct node *top = NULL;

	if (toml_tree(&top, strata_str_of(text), &arena, &err) < 0)
		fail_msg("%s: %u: %s", text, err.line, err.text);
	return top;
}

static void expect_bad(const char *text, unsigned line)
{
	struct strata_error err = STRATA_ERROR_INIT;
	struct node *top;

	if (toml_tree(&top, strata_str_of(text), &arena, &err) == 0)
		fail_msg("no error in: %s", text);
	assert_int_equal(err.code, STRATA_ESYNTAX);
	if (err.line != line)
		fail_msg("%s: line %u: %s", text, err.line, err.text);
}

static void expect_text(const char *document, const char *path, const char *want)
{
	const struct node *n = node_path(read_ok(document), path);

	assert_non_null(n);
	if (!strata_str_eq(n->text, strata_str_of(want)))
		fail_msg("%s: '%.*s' is not '%s'", document, STRATA_ARG(n->text), want);
}

static void test_strings(void **state)
{
	(void)state;
	expect_text("a = \"x\\ty\\\"\\\\\\u00e9\\U0001F600\"", "a", "x\ty\"\\\xc3\xa9\xf0\x9f\x98\x80");
	expect_text("a = 'C:\\new'", "a", "C:\\new");
	expect_text("a = \"\"\"\nx\\\n   \n  y\"\"\"", "a", "xy");
	expect_text("a = \"\"\"\"x\"\"\"\"", "a", "\"x\"");
	expect_text("a = \"\"\"\"\"x\"\"\"\"\"", "a", "\"\"x\"\"");
	expect_text("a = '''\r\nx\r\ny'''", "a", "x\ny");
	expect_text("a = ''", "a", "");
	expect_text("\"a.b\" = 'x'", "a.b", "x");
}

static void test_bad_strings(void **state)
{
	(void)state;
	expect_bad("a = \"x", 1);
	expect_bad("a = \"x\ny\"", 1);
	expect_bad("a = 'x\ny'", 1);
	expect_bad("a = \"\\x\"", 1);
	expect_bad("a = \"\\ud800\"", 1);
	expect_bad("a = \"\\U00110000\"", 1);
	expect_bad("a = \"\\u12\"", 1);
	expect_bad("b = 1\na = \"\"\"x\n\n", 4);
	expect_bad("a = \"\"\"x\"\"\"\"\"\"", 1);
	expect_bad("\"\"\"a\"\"\" = 1", 1);
	expect_bad("a = \"\x01\"", 1);
	expect_bad("a = 1 # \x7f", 1);
	expect_bad("a = '\xff'", 0);
}

static void test_scalars(void **state)
{
	static const char *const good[] = { "0", "-0", "+1", "1_000", "0xDEAD_beef", "0o17", "0b01",
					    "1.0", "-0.5e-3", "1e06", "1E+2", "inf", "-inf", "nan",
					    "+nan", "true", "false", "1979-05-27", "07:32:00",
					    "07:32:00.123", "1979-05-27T07:32:00",
					    "1979-05-27 07:32:00", "1979-05-27t07:32:00z",
					    "1979-05-27T00:32:00.9-07:00", "2024-02-29", "2000-02-29" };
	static const char *const bad[] = { "01", "-01", "1_", "_1", "1__0", "0x", "+0x1", "0X1", "0b2",
					   ".5", "5.", "1.e1", "1e", "1e_1", "Inf", "TRUE", "truex",
					   "1979-5-27", "1979-13-01", "1979-02-30", "2023-02-29",
					   "1900-02-29", "24:00:00", "07:32", "07:32:00Z",
					   "1979-05-27T07:32:00+7", "", "x", "1 2" };
	char text[64];

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		snprintf(text, sizeof(text), "a = %s # c", good[i]);
		expect_text(text, "a", good[i]);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		snprintf(text, sizeof(text), "\na = %s\n", bad[i]);
		expect_bad(text, 2);
	}
}

static void test_tables(void **state)
{
	const struct node *top, *n;

	(void)state;
	top = read_ok("[a.b.c]\nx = 1\n[a]\ny = 2\n[[l]]\nn = 1\n[l.t]\n[[l]]\n[[l.m]]\nq = 3\n"
		      "[d]\ne.f = 1\ne.g = {h.i = 2}\n");
	assert_true(strata_str_eq(node_path(top, "a/b/c/x")->text, STRATA_STR("1")));
	assert_true(strata_str_eq(node_path(top, "a/y")->text, STRATA_STR("2")));
	assert_true(strata_str_eq(node_path(top, "d/e/g/h/i")->text, STRATA_STR("2")));
	n = node_array(top, "l");
	assert_int_equal(n->count, 2);
	assert_int_equal(n->first->line, 5);
	assert_int_equal(n->last->line, 8);
	assert_int_equal(node_array(n->last, "m")->count, 1);
}

static void test_what_is_defined_twice(void **state)
{
	static const char *const second_line[] = {
		"a = 1\na = 2",   "[a]\n[a]",	     "a = 1\n[a]",	  "a = []\n[[a]]",
		"[[a]]\n[a]",	  "[a]\n[[a]]",     "a.b = 1\n[a]",	  "a = {}\na.b = 1",
		"a = {}\n[a.b]", "a = [{}]\n[[a]]", "a = [{}]\n[a.b]", "'a' = 1\n\"a\" = 2",
		"a = 1\na.b = 2",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(second_line) / sizeof(*second_line); i++)
		expect_bad(second_line[i], 2);
	expect_bad("[a.b]\n[a]\nb.c = 1", 3);
	expect_bad("[a]\nb.c = 1\n[a.b]\n", 3);
	expect_bad("a = {b = 1, b = 2}", 1);
	expect_bad("a = {b = 1, b.c = 2}", 1);
	expect_bad("a = {b.c = 1, b = {}}", 1);
}

static void test_inline(void **state)
{
	(void)state;
	read_ok("a = [ 1, # c\n 2,\n]\nb = {}\nc = { x = [\n1\n] }\n");
	expect_bad("a = {b = 1,}", 1);
	expect_bad("a = {b = 1\n}", 1);
	expect_bad("a = [1 2]", 1);
	expect_bad("a = [,]", 1);
	expect_bad("a = [1,,2]", 1);
	expect_bad("a = [1", 1);
	expect_bad("a = {b", 1);
	expect_bad("a = 1 b = 2", 1);
	expect_bad("[a] b = 1", 1);
	expect_bad("[ [a] ]", 1);
	expect_bad("[[a] ]", 1);
	expect_bad("[]", 1);
	expect_bad("[a.]", 1);
	expect_bad("a. = 1", 1);
	expect_bad("= 1", 1);
	expect_bad("a", 1);
	expect_bad("a =\n1", 1);
	expect_bad("a = 1\rb = 2", 1);
}

static void test_encodings(void **state)
{
	static const char wide[] = "\xff\xfe" "a\0=\0" "1\0";
	struct node *top;

	(void)state;
	assert_int_equal(read_ok("")->count, 0);
	assert_int_equal(read_ok("# only a comment")->count, 0);
	expect_text("\xef\xbb\xbf" "a = 'x'\r\nb = 2\r\n", "b", "2");
	assert_int_equal(toml_tree(&top, (struct strata_str){ wide, sizeof(wide) - 1 }, &arena, NULL), 0);
	assert_int_equal(toml_tree(&top, (struct strata_str){ "a=1\0", 4 }, &arena, NULL),
			 STRATA_ESYNTAX);
}

/* Nesting ends in an error, not in the stack; by arrays, tables, dots and headers. */
static void test_depth(void **state)
{
	static const char *const starts[] = { "a=", "a=", "", "[" };
	static const char *const parts[] = { "[", "{a=", "a.", "a." };

	(void)state;
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		struct strata_error err = STRATA_ERROR_INIT;
		struct strata_buf b = STRATA_BUF_INIT;
		struct node *top;

		strata_buf_add(&b, strata_str_of(starts[i]));
		for (int n = 0; n < 100000; n++)
			strata_buf_add(&b, strata_str_of(parts[i]));
		assert_int_equal(toml_tree(&top, strata_buf_str(&b), &arena, &err), STRATA_ELIMIT);
		strata_buf_release(&b);
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
		cmocka_unit_test_teardown(test_strings, release),
		cmocka_unit_test_teardown(test_bad_strings, release),
		cmocka_unit_test_teardown(test_scalars, release),
		cmocka_unit_test_teardown(test_tables, release),
		cmocka_unit_test_teardown(test_what_is_defined_twice, release),
		cmocka_unit_test_teardown(test_inline, release),
		cmocka_unit_test_teardown(test_encodings, release),
		cmocka_unit_test_teardown(test_depth, release),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
