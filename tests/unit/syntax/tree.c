/* tree.c - syntax trees of every language of grammars.def: src/syntax/tree.c. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "strata/limits.h"
#include "syntax/tree.h"

static struct syntax_tree *parse(const char *grammar, struct strata_str text)
{
	const struct syntax_grammar *g = syntax_grammar(strata_str_of(grammar));
	struct syntax_tree *t = NULL;

	assert_non_null(g);
	assert_int_equal(syntax_parse(&t, g, text, NULL), 0);
	return t;
}

/* Each grammar reads its own small program, and no other language's. */
static void test_grammars(void **state)
{
	static const struct {
		const char *grammar, *text, *first;
	} all[] = {
		{ "bash", "f() { echo \"$1\"; }\n", "function_definition" },
		{ "c", "int main(void) { return 0; }\n", "function_definition" },
		{ "cpp", "namespace a { class B : public C<int> {}; }\n", "namespace_definition" },
		{ "csharp", "class A { int B => 1; }\n", "class_declaration" },
		{ "go", "package a\n\nfunc f[T any](x T) {}\n", "package_clause" },
		{ "java", "class A { int f() { return 1; } }\n", "class_declaration" },
		{ "javascript", "const f = async x => <a>{x}</a>;\n", "lexical_declaration" },
		{ "kotlin", "class A(val b: Int?) {\n  fun f() = b!!\n}\n", "class_declaration" },
		{ "php", "<?php function f(?int $a): string { return \"$a\"; }\n", "php_tag" },
		{ "python", "def f(x: int = 1) -> str:\n    return f'{x}'\n", "function_definition" },
		{ "ruby", "class A < B\n  def f(x) = x\nend\n", "class" },
		{ "rust", "fn f<'a>(x: &'a str) -> usize { x.len() }\n", "function_item" },
		{ "tsx", "const f = (x: string) => <a>{x}</a>;\n", "lexical_declaration" },
		{ "typescript", "enum A { B } let x = <A>y;\n", "enum_declaration" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct strata_arena arena = STRATA_ARENA_INIT;
		struct syntax_tree *t = parse(all[i].grammar, strata_str_of(all[i].text));
		struct syntax_children children = { 0 };

		if (syntax_has_error(syntax_root(t)))
			fail_msg("%s has an error", all[i].grammar);
		syntax_children(&children, syntax_root(t), &arena);
		assert_string_equal(syntax_kind_name(children.items[0].node), all[i].first);
		syntax_tree_free(t);
		strata_arena_release(&arena);
	}
	assert_null(syntax_grammar(STRATA_STR("cobol")));
	assert_string_equal(syntax_grammar_name(syntax_grammar_of(STRATA_STR("C Header"))), "c");
	assert_string_equal(syntax_grammar_name(syntax_grammar_of(STRATA_STR("C++"))), "cpp");
}

static void test_nodes(void **state)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct syntax_tree *t = parse("python", STRATA_STR("x = 1\nf(a, b=c)\n"));
	const struct syntax_grammar *g = syntax_tree_grammar(t);
	struct syntax_children children = { 0 };
	struct syntax_node call, function;
	unsigned line, column;

	(void)state;
	syntax_children(&children, syntax_root(t), &arena);
	assert_int_equal(children.count, 2);
	syntax_children(&children, children.items[1].node, &arena);
	call = children.items[0].node;
	assert_int_equal(syntax_kind(call), syntax_kind_named(g, "call", true));
	function = syntax_child_of(call, syntax_field_named(g, "function"));
	assert_true(strata_str_eq(syntax_text(t, function), STRATA_STR("f")));
	assert_ptr_equal(syntax_parent(function).id, call.id);
	syntax_place(syntax_child_of(call, syntax_field_named(g, "arguments")), &line, &column);
	assert_int_equal(line, 2);
	assert_int_equal(column, 2);
	assert_null(syntax_child_of(call, syntax_field_named(g, "body")).id);
	assert_int_equal(syntax_kind_named(g, "no_such_kind", true), 0);
	syntax_tree_free(t);
	strata_arena_release(&arena);
}

/* What is broken is an error in a tree that stands; what is too much is no tree. */
static void test_hostile(void **state)
{
	static char deep[200000], large[STRATA_LIMIT_SYNTAX_BYTES + 1];
	struct syntax_tree *t = parse("java", STRATA_STR("class A { void f( { } int g() { return 1; } }"));
	struct strata_error err = STRATA_ERROR_INIT;

	(void)state;
	assert_true(syntax_has_error(syntax_root(t)));
	syntax_tree_free(t);
	memset(deep, '(', sizeof(deep));
	if (syntax_parse(&t, syntax_grammar(STRATA_STR("javascript")),
			 (struct strata_str){ deep, sizeof(deep) }, &err) == 0)
		syntax_tree_free(t);
	else
		assert_int_equal(err.code, STRATA_ELIMIT);
	assert_int_equal(syntax_parse(&t, syntax_grammar(STRATA_STR("c")),
				      (struct strata_str){ large, sizeof(large) }, NULL),
			 STRATA_ELIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_grammars),
		cmocka_unit_test(test_nodes),
		cmocka_unit_test(test_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
