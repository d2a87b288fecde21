/* query.c - questions to trees, alone and many at once: src/syntax/query.c, search.c. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "strata/buf.h"
#include "strata/limits.h"
#include "syntax/search.h"

/* What was found: the texts of the captures, in brackets, in order of appearance. */
struct answer {
	const struct syntax_tree *tree;
	struct strata_buf text;
	const char *type; /* the answer to type-of */
};

static bool ask(const struct syntax_predicate *p, const struct syntax_match *m, void *payload)
{
	const struct answer *a = payload;

	(void)m;
	assert_int_equal(p->kind, SYNTAX_TYPE_OF);
	return strata_str_eq(p->texts.items[0], strata_str_of(a->type));
}

static void found(const struct syntax_match *m, void *payload)
{
	struct answer *a = payload;

	for (size_t i = 0; i < m->count; i++)
		strata_buf_addf(&a->text, "[%.*s]",
				STRATA_ARG(syntax_text(a->tree, m->captured[i].node)));
	for (size_t i = 0; i < m->predicates->count; i++)
		if (m->predicates->items[i].kind >= SYNTAX_CONST)
			strata_buf_addc(&a->text, '?');
}

static const struct syntax_grammar *grammar(const char *name)
{
	const struct syntax_grammar *g = syntax_grammar(strata_str_of(name));

	assert_non_null(g);
	return g;
}

static struct syntax_query *query(const char *language, const char *text)
{
	struct strata_error err = STRATA_ERROR_INIT;
	struct syntax_query *q = NULL;
	size_t offset;

	if (syntax_query_new(&q, &offset, grammar(language), strata_str_of(text), &err) < 0)
		fail_msg("%s", err.text);
	return q;
}

static void expect(const char *language, struct syntax_query *q, const char *source, const char *wanted)
{
	struct syntax_tree *tree = NULL;
	struct syntax_cursor *cursor = syntax_cursor_new();
	struct syntax_search *search = syntax_search_new();
	struct strata_arena scratch = STRATA_ARENA_INIT;
	struct answer a = { .text = STRATA_BUF_INIT, .type = "T" };
	struct syntax_asker asker = { ask, found, &a };

	assert_int_equal(syntax_parse(&tree, grammar(language), strata_str_of(source), NULL), 0);
	a.tree = tree;
	assert_true(syntax_query_run(cursor, q, tree, syntax_root(tree), true, &asker));
	assert_string_equal(a.text.ptr ? a.text.ptr : "", wanted);
	strata_buf_reset(&a.text);
	syntax_search_add(search, q);
	assert_true(syntax_search_run(search, cursor, tree, &asker, &scratch));
	strata_buf_addc(&a.text, '\n');
	a.text.ptr[a.text.len - 1] = '\0';
	assert_string_equal(a.text.ptr, wanted);
	strata_buf_release(&a.text);
	strata_arena_release(&scratch);
	syntax_search_free(search);
	syntax_cursor_free(cursor);
	syntax_tree_free(tree);
}

static void test_texts(void **state)
{
	static const char calls[] = "f(1); g(2); f(3, 4); h('f'); o.f(5)";

	(void)state;
	expect("javascript", query("javascript",
		"((call_expression function: (identifier) @n arguments: (arguments . (_) @a))"
		" (#eq? @n \"f\"))"), calls, "[f][1][f][3]");
	expect("javascript", query("javascript",
		"((call_expression function: (identifier) @n) (#not-any-of? @n \"f\" \"g\"))"),
		calls, "[h]");
	expect("javascript", query("javascript",
		"((call_expression function: (identifier) @n) (#match? @n \"^[gh]$\"))"),
		calls, "[g][h]");
	expect("javascript", query("javascript",
		"((call_expression function: (member_expression) @n) (#eq? @n \"o.f\"))"),
		calls, "[o.f]");
	expect("javascript", query("javascript",
		"((arguments (string) @s) @a (#eq? @s \"'f'\"))"), calls, "[('f')]['f']");
	expect("javascript", query("javascript",
		"((binary_expression left: (_) @l right: (_) @r) (#eq? @l @r))"),
		"a == b; c + c", "[c][c]");
}

static void test_whole_texts(void **state)
{
	static const char call[] = "((call function: (_) @n) (#file-match? \"import a$\"))";

	(void)state;
	expect("python", query("python", call), "f()\ng()\nimport a", "[f][g]");
	expect("python", query("python", call), "f()\ng()\nimport b", "");
	expect("python", query("python", "((call function: (_) @n) (#not-file-match? \"import a$\"))"),
	       "f()\ng()\nimport b", "[f][g]");
}

/* An expression that takes too long to tell is no answer, and it is said. */
static void test_undecided(void **state)
{
	const struct strata_str source =
		STRATA_STR("'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'; 'b'");
	static const char *const queries[] = {
		"((string) @s (#match? @s \"^'(a|aa)+$\"))",
		"((string) @s (#not-match? @s \"^'(a|aa)+$\"))",
		"((string) @s (#file-match? \"^'(a|aa)+$\"))",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(queries) / sizeof(*queries); i++) {
		struct syntax_cursor *cursor = syntax_cursor_new();
		struct syntax_query *q = query("python", queries[i]);
		struct syntax_tree *tree = NULL;
		struct answer a = { .text = STRATA_BUF_INIT };
		struct syntax_asker asker = { ask, found, &a };

		assert_int_equal(syntax_parse(&tree, grammar("python"), source, NULL), 0);
		a.tree = tree;
		assert_false(syntax_query_run(cursor, q, tree, syntax_root(tree), true, &asker));
		strata_buf_release(&a.text);
		syntax_tree_free(tree);
		syntax_query_free(q);
		syntax_cursor_free(cursor);
	}
}

/* Two patterns in one query, of which one has no word to look for. */
static void test_patterns(void **state)
{
	(void)state;
	expect("python", query("python",
		"((call function: (identifier) @n) (#eq? @n \"f\")) (lambda) @n"),
		"f(lambda: 1)", "[f][lambda: 1]");
}

static void test_asks(void **state)
{
	(void)state;
	expect("java", query("java",
		"((method_invocation object: (_) @o name: (_) @n) (#type-of? @o \"T\") (#eq? @n \"m\"))"),
		"class A { void f() { a.m(); a.n(); } }", "[a][m]");
	expect("java", query("java",
		"((method_invocation object: (_) @o name: (_) @n) (#not-type-of? @o \"T\"))"),
		"class A { void f() { a.m(); } }", "");
	expect("java", query("java",
		"((method_invocation name: (_) @n) (#const-match? @n \"^m\"))"),
		"class A { void f() { a.m(); } }", "[m]?");
}

static void test_wrong(void **state)
{
	static const struct {
		const char *text, *at, *error;
	} all[] = {
		{ "(call) (nothing) @x", "nothing", "the grammar has no node of that kind: 'nothing'" },
		{ "(call nope: (_)) @x", "nope", "the grammar has no field of that name: 'nope'" },
		{ "((call) @x (#eq? @y \"a\"))", "y", "nothing is captured by that name: 'y'" },
		{ "(call (call (argument_list (call)))) @x (", NULL, "no query from here on: ''" },
		{ "((call) @x (#near? @x \"a\"))", "near?", "unknown predicate '#near?'" },
		{ "((call) @x (#near @x \"a\"))", "near", "unknown predicate '#near'" },
		{ "((call) @x (#eq? @x))", "eq?", "arguments that '#eq?' does not take" },
		{ "((call) @x (#eq? \"x\" @x))", "eq?", "arguments that '#eq?' does not take" },
		{ "((call) @x (#match? @x \"(\"))", "match?",
		  "no regular expression: missing closing parenthesis" },
		{ "; nothing", NULL, "query that asks for nothing" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct strata_error err = STRATA_ERROR_INIT;
		struct syntax_query *q = NULL;
		size_t offset = 0;

		assert_true(syntax_query_new(&q, &offset, grammar("python"),
					     strata_str_of(all[i].text), &err) < 0);
		assert_null(q);
		assert_string_equal(err.text, all[i].error);
		if (all[i].at)
			assert_int_equal(offset, strstr(all[i].text, all[i].at) - all[i].text);
	}
}

static void test_deep_query(void **state)
{
	struct strata_error err = STRATA_ERROR_INIT;
	struct syntax_query *q = NULL;
	size_t offset, len = 200000;
	char *text = strata_malloc(len);

	(void)state;
	memset(text, '(', len);
	assert_int_equal(syntax_query_new(&q, &offset, grammar("c"), (struct strata_str){ text, len },
					  &err), STRATA_ELIMIT);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_whole_texts),
		cmocka_unit_test(test_undecided),
		cmocka_unit_test(test_patterns),
		cmocka_unit_test(test_asks),
		cmocka_unit_test(test_wrong),
		cmocka_unit_test(test_deep_query),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
