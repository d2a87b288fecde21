/* markdown.c - text from anywhere stays text in Markdown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/markdown.h"

static void expect(void (*write)(struct strata_buf *, struct strata_str), const char *text,
		   const char *wanted)
{
	struct strata_buf b = STRATA_BUF_INIT;

	write(&b, strata_str_of(text));
	assert_string_equal(b.ptr ? b.ptr : "", wanted);
	strata_buf_release(&b);
}

static void test_plain_text_stays(void **state)
{
	(void)state;
	expect(markdown_text, "a plain title", "a plain title");
	expect(markdown_text, "", "");
	expect(markdown_code, "lodash 4.17.4", "`lodash 4.17.4`");
	expect(markdown_code, "", "");
}

static void test_markup_is_escaped(void **state)
{
	(void)state;
	expect(markdown_text, "<b>", "\\<b\\>");
	expect(markdown_text, "[x](y)", "\\[x\\]\\(y\\)");
	expect(markdown_text, "a|b `c` \\d", "a\\|b \\`c\\` \\\\d");
	expect(markdown_text, "*x* _y_", "\\*x\\* \\_y\\_");
	expect(markdown_text, "one\ntwo", "one\xef\xbf\xbdtwo");
}

static void test_nothing_is_referred_to(void **state)
{
	(void)state;
	expect(markdown_text, "@name", "\\@&#8203;name");
	expect(markdown_text, "see #1", "see \\#&#8203;1");
	expect(markdown_text, "a @ b #", "a \\@ b \\#");
	expect(markdown_text, "http://x", "http\\:&#8203;\\/\\/x");
	expect(markdown_text, "GH-1 a-b 1.2", "GH\\-&#8203;1 a\\-b 1\\.2");
	expect(markdown_text, "www.x", "www\\.&#8203;x");
}

static void test_code_holds_backticks(void **state)
{
	(void)state;
	expect(markdown_code, "a`b", "`` a`b ``");
	expect(markdown_code, "``", "``` `` ```");
	expect(markdown_code, " a", "`  a `");
	expect(markdown_code, "@x<b>", "`@x<b>`");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain_text_stays),
		cmocka_unit_test(test_markup_is_escaped),
		cmocka_unit_test(test_nothing_is_referred_to),
		cmocka_unit_test(test_code_holds_backticks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
