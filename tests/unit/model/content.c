/* content.c - files that are not what their name says: src/model/content.c. */
#include "model/content.h"

#include "versions.h"

static int check(struct strata_str *text, struct strata_str bytes, unsigned *line)
{
	static struct strata_arena arena;
	struct strata_error err = STRATA_ERROR_INIT;
	int rc;

	strata_arena_release(&arena);
	rc = content_text(text, &arena, bytes, &err);
	*line = err.line;
	strata_arena_release(&arena);
	return rc;
}

static void test_text(void **state)
{
	struct strata_str text;
	unsigned line;

	(void)state;
	assert_int_equal(check(&text, STRATA_STR("a\nb\0c\n"), &line), 0);
	assert_int_equal(text.len, 6); /* a line format keeps what it can read */
	assert_int_equal(check(&text, STRATA_STR(""), &line), 0);
	assert_int_equal(check(&text, STRATA_STR("\xff\xfe" "a\0"), &line), 0);
	assert_int_equal(text.len, 1);
}

static void test_markup(void **state)
{
	struct strata_str text;
	unsigned line;

	(void)state;
	assert_int_equal(check(&text, STRATA_STR("\n<!DOCTYPE HTML>"), &line), STRATA_ESYNTAX);
	assert_int_equal(check(&text, STRATA_STR("<html>"), &line), STRATA_ESYNTAX);
	assert_int_equal(check(&text, STRATA_STR("\xff\xfe<\0a\0/\0>\0"), &line), 0);
	assert_int_equal(text.len, 10); /* its reader's */
}

static unsigned line_of_note(struct strata_str bytes)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_facts facts = { .arena = &arena };
	unsigned line;

	content_note(&facts, bytes);
	content_note(&facts, bytes); /* said once */
	assert_true(facts.notes.count < 2);
	line = facts.notes.count ? facts.notes.items[0].line : 0;
	strata_arena_release(&arena);
	return line;
}

static void test_notes(void **state)
{
	(void)state;
	assert_int_equal(line_of_note(STRATA_STR("a\n\xc3\xa9\n")), 0);
	assert_int_equal(line_of_note(STRATA_STR("a\n\xc3(\n")), 2);
	assert_int_equal(line_of_note(STRATA_STR("a\nb\n\0\n")), 3);
	assert_int_equal(line_of_note(STRATA_STR("<<<<<<< HEAD\n")), 1);
	assert_int_equal(line_of_note(STRATA_STR("a\n\n>>>>>>> side\n")), 3);
	assert_int_equal(line_of_note(STRATA_STR("a <<<<<<< b\n=======\n")), 0);
	assert_int_equal(line_of_note(STRATA_STR("<a>\xe9</a>\n")), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_markup),
		cmocka_unit_test(test_notes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
