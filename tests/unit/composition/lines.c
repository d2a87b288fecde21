/* lines.c - lines of code, comment and blank; every language's row can be read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "composition/lines.h"
#include "composition/syntax.h"

static const struct {
	const char *path, *text;
	struct lines lines;
} texts[] = {
	{ "a.c", "", { 0, 0, 0 } },
	{ "a.c", "int a;", { 1, 0, 0 } },
	{ "a.c", "int a;\r\n\r\n\t \r\n// b\r\n", { 1, 1, 2 } },
	{ "a.c", "/* a\n\n b */ int c;\n/* d */\n", { 1, 2, 1 } },
	{ "a.c", "char *s = \"/* no comment\";\nint a;\n// '\"\n", { 2, 1, 0 } },
	{ "a.c", "char c = '\"'; // quote\n// x\n", { 1, 1, 0 } },
	{ "a.c", "char *s = \"a\\\n/* still a string */\";\n/* c */\n", { 2, 1, 0 } },
	{ "a.c", "char *s = \"never closed\n/* c */\n", { 1, 1, 0 } },
	{ "a.c", "/* never closed\nint a;\n", { 0, 2, 0 } },
	{ "a.rs", "/* a /* b */ c */\nfn f<'a>() {}\nlet q = '\"'; // q\n", { 2, 1, 0 } },
	{ "a.rs", "let s = r#\"\n// \"code\"\n\"#;\n// c\n", { 3, 1, 0 } },
	{ "a.py", "\"\"\"doc\n\nmore\n\"\"\"\nx = \"\"\"\n# text\n\"\"\"\n# c\n", { 3, 4, 1 } },
	{ "a.py", "def f():\n    '''doc'''\n    return '# no'\n", { 2, 1, 0 } },
	{ "a.py", "f(\n  \"\"\"an argument\"\"\"\n)\n", { 3, 0, 0 } },
	{ "a.sh", "#!/bin/sh\ncat <<EOF\n# text\n\nEOF\n# c\necho $#\n", { 4, 2, 1 } },
	{ "a.sh", "echo $((1 << 2))\n# c\n", { 1, 1, 0 } },
	{ "a.sh", "cat <<-'A' <<B\n# a\n\tA\n# b\nB\n# c\n", { 5, 1, 0 } },
	{ "a.rb", "=begin\nx\n\n=end\na = <<~SQL\n  # text\nSQL\nb << c # d\n", { 4, 3, 1 } },
	{ "a.rb", "a\n__END__\nwhatever\n", { 1, 2, 0 } },
	{ "a.js", "a = /[/*]/.test(b); // c\nd = `// ${e}\n// f`;\n// g\n", { 3, 1, 0 } },
	{ "a.js", "a = b / c; // d\n/* e */\n", { 1, 1, 0 } },
	{ "a.php", "<?php\n#[Attribute]\n# c\n$a = <<<X\n// text\nX;\n", { 5, 1, 0 } },
	{ "a.lua", "--[[ a\nb ]]\n--[==[ ]] ]==]\nx = [[\n-- text ]]\n-- c\n", { 2, 4, 0 } },
	{ "a.html", "<!-- a\n-->\n<p>b</p>\n", { 1, 2, 0 } },
	{ "a.bat", "REM a\nrem b\n:: c\necho rem\n", { 1, 3, 0 } },
	{ "a.f", "C a\n      x = 1\nc b\n", { 1, 2, 0 } },
	{ "a.sql", "-- a\nselect '--' from b;\n", { 1, 1, 0 } },
	{ "a.md", "# a\n\nb\n", { 0, 2, 1 } },
	{ "a.json", "{\n}\n", { 2, 0, 0 } },
	{ "a.pl", "=pod\n\nx\n\n=cut\nprint 1; # a\n", { 1, 3, 2 } },
	{ "a.hs", "{- a {- b -} c -}\nx = '\"' -- y\n", { 1, 1, 0 } },
};

static void expect(const char *text, const struct lines *got, const struct lines *want)
{
	if (got->code != want->code || got->comment != want->comment || got->blank != want->blank)
		fail_msg("'%s': code %d comment %d blank %d", text, (int)got->code, (int)got->comment,
			 (int)got->blank);
}

static void counts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof *(texts); i++) {
		struct strata_str path = strata_str_of(texts[i].path), text = strata_str_of(texts[i].text);
		struct line_counts counts = { 0 };
		struct lines got;

		lines_count(&counts, discover_language(path, text), text);
		got = lines_total(&counts);
		expect(texts[i].text, &got, &texts[i].lines);
	}
}

static const struct {
	const char *path, *text;
	struct lines own;
	const char *language; /* of the one that is in it; NULL: none is */
	struct lines part;
} within[] = {
	{ "a.html",
	  "<p>\n<script>\n// a\n\nb('</p>');\n</script>\n",
	  { 3, 0, 0 }, "JavaScript", { 1, 1, 1 } },
	{ "a.html",
	  "<SCRIPT SRC=a></SCRIPT>\n<Style>\n/* a */\nb {}\n</STYLE>\n",
	  { 3, 0, 0 }, "CSS", { 1, 1, 0 } },
	{ "a.html",
	  "<script type=\"text/typescript\">\na\n  </script>\n",
	  { 2, 0, 0 }, "TypeScript", { 1, 0, 0 } },
	{ "a.html",
	  "<script type='text/x-template'>\n<!-- a -->\n</script>\n",
	  { 2, 0, 0 }, "HTML", { 0, 1, 0 } },
	{ "a.html", "<!--\n<script>\na\n</script>\n-->\n", { 0, 5, 0 }, NULL, { 0, 0, 0 } },
	{ "a.html", "<script>\nnever closed\n", { 2, 0, 0 }, NULL, { 0, 0, 0 } },
	{ "a.html", "<scripture>\na\n</scripture>\n", { 3, 0, 0 }, NULL, { 0, 0, 0 } },
	{ "a.vue",
	  "<template>\n <template>\n <p/>\n </template>\n</template>\n",
	  { 2, 0, 0 }, "HTML", { 3, 0, 0 } },
	{ "a.vue",
	  "<script setup lang=\"ts\">\nlet a\n</script>\n",
	  { 2, 0, 0 }, "TypeScript", { 1, 0, 0 } },
	{ "a.vue",
	  "<template><p/></template>\n<script>\nlet a\n</script>\n",
	  { 3, 0, 0 }, "JavaScript", { 1, 0, 0 } },
	{ "a.html", "<script>\n</script>\n<p>\n", { 3, 0, 0 }, NULL, { 0, 0, 0 } },
	{ "a.html", "<script>a('<!--')</script>\n<p>", { 2, 0, 0 }, NULL, { 0, 0, 0 } },
	{ "a.svelte",
	  "<style lang='scss'>\n// a\n</style>\n<p/>\n",
	  { 3, 0, 0 }, "Sass", { 0, 1, 0 } },
	{ "a.astro", "---\nlet a;\n\n---\n<p/>\n", { 3, 0, 0 }, "TypeScript", { 1, 0, 1 } },
	{ "a.md", "a\n\n```js\n// b\nc\n\n```\nd\n", { 0, 4, 1 }, "JavaScript", { 1, 1, 1 } },
	{ "a.md", "- a\n  ~~~~ {.python}\n  ```\n  ~~~~\n", { 0, 3, 0 }, "Python", { 1, 0, 0 } },
	{ "a.md", "```\na\n```\n```nothing\na\n```\n", { 0, 6, 0 }, NULL, { 0, 0, 0 } },
	{ "a.md", "```c\nint a;\n", { 0, 1, 0 }, "C", { 1, 0, 0 } },
	{ "a.md", "```a``` b\nc\n", { 0, 2, 0 }, NULL, { 0, 0, 0 } },
	{ "a.php",
	  "<p>don't</p>\n<!-- a -->\n<?php\n# b\n?>\n<p># c</p>\n",
	  { 4, 2, 0 }, NULL, { 0, 0, 0 } },
	{ "a.ipynb",
	  "{\"cells\":[{\"cell_type\":\"code\",\"outputs\":[\"x\"],"
	  "\"source\":[\"x <- 1\\n\",\"\\n\",\"# \\\"\"]},"
	  "{\"cell_type\":\"code\",\"source\":\"y\"}],\"metadata\":{\"kernelspec\":{\"language\":\"R\"}}}",
	  { 0, 0, 0 }, "R", { 2, 1, 1 } },
	{ "a.ipynb",
	  "{\"cells\":[{\"cell_type\":\"markdown\",\"source\":\"# a\"}]}",
	  { 0, 0, 0 }, "Markdown", { 0, 1, 0 } },
	{ "a.ipynb", "{\"cells\":[\n", { 1, 0, 0 }, NULL, { 0, 0, 0 } },
	{ "a.ipynb",
	  "{\"cells\":[{\"cell_type\":\"code\",\"source\":\"y\"},\n{\"x\" 1}]}\n",
	  { 2, 0, 0 }, NULL, { 0, 0, 0 } },
	{ "a.ipynb", "{\"worksheets\":[{\n\"cells\":[]}]}\n", { 2, 0, 0 }, NULL, { 0, 0, 0 } },
};

/* Lines in another language are that one's, and no others are. */
static void counts_within(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(within) / sizeof *(within); i++) {
		struct strata_str path = strata_str_of(within[i].path), text = strata_str_of(within[i].text);
		struct line_counts got = { 0 };

		lines_count(&got, discover_language(path, text), text);
		expect(within[i].text, &got.own, &within[i].own);
		assert_int_equal(got.part_count, within[i].language ? 1 : 0);
		if (!within[i].language)
			continue;
		assert_string_equal(got.parts[0].language->name, within[i].language);
		expect(within[i].text, &got.parts[0].lines, &within[i].part);
	}
}

/* A page of one line is not read anew for each tag in it: else this would take minutes. */
static void tags_in_one_line(void **state)
{
	enum { BYTES = 16 << 20 };
	static const char *const tags[] = { "<script></script>", "<script>", "<style a><script>" };
	char *page = malloc(BYTES);

	(void)state;
	assert_non_null(page);
	for (size_t i = 0; i < sizeof(tags) / sizeof *(tags); i++) {
		struct line_counts got = { 0 };
		size_t length = strlen(tags[i]), at = 0;

		for (; at + length + 10 < BYTES; at += length)
			memcpy(page + at, tags[i], length);
		memcpy(page + at, "</script>\n", 10);
		lines_count(&got, discover_language_called(STRATA_STR("html")),
			    (struct strata_str){ page, at + 10 });
		assert_int_equal(got.own.code, 1);
		assert_int_equal(got.part_count, 0);
	}
	free(page);
}

/* Each word of each row is a mark that is kept whole. */
static void rows_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < discover_language_count(); i++) {
		const struct language *language = discover_language_at(i);
		const struct syntax *syntax = syntax_of(language);
		struct strata_str word, rest = strata_str_of(language->syntax);
		unsigned words = 0;

		while (strata_str_cut(&word, &rest, rest, ' ') || word.len) {
			if (word.len == 0 || word.ptr[0] == 'T')
				continue;
			words++;
			assert_non_null(memchr("LFCBNAEMRDKHJISO", word.ptr[0], 16));
			assert_true(word.len > 1);
		}
		assert_int_equal(syntax->count, words);
		for (unsigned k = 0; k < syntax->count; k++) {
			assert_in_range(syntax->marks[k].open_length, 1, SYNTAX_MARK_BYTES - 1);
			assert_in_range(syntax->marks[k].close_length, 0, SYNTAX_MARK_BYTES - 1);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts),
		cmocka_unit_test(counts_within),
		cmocka_unit_test(tags_in_one_line),
		cmocka_unit_test(rows_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
