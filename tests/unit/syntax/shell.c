/* shell.c - which commands a shell's text runs: src/syntax/shell.c. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "strata/buf.h"
#include "strata/limits.h"
#include "syntax/shell.h"

static void add_words(struct strata_buf *out, const struct shell_words *words, const char *before)
{
	for (size_t i = 0; i < words->count; i++)
		strata_buf_addf(out, "%s[%.*s]%s", before, STRATA_ARG(words->items[i].text),
				words->items[i].dynamic ? "*" : "");
}

/* Each command as "reads<inside^ =[assignments] [words] sign[target]", one a line. */
static void check(const char *text, const char *want)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_buf out = STRATA_BUF_INIT;
	struct shell shell;

	assert_int_equal(shell_parse(&shell, strata_str_of(text), &arena, NULL), 0);
	for (size_t i = 0; i < shell.commands.count; i++) {
		const struct shell_command *c = &shell.commands.items[i];

		if (c->reads >= 0)
			strata_buf_addf(&out, "%d<", c->reads);
		if (c->inside >= 0)
			strata_buf_addf(&out, "%d^", c->inside);
		add_words(&out, &c->assignments, "=");
		add_words(&out, &c->words, "");
		for (size_t k = 0; k < c->redirects.count; k++)
			strata_buf_addf(&out, "%.*s[%.*s]", STRATA_ARG(c->redirects.items[k].sign),
					STRATA_ARG(c->redirects.items[k].target.text));
		strata_buf_addc(&out, '\n');
	}
	if (shell.broken)
		strata_buf_addf(&out, "broken at %zu\n", shell.broken_at);
	assert_string_equal(strata_buf_str(&out).ptr, want);
	strata_buf_release(&out);
	strata_arena_release(&arena);
}

static void test_words(void **state)
{
	(void)state;
	check("apt-get install -y \"curl=7.1\" git$X 'a b' c\\ d", "[apt-get][install][-y][curl=7.1]"
								  "[git$X]*[a b][c d]\n");
	check("FOO=bar make -j$(nproc) \"a $b  c\"", "=[FOO=bar][make][-j$(nproc)]*[a $b  c]*\n"
						   "0^[nproc]\n");
	check("$SUDO apt-get \"x\\\"y\"", "[$SUDO]*[apt-get][x\"y]\n");
	check("export A=1 B=\"x y\"; C=2", "=[A=1]=[B=x y][export]\n=[C=2]\n");
}

static void test_pipes(void **state)
{
	(void)state;
	check("curl -fsSL u | sh -s -- -y", "[curl][-fsSL][u]\n0<[sh][-s][--][-y]\n");
	check("echo $(date) | tee x | cat", "[echo][$(date)]*\n0^[date]\n0<[tee][x]\n2<[cat]\n");
	check("bash <(curl -s u)", "[bash][<(curl -s u)]*\n0^[curl][-s][u]\n");
	check("curl u | (cd /x && tar xz)", "[curl][u]\n0<[cd][/x]\n0<[tar][xz]\n");
}

static void test_compound(void **state)
{
	(void)state;
	check("if [ -f x ]; then a; else b; fi; for p in 1 2; do c $p; done",
	      "[a]\n[b]\n[c][$p]*\n");
	check("set -e; ( cd /src && ./configure ) || exit 1", "[set][-e]\n[cd][/src]\n[./configure]\n"
							     "[exit][1]\n");
	check("! test -f y; { a; }; f() { b; }", "[test][-f][y]\n[a]\n[b]\n");
}

static void test_redirects(void **state)
{
	(void)state;
	check("a && b > /dev/null 2>&1", "[a]\n[b]>[/dev/null]>&[1]\n");
	check("cat <<EOT > /etc/f\nhi $x\nEOT\nb", "[cat]<<[hi $x\n]>[/etc/f]\n[b]\n");
	check("cat <<'E' | sh\nls\nE\n", "[cat]<<[ls\n]\n0<[sh]\n");
}

static void test_broken(void **state)
{
	(void)state;
	check("a && (b", "[a]\n[b]\nbroken at 7\n");
	check("", "");
}

/* "a && a && .." nests as deep as it is long. */
static void test_long(void **state)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_buf text = STRATA_BUF_INIT;
	struct shell shell;

	(void)state;
	for (int i = 0; i < 20000; i++)
		strata_buf_addf(&text, "a && ");
	strata_buf_addf(&text, "b");
	assert_int_equal(shell_parse(&shell, strata_buf_str(&text), &arena, NULL), 0);
	assert_int_equal(shell.commands.count, 20001);
	strata_buf_reset(&text);
	for (int i = 0; i < 300000; i++)
		strata_buf_addf(&text, "$(a ");
	assert_int_equal(shell_parse(&shell, strata_buf_str(&text), &arena, NULL), STRATA_ELIMIT);
	strata_buf_release(&text);
	strata_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),	  cmocka_unit_test(test_pipes),
		cmocka_unit_test(test_compound),  cmocka_unit_test(test_redirects),
		cmocka_unit_test(test_broken),	  cmocka_unit_test(test_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
