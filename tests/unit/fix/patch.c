/* patch.c - two texts as a unified diff: src/fix/patch.c. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "fix/patch.h"

static void check(const char *path, const char *before, const char *after, const char *expected)
{
	struct strata_buf b = STRATA_BUF_INIT;

	fix_patch_add(&b, strata_str_of(path), strata_str_of(before), strata_str_of(after));
	assert_string_equal(b.ptr ? b.ptr : "", expected);
	strata_buf_release(&b);
}

static void test_nothing_for_equal_texts(void **state)
{
	(void)state;
	check("a", "x\n", "x\n", "");
	check("a", "", "", "");
}

static void test_context_and_ranges(void **state)
{
	(void)state;
	check("f", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n",
	      "diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
	check("f", "1\n", "0\n1\n", "diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1 +1,2 @@\n+0\n 1\n");
	check("f", "", "1\n", "diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -0,0 +1 @@\n+1\n");
}

static void test_far_parts_are_hunks_of_their_own(void **state)
{
	(void)state;
	check("f", "a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\nB\n",
	      "diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n"
	      "@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+B\n");
	check("f", "a\n1\n2\nb\n", "A\n1\n2\nB\n",
	      "diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n-b\n+B\n");
}

static void test_line_ends(void **state)
{
	(void)state;
	check("f", "a\r\nb", "a\r\nc",
	      "diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n a\r\n-b\n"
	      "\\ No newline at end of file\n+c\n\\ No newline at end of file\n");
}

static void test_names(void **state)
{
	(void)state;
	check("my app/f", "a\n", "b\n",
	      "diff --git a/my app/f b/my app/f\n--- a/my app/f\t\n+++ b/my app/f\t\n@@ -1 +1 @@\n-a\n+b\n");
	check("q\"\t\xc3\xa9", "a\n", "b\n",
	      "diff --git \"a/q\\\"\\t\\303\\251\" \"b/q\\\"\\t\\303\\251\"\n--- \"a/q\\\"\\t\\303\\251\"\n"
	      "+++ \"b/q\\\"\\t\\303\\251\"\n@@ -1 +1 @@\n-a\n+b\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_for_equal_texts),
		cmocka_unit_test(test_context_and_ranges),
		cmocka_unit_test(test_far_parts_are_hunks_of_their_own),
		cmocka_unit_test(test_line_ends),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
