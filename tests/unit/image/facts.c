/* facts.c - files of facts: what is told, and what is refused of a file that is not as it should be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "facts.h"
#include "image/facts.h"

#define DAYS "first 2020-01-01\nchanged 2026-01-01\n"

/* 0, or the error of opening a file with that one image and of asking for it. */
static int read_image(const char *text, struct strata_error *err)
{
	struct facts_image image = { "x", text };
	const struct image_official *official;
	struct image_facts *facts;
	struct strata_str bytes;
	char *file = facts_file(&bytes, &image, 1);
	int rc = image_facts_of_bytes(&facts, bytes, STRATA_STR("test"), err);

	assert_int_equal(rc, 0);
	rc = image_facts_image(&official, facts, STRATA_STR("x"), err);
	assert_true(rc != 1 || image_facts_tag(official, STRATA_STR("1")) != NULL);
	image_facts_close(facts);
	free(file);
	return rc;
}

static void test_texts(void **state)
{
	static const char *const malformed[] = {
		"", "first 2020-01-01\n", DAYS "other 2020-01-01\n", DAYS "removed 2020-13-01\n",
		DAYS "now\n", DAYS "now 0\n", DAYS "now x 2020-01-01 amd64 1\n",
		DAYS "now 99999999999 2020-01-01 amd64 1\n", DAYS "now 0 2020-02-30 amd64 1\n",
		DAYS "now 0 2020-01-01 amd64\n", DAYS "now 0 2020-01-01 amd64 \n",
		DAYS "now 0 2020-01-01 amd64 1 1\n", DAYS "now 0 2020-01-01 amd64 1  2\n",
		DAYS "now 0 2020-01-01 amd64 1\ngone 2020-01-01 2020-02-01 1\n",
		DAYS "gone 2020-01-01 1\n", DAYS "gone 2020-01-01 2020-02-01\n",
	};
	struct strata_error err = STRATA_ERROR_INIT;

	(void)state;
	assert_int_equal(read_image(DAYS "now 0 2020-01-01 amd64 1 1.2\n", &err), 1);
	assert_int_equal(read_image(DAYS "gone 2020-01-01 2020-02-01 1 1.2\n", &err), 1);
	for (size_t i = 0; i < sizeof(malformed) / sizeof(*malformed); i++) {
		err = STRATA_ERROR_INIT;
		if (read_image(malformed[i], &err) != STRATA_ESYNTAX)
			fail_msg("'%s' is taken", malformed[i]);
		assert_string_equal(err.path, "test: x");
	}
}

static int open_text(struct strata_str bytes, struct strata_error *err)
{
	struct image_facts *facts;
	int rc = image_facts_of_bytes(&facts, bytes, STRATA_STR("test"), err);

	if (rc == 0)
		image_facts_close(facts);
	else
		assert_null(facts);
	return rc;
}

#define HEAD "strata image facts 1\nday 2026-08-21\n"

static void test_heads(void **state)
{
	static const struct {
		const char *text;
		int rc;
	} rows[] = {
		{ HEAD "\n", 0 },
		{ HEAD, 0 },
		{ "", STRATA_ESYNTAX },
		{ "strata image facts 2\nday 2026-08-21\n\n", STRATA_ESYNTAX },
		{ "strata image facts 1\n\n", STRATA_ESYNTAX },
		{ "strata image facts 1\nday yesterday\n\n", STRATA_ESYNTAX },
		{ HEAD "word\n\n", STRATA_ESYNTAX },
		{ HEAD "image x\n\n", STRATA_ESYNTAX },
		{ HEAD "image x 1\n\n", STRATA_ESYNTAX },
		{ HEAD "image x y z\n\n", STRATA_ESYNTAX },
		{ HEAD "image x 0 0\nimage x 0 0\n\n", STRATA_ESYNTAX },
		{ HEAD "image x 5 0\n\nabcd", STRATA_ESYNTAX },
		{ HEAD "image x 3 0\n\nabcd", STRATA_ESYNTAX },
		{ HEAD "image x 4 99999999999\n\nabcd", STRATA_ELIMIT },
		{ HEAD "image x 99999999999 4\n\nabcd", STRATA_ELIMIT },
		{ HEAD "image x 4 4\n\nabcd", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (open_text(strata_str_of(rows[i].text), NULL) != rows[i].rc)
			fail_msg("row %zu", i);
}

/* No byte of a file may be changed unseen in what is compressed: it has a sum. */
static void test_damage(void **state)
{
	struct facts_image image = { "x", DAYS "now 0 2020-01-01 amd64 1 1.2\n" };
	struct strata_str bytes;
	char *file = facts_file(&bytes, &image, 1);
	size_t body = strata_str_find(bytes, STRATA_STR("\n\n")) + 2;

	(void)state;
	for (size_t i = body; i < bytes.len; i++) {
		const struct image_official *official;
		struct image_facts *facts;

		file[i] ^= 1;
		assert_int_equal(image_facts_of_bytes(&facts, bytes, STRATA_STR("test"), NULL), 0);
		if (image_facts_image(&official, facts, STRATA_STR("x"), NULL) >= 0)
			fail_msg("byte %zu", i - body);
		assert_null(official);
		image_facts_close(facts);
		file[i] ^= 1;
	}
	free(file);
}

static void test_embedded(void **state)
{
	const struct image_official *image;
	const struct image_tags *tags;
	struct image_facts *facts;

	(void)state;
	assert_int_equal(image_facts_embedded(&facts, NULL), 0);
	assert_true(strata_str_is_day(image_facts_day(facts)));
	assert_true(strata_is_commit(image_facts_commit(facts)));
	assert_int_equal(image_facts_image(&image, facts, STRATA_STR("no-such-image"), NULL), 0);
	assert_null(image);
	assert_int_equal(image_facts_image(&image, facts, STRATA_STR("node"), NULL), 1);
	tags = image_facts_tag(image, STRATA_STR("18.19.0"));
	assert_true(tags && strata_str_eq(tags->first, STRATA_STR("2023-12-01")) &&
		    strata_str_eq(tags->last, STRATA_STR("2024-02-15")));
	assert_null(image_facts_tag(image, STRATA_STR("18.99.0")));
	image_facts_close(facts);
}

static void test_files(void **state)
{
	struct strata_error err = STRATA_ERROR_INIT;
	struct image_facts *facts;

	(void)state;
	assert_int_equal(image_facts_open(&facts, STRATA_CASES "/no/such/file", &err), STRATA_EIO);
	assert_null(facts);
	err = STRATA_ERROR_INIT;
	assert_int_equal(image_facts_open(&facts, "/dev/null", &err), STRATA_ESYNTAX);
	assert_string_equal(err.path, "/dev/null");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),    cmocka_unit_test(test_heads),
		cmocka_unit_test(test_damage),   cmocka_unit_test(test_embedded),
		cmocka_unit_test(test_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
