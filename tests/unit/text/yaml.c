/* yaml.c - YAML: lines, anchors, merge keys, documents and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "strata/buf.h"
#include "strata/limits.h"
#include "text/yaml.h"

static struct strata_arena arena;
static struct strata_error err;

static int setup(void **state)
{
	(void)state;
	arena = STRATA_ARENA_INIT;
	err = STRATA_ERROR_INIT;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	strata_arena_release(&arena);
	return 0;
}

static const struct node *read_text(const char *text)
{
	struct node *top = NULL;

	assert_int_equal(yaml_tree(&top, strata_str_of(text), &arena, &err), 0);
	return top;
}

static bool is(struct strata_str s, const char *text)
{
	return strata_str_eq(s, strata_str_of(text));
}

static void scalars_keep_their_text_and_lines(void **state)
{
	const struct node *top = read_text("\xef\xbb\xbf"
					   "a: 1.10\r\nb: |\r\n  x\r\n  y\r\nc: ~\r\n"
					   "d: 'true'\r\ne: True\r\n");

	(void)state;
	assert_true(is(node_text(top, "a"), "1.10"));
	assert_int_equal(node_get(top, "c")->line, 5);
	assert_int_equal(node_get(top, "c")->type, NODE_NULL);
	assert_int_equal(node_get(top, "d")->type, NODE_STRING);
	assert_true(node_true(top, "e"));
}

static void anchors_and_merge_keys(void **state)
{
	const struct node *top = read_text("base: &b {x: 1, y: 2}\nsame: *b\nmore:\n  <<: *b\n  y: 3\n"
					   "list:\n  <<: [*b, {z: 4}]\n");

	(void)state;
	assert_true(is(node_text(node_map(top, "same"), "y"), "2"));
	assert_true(is(node_text(node_map(top, "more"), "x"), "1"));
	assert_true(is(node_text(node_map(top, "more"), "y"), "3"));
	assert_true(is(node_text(node_map(top, "list"), "z"), "4"));
}

static void aliases_cannot_grow_without_bound(void **state)
{
	struct strata_buf b = STRATA_BUF_INIT;
	struct node *top;

	(void)state;
	strata_buf_add(&b, STRATA_STR("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"));
	for (int i = 1; i < 9; i++)
		strata_buf_addf(&b, "a%d: &a%d [*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d]\n", i, i, i - 1, i - 1,
				i - 1, i - 1, i - 1, i - 1, i - 1);
	assert_int_equal(yaml_tree(&top, strata_buf_str(&b), &arena, &err), STRATA_ELIMIT);
	strata_buf_release(&b);
}

static void documents_are_a_list(void **state)
{
	struct node *stream;

	(void)state;
	assert_int_equal(yaml_stream(&stream, STRATA_STR("a: &x 1\n---\nb: 2\n...\n---\nc: 3\n"),
				     &arena, &err), 0);
	assert_int_equal(stream->count, 3);
	assert_true(is(node_text(stream->last, "c"), "3"));
	assert_int_equal(read_text("")->type, NODE_NULL);
}

static void what_is_no_yaml_is_refused(void **state)
{
	static const char *const texts[] = { "a:\n\tb: 1\n", "a: [1\n", "a: *none\n", "a: &a [*a]\n",
					     "? [x]\n: 1\n",
					     "a: &m {}\n*m : 1\n", "a: 'x\n", "a: b: c\n", "\x01" };
	struct node *top;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		err = STRATA_ERROR_INIT;
		assert_true(yaml_tree(&top, strata_str_of(texts[i]), &arena, &err) < 0);
		assert_true(err.line > 0 && err.text[0]);
	}
}

static void nesting_has_a_limit(void **state)
{
	struct strata_buf b = STRATA_BUF_INIT;
	struct node *top;

	(void)state;
	for (int i = 0; i <= STRATA_LIMIT_NESTING; i++)
		strata_buf_addc(&b, '[');
	assert_int_equal(yaml_tree(&top, strata_buf_str(&b), &arena, &err), STRATA_ELIMIT);
	strata_buf_release(&b);
}

static void equal_keys_are_seen(void **state)
{
	struct strata_str key;
	unsigned line;

	(void)state;
	assert_true(node_duplicate(&key, &line, read_text("a: 1\nb:\n  c: 1\n  c: 2\n"), &arena));
	assert_true(is(key, "c"));
	assert_int_equal(line, 4);
	assert_false(node_duplicate(&key, &line, read_text("b: &b {c: 1}\nd:\n  <<: *b\n  c: 2\n"), &arena));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(scalars_keep_their_text_and_lines, setup, teardown),
		cmocka_unit_test_setup_teardown(anchors_and_merge_keys, setup, teardown),
		cmocka_unit_test_setup_teardown(aliases_cannot_grow_without_bound, setup, teardown),
		cmocka_unit_test_setup_teardown(documents_are_a_list, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_no_yaml_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(nesting_has_a_limit, setup, teardown),
		cmocka_unit_test_setup_teardown(equal_keys_are_seen, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
