/* json_write.c - what is written is JSON, whatever went in: src/text/json_write.c. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "text/json.h"
#include "text/json_write.h"

static void test_layout(void **state)
{
	struct strata_buf b = STRATA_BUF_INIT;
	struct json_writer w = JSON_WRITER(&b);

	(void)state;
	json_open_object(&w, NULL);
	json_write_integer(&w, "n", -7);
	json_write_real(&w, "r", 9.8);
	json_write_text(&w, "absent", STRATA_NONE);
	json_write_bool(&w, "yes", true);
	json_open_array(&w, "list");
	json_write_word(&w, NULL, "a");
	json_close_array(&w);
	json_open_array(&w, "none");
	json_close_array(&w);
	json_close_object(&w);
	assert_true(strata_str_eq(
		strata_buf_str(&b),
		STRATA_STR("{\n  \"n\": -7,\n  \"r\": 9.8,\n  \"absent\": null,\n  \"yes\": true,\n"
			   "  \"list\": [\n    \"a\"\n  ],\n  \"none\": []\n}")));
	strata_buf_release(&b);
}

/* Every byte, alone and between others: read again it is what it was, or U+FFFD. */
static void test_every_byte_makes_valid_json(void **state)
{
	struct strata_arena arena = STRATA_ARENA_INIT;

	(void)state;
	for (int byte = 0; byte < 256; byte++) {
		char text[3] = { 'a', (char)byte, 'z' };
		struct strata_buf b = STRATA_BUF_INIT;
		struct json_writer w = JSON_WRITER(&b);
		struct strata_error err = STRATA_ERROR_INIT;
		struct node *top;

		json_write_text(&w, NULL, (struct strata_str){ text, sizeof(text) });
		assert_int_equal(json_tree(&top, strata_buf_str(&b), JSON_STRICT, &arena, &err), 0);
		if (byte < 0x80)
			assert_true(strata_str_eq(top->text, (struct strata_str){ text, sizeof(text) }));
		else
			assert_true(strata_str_eq(top->text, STRATA_STR("a\xef\xbf\xbdz")));
		strata_buf_release(&b);
	}
	strata_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_layout),
		cmocka_unit_test(test_every_byte_makes_valid_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
