/* entries.c - entry by entry a document says what its whole tree says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "strata/buf.h"
#include "text/json.h"
#include "text/toml.h"
#include "text/yaml.h"

typedef int tree_reader(struct node **out, struct strata_str bytes, struct strata_arena *arena,
			struct strata_error *err);
typedef int entries_reads(struct node **out, struct strata_str bytes, struct node_entries *of,
			  struct strata_arena *arena, struct strata_error *err);

static struct strata_arena arena;

/* What was given since the start, or since it was to be forgotten. */
struct given {
	struct strata_buf text;
	unsigned count, forgotten;
	bool fails; /* at the second */
};

static int json_whole(struct node **out, struct strata_str bytes, struct strata_arena *a,
		      struct strata_error *err)
{
	return json_tree(out, bytes, JSON_STRICT, a, err);
}

static int json_each(struct node **out, struct strata_str bytes, struct node_entries *of,
		     struct strata_arena *a, struct strata_error *err)
{
	return json_entries(out, bytes, JSON_STRICT, of, a, err);
}

static void write_node(struct strata_buf *b, const struct node *n)
{
	strata_buf_addf(b, "%.*s/%u/%u/%d/%.*s(", STRATA_ARG(n->key), n->line, n->type, n->quoted,
			STRATA_ARG(n->text));
	for (const struct node *c = n->first; c; c = c->next)
		write_node(b, c);
	strata_buf_addc(b, ')');
}

static int take(void *parser, const struct node *list, const struct node *entry,
		struct strata_error *err)
{
	struct given *g = parser;

	strata_buf_addf(&g->text, "%.*s: ", STRATA_ARG(list->key));
	write_node(&g->text, entry);
	strata_buf_addc(&g->text, '\n');
	if (++g->count == 2 && g->fails)
		return strata_fail(err, STRATA_EUNSUPPORTED, entry->line, "refused");
	return node_get(entry, "n") ? 0 : ENTRIES_KEEP;
}

static void forget(void *parser)
{
	struct given *g = parser;

	strata_buf_reset(&g->text);
	g->count = 0;
	g->forgotten++;
}

static struct node_entries entries_of(struct given *g, const char *lists)
{
	return (struct node_entries){ .lists = lists, .read = take, .forget = forget, .parser = g };
}

static void write_lists(struct strata_buf *b, const struct node *top, const char *lists)
{
	struct strata_str key, rest = strata_str_of(lists);
	const struct node *list = top;

	do {
		if (lists) {
			strata_str_cut(&key, &rest, rest, ' ');
			list = node_get_str(top, key);
		}
		for (const struct node *n = node_first(list); n; n = n->next) {
			strata_buf_addf(b, "%.*s: ", STRATA_ARG(list->key));
			write_node(b, n);
			strata_buf_addc(b, '\n');
		}
	} while (rest.ptr);
}

/* Both ways of a document; answers how often it was read anew. */
static unsigned compare(tree_reader *whole, entries_reads *each, const char *lists, const char *text)
{
	struct strata_buf want = STRATA_BUF_INIT;
	struct given g = { .text = STRATA_BUF_INIT };
	struct node_entries of = entries_of(&g, lists);
	struct node *top;

	assert_int_equal(whole(&top, strata_str_of(text), &arena, NULL), 0);
	write_lists(&want, top, lists);
	assert_int_equal(each(&top, strata_str_of(text), &of, &arena, NULL), 0);
	if (!strata_str_eq(strata_buf_str(&g.text), strata_buf_str(&want)))
		fail_msg("%s\ngives\n%.*sand not\n%.*s", text, STRATA_ARG(strata_buf_str(&g.text)),
			 STRATA_ARG(strata_buf_str(&want)));
	strata_buf_release(&want);
	strata_buf_release(&g.text);
	return g.forgotten;
}

static void test_json(void **state)
{
	(void)state;
	assert_int_equal(compare(json_whole, json_each, "a b",
				 "{\"x\": [1],\n\"a\": [{\"k\": 1},\n\"t\\u0041\", [2]],\n"
				 "\"b\": {\"m\": {}, \"n\": 3}}"),
			 0);
	assert_int_equal(compare(json_whole, json_each, "a", "[{\"a\": [1]}]"), 0);
	assert_int_equal(compare(json_whole, json_each, NULL, "{\"a\": 1}"), 0);
	assert_int_equal(compare(json_whole, json_each, "a", "{\"a\": [1, 2], \"b\": 2, \"a\": [3]}"), 1);
	assert_int_equal(compare(json_whole, json_each, "a", "{\"a\": 7, \"a\": [3]}"), 0);
}

static void test_toml(void **state)
{
	(void)state;
	assert_int_equal(compare(toml_tree, toml_entries, "p",
				 "v = 1\n[[p]]\nname = 'a'\nd = [1, 2]\n[p.s]\nx.y = 1\n[[p]]\nname = 'b'\n"
				 "[m]\nk = 1\n[p.t]\nz = 2\n[[p.l]]\n[[p.l]]\nq = 1\n"),
			 0);
	assert_int_equal(compare(toml_tree, toml_entries, "p", "p = [{a = 1}, {b = 2}]"), 0);
	/* One list at a time. */
	assert_int_equal(compare(toml_tree, toml_entries, "p q",
				 "[[p]]\n[[p]]\na = 1\n[[q]]\nb = 1\n[p.c]\nd = 1\n[[p]]\n"), 1);
}

static void test_yaml(void **state)
{
	(void)state;
	assert_int_equal(compare(yaml_tree, yaml_entries, "p q",
				 "v: 1\np:\n- n: a\n  d: {x: 1}\n- n: b\n  l:\n    - 1\n    - 2\nz: 1\nq:\n"
				 "  a@1:\n    v: 1\n  b: {}\n  c:\n"),
			 0);
	assert_int_equal(compare(yaml_tree, yaml_entries, NULL, "a:\n  b: 1\n\"c\":\n  d: 'it''s'\n"), 0);
	assert_int_equal(compare(yaml_tree, yaml_entries, NULL, "- a\n- b: 1\n"), 0);
	assert_int_equal(compare(yaml_tree, yaml_entries, "p", "p: {a: {b: 1}, c: 2}\n"), 0);
	assert_int_equal(compare(yaml_tree, yaml_entries, "p", "p:\n  a: 1\np:\n  b: 2\n"), 1);
	assert_int_equal(compare(yaml_tree, yaml_entries, "p", "p:\n  a: 1\np:\n"), 1);
	/* What libyaml reads, from the start or after some entries. */
	assert_int_equal(compare(yaml_tree, yaml_entries, "p", "p:\n  a: |\n    x\n"), 0);
	assert_int_equal(compare(yaml_tree, yaml_entries, "p",
				 "p:\n  a: 1\n  z: 2\n  b: &x 2\n  c: *x\n"), 1);
}

/* What is kept is in the tree, with its line; all else of an entry is not. */
static void test_keep(void **state)
{
	struct given g = { .text = STRATA_BUF_INIT };
	struct node_entries of = entries_of(&g, "p");
	struct strata_buf text = STRATA_BUF_INIT;
	struct node *top;

	(void)state;
	of.keep = "d e";
	assert_int_equal(toml_entries(&top,
				      STRATA_STR("[[p]]\na = 1\nd = ['x']\n[[p]]\nn = 1\nd = 2\n"
						 "[[p]]\n[p.e]\nf = 2\n"),
				      &of, &arena, NULL),
			 0);
	write_node(&text, node_get(top, "p"));
	assert_true(strata_str_eq(strata_buf_str(&text),
				  STRATA_STR("p/1/4/0/(/1/5/0/(d/3/4/0/(/3/3/1/x()))"
					     "/7/5/0/(e/8/5/0/(f/9/2/0/2())))")));
	assert_int_equal(node_get(top, "p")->count, 2);
	strata_buf_release(&text);
	strata_buf_release(&g.text);
}

static struct strata_str twin_of(entries_reads *each, const char *lists, const char *text)
{
	struct given g = { .text = STRATA_BUF_INIT };
	struct node_entries of = entries_of(&g, lists);
	struct node *top;

	assert_int_equal(each(&top, strata_str_of(text), &of, &arena, NULL), 0);
	strata_buf_release(&g.text);
	return of.twin;
}

static void test_twins(void **state)
{
	(void)state;
	assert_true(strata_str_eq(
		twin_of(json_each, "p", "{\"p\": [{\"a\": 1}, {\"b\": {\"c\": 1, \"c\": 2}}]}"),
		STRATA_STR("c")));
	assert_true(strata_str_eq(twin_of(json_each, "p", "{\"p\": {\"a\": 1, \"b\": 1, \"a\": 2}}"),
				  STRATA_STR("a")));
	assert_true(strata_str_eq(twin_of(yaml_entries, NULL, "a: 1\nb: 2\na: 3\n"), STRATA_STR("a")));
	assert_null(twin_of(json_each, "p", "{\"p\": [{\"a\": 1}, {\"a\": 1}]}").ptr);
}

static void expect_error(entries_reads *each, const char *text, const char *why, unsigned line)
{
	struct strata_error err = STRATA_ERROR_INIT;
	struct given g = { .text = STRATA_BUF_INIT, .fails = true };
	struct node_entries of = entries_of(&g, "p");
	struct node *top;

	assert_int_not_equal(each(&top, strata_str_of(text), &of, &arena, &err), 0);
	assert_non_null(strstr(err.text, why));
	assert_int_equal(err.line, line);
	strata_buf_release(&g.text);
}

/* The document's own error goes before the parser's, wherever it stands. */
static void test_errors(void **state)
{
	(void)state;
	expect_error(json_each, "{\"p\": [1,\n2,\n3]}", "refused", 2);
	expect_error(json_each, "{\"p\": [1,\n2,\n3,\n]}", "malformed", 4);
	expect_error(toml_entries, "[[p]]\n[[p]]\n[[p]]\n", "refused", 2);
	expect_error(toml_entries, "[[p]]\n[[p]]\n[p]\n", "twice", 3);
	expect_error(toml_entries, "[[p]]\na = 1\na = 2\n", "twice", 3);
	expect_error(yaml_entries, "p:\n- 1\n- 2\n", "refused", 3);
	expect_error(yaml_entries, "p:\n- 1\n- 2\n- [\n", "malformed", 5);
}

static int set_up(void **state)
{
	(void)state;
	arena = STRATA_ARENA_INIT;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	strata_arena_release(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_json, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_toml, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_yaml, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_keep, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_twins, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_errors, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
