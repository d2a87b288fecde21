/* json.c - RFC 8259 at its edges: what is read, what is refused, and where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "text/json.h"

static struct strata_arena arena;

static int setup(void **state)
{
	(void)state;
	arena = STRATA_ARENA_INIT;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	strata_arena_release(&arena);
	return 0;
}

static int read_as(struct node **top, struct strata_str text, unsigned flags,
		   struct strata_error *err)
{
	*err = STRATA_ERROR_INIT;
	return json_tree(top, text, flags, &arena, err);
}

static void accepts_what_the_grammar_has(void **state)
{
	static const char *const texts[] = {
		"0",	 "-0",	     "1e5",  "1E+5",	  "1.5e-3", "\"\"",	 "[]",	      "{}",
		" [ ] ", "\r\n{}\t", "null", "[1,[2,{}]]", "true",   "\"\\u0000\"", "\"\\/\"", "{\"\":0}",
	};
	struct strata_error err;
	struct node *top;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		assert_int_equal(read_as(&top, strata_str_of(texts[i]), JSON_STRICT, &err), 0);
}

static void refuses_what_it_has_not(void **state)
{
	static const char *const texts[] = {
		"",	   " ",	      "01",	 "-",	    "1.",      ".5",	  "1e",	     "+1",
		"[1,]",	   "{\"a\":1,}", "[1 2]", "{\"a\" 1}", "{a:1}",   "'a'",
			  "\"\\x\"", "\"\\u12g4\"",
		"\"a\nb\"", "\"a",      "nul",	 "NaN",	    "[",       "{\"a\":", "[1]]",    "1 2",
		"// c\n1", "/**/1",   "[,1]",	 "tru e",   "\"\\",    "\"\\u12", "]",	     "{\"a\":1]",
	};
	struct strata_error err;
	struct node *top;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		assert_int_equal(read_as(&top, strata_str_of(texts[i]), JSON_STRICT, &err),
				 STRATA_ESYNTAX);
		assert_true(err.line > 0 && err.text[0]);
	}
}

static void refuses_a_nul_byte(void **state)
{
	struct strata_error err;
	struct node *top;

	(void)state;
	assert_int_equal(read_as(&top, STRATA_STR("{}\0"), JSON_STRICT, &err), STRATA_ESYNTAX);
	assert_int_equal(read_as(&top, STRATA_STR("\"a\0b\""), JSON_STRICT, &err), STRATA_ESYNTAX);
}

static void relaxed_takes_comments_and_last_commas(void **state)
{
	struct strata_error err;
	struct node *top;

	(void)state;
	assert_int_equal(read_as(&top,
				 STRATA_STR("\xef\xbb\xbf// a\n{\"a\": [1, /* \n */ 2,],\n"
					    " \"b\": 3,}"),
				 JSON_RELAXED, &err), 0);
	assert_int_equal(node_array(top, "a")->count, 2);
	assert_int_equal(node_get(top, "b")->line, 4);
	assert_int_equal(read_as(&top, STRATA_STR("[,]"), JSON_RELAXED, &err), STRATA_ESYNTAX);
	assert_int_equal(read_as(&top, STRATA_STR("[1,,]"), JSON_RELAXED, &err), STRATA_ESYNTAX);
}

static void escapes_mean_what_they_say(void **state)
{
	struct strata_error err;
	struct node *top;

	(void)state;
	assert_int_equal(read_as(&top, STRATA_STR("\"\\ud83d\\ude00\\n\\u0000\\ud800x\\udc00\""),
				 JSON_STRICT, &err), 0);
	assert_true(strata_str_eq(top->text, STRATA_STR("\xf0\x9f\x98\x80\n\0\xef\xbf\xbdx\xef\xbf\xbd")));
}

static void nesting_has_a_limit(void **state)
{
	char text[2 * STRATA_LIMIT_NESTING + 2];
	struct strata_error err;
	struct node *top;

	(void)state;
	memset(text, '[', STRATA_LIMIT_NESTING);
	memset(text + STRATA_LIMIT_NESTING, ']', STRATA_LIMIT_NESTING);
	assert_int_equal(read_as(&top, (struct strata_str){ text, 2 * STRATA_LIMIT_NESTING },
				 JSON_STRICT, &err), 0);
	memset(text, '[', STRATA_LIMIT_NESTING + 1);
	memset(text + STRATA_LIMIT_NESTING + 1, ']', STRATA_LIMIT_NESTING + 1);
	assert_int_equal(read_as(&top, (struct strata_str){ text, sizeof(text) }, JSON_STRICT, &err),
			 STRATA_ELIMIT);
}

static void of_equal_keys_the_last_counts_and_is_told(void **state)
{
	struct strata_error err;
	struct strata_str key;
	struct node *top;
	unsigned line;

	(void)state;
	assert_int_equal(read_as(&top, STRATA_STR("{\"a\": 1,\r\n\"b\": 0,\r\n\"\\u0061\": 2}"), JSON_STRICT,
				 &err), 0);
	assert_true(strata_str_eq(node_text(top, "a"), STRATA_STR("2")));
	assert_true(node_duplicate(&key, &line, top, &arena));
	assert_true(strata_str_eq(key, STRATA_STR("a")));
	assert_int_equal(line, 3);
}

static void skipping_gives_the_whole_text_and_the_next_member(void **state)
{
	struct strata_error err = STRATA_ERROR_INIT;
	struct json_reader r;
	struct json_value v;

	(void)state;
	json_init(&r, STRATA_STR("{\"a\": [1,\n {\"x\": \"]\"}], \"b\": true}"), JSON_STRICT, &err);
	assert_int_equal(json_next(&r, &v), JSON_OBJECT);
	assert_int_equal(json_next(&r, &v), JSON_ARRAY);
	assert_int_equal(json_skip(&r, &v), 0);
	assert_true(strata_str_eq(v.raw, STRATA_STR("[1,\n {\"x\": \"]\"}]")));
	assert_int_equal(json_next(&r, &v), JSON_BOOL);
	assert_true(json_key_is(&v, "b"));
	assert_int_equal(v.key_line, 2);
	assert_int_equal(json_next(&r, &v), JSON_END);
	assert_int_equal(json_finish(&r), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(accepts_what_the_grammar_has, setup, teardown),
		cmocka_unit_test_setup_teardown(refuses_what_it_has_not, setup, teardown),
		cmocka_unit_test_setup_teardown(refuses_a_nul_byte, setup, teardown),
		cmocka_unit_test_setup_teardown(relaxed_takes_comments_and_last_commas, setup, teardown),
		cmocka_unit_test_setup_teardown(escapes_mean_what_they_say, setup, teardown),
		cmocka_unit_test_setup_teardown(nesting_has_a_limit, setup, teardown),
		cmocka_unit_test_setup_teardown(of_equal_keys_the_last_counts_and_is_told, setup, teardown),
		cmocka_unit_test_setup_teardown(skipping_gives_the_whole_text_and_the_next_member, setup,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
