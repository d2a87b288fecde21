/* memo.c - what is kept from run to run, and what is not believed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memo/memo.h"
#include "memo/pack.h"

struct place {
	char folder[64], file[96];
};

static int make_place(void **state)
{
	struct place *p = malloc(sizeof(*p));

	snprintf(p->folder, sizeof(p->folder), "/tmp/strata-memo-XXXXXX");
	if (!mkdtemp(p->folder)) {
		free(p);
		return -1;
	}
	snprintf(p->file, sizeof(p->file), "%s/results.sqlite", p->folder);
	*state = p;
	return 0;
}

static int remove_place(void **state)
{
	struct place *p = *state;

	unlink(p->file);
	rmdir(p->folder);
	free(p);
	return 0;
}

static struct memo *open_as(const struct place *p, const char *version, uint64_t most)
{
	struct memo_options options = { p->folder, version, most };

	return memo_open(&options);
}

static void put(const struct place *p, const char *key, const char *value)
{
	struct memo *m = open_as(p, "v", 0);

	memo_put(m, strata_str_of(key), strata_str_of(value));
	memo_close(m);
}

static bool has_as(const struct place *p, const char *version, const char *key, const char *value)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct memo *m = open_as(p, version, 0);
	struct strata_str found;
	bool has = memo_get(&found, m, strata_str_of(key), &arena) &&
		   strata_str_eq(found, strata_str_of(value));

	memo_close(m);
	strata_arena_release(&arena);
	return has;
}

static bool has(const struct place *p, const char *key, const char *value)
{
	return has_as(p, "v", key, value);
}

static void what_was_put_is_there_in_the_next_run(void **state)
{
	const struct place *p = *state;
	struct stat st;

	assert_false(has(p, "a", "1"));
	put(p, "a", "1");
	put(p, "b", "");
	assert_true(has(p, "a", "1"));
	assert_true(has(p, "b", ""));
	put(p, "a", "2");
	assert_true(has(p, "a", "2"));
	assert_int_equal(stat(p->file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void results_of_other_parsers_are_not_taken(void **state)
{
	const struct place *p = *state;

	put(p, "a", "1");
	assert_false(has_as(p, "w", "a", "1"));
	assert_true(has(p, "a", "1"));
}

/* Every byte of the file in turn: what is found is what was put, or nothing. */
static void damage_is_never_believed(void **state)
{
	const struct place *p = *state;
	int fd, found = 0, lost = 0;
	struct stat st;
	char byte;

	put(p, "a", "the value that was put");
	assert_int_equal(stat(p->file, &st), 0);
	fd = open(p->file, O_RDWR);
	for (off_t at = 0; at < st.st_size; at += at < 128 || at > st.st_size - 128 ? 1 : 61) {
		struct strata_arena arena = STRATA_ARENA_INIT;
		struct memo *m = open_as(p, "v", 0);
		struct strata_str value;

		assert_int_equal(pread(fd, &byte, 1, at), 1);
		byte = (char)(byte ^ 0x55);
		assert_int_equal(pwrite(fd, &byte, 1, at), 1);
		if (memo_get(&value, m, STRATA_STR("a"), &arena)) {
			assert_true(strata_str_eq(value, STRATA_STR("the value that was put")));
			found++;
		} else {
			lost++;
		}
		byte = (char)(byte ^ 0x55);
		assert_int_equal(pwrite(fd, &byte, 1, at), 1);
		memo_close(m);
		strata_arena_release(&arena);
	}
	close(fd);
	assert_true(found > 0 && lost > 0);
}

static void a_file_that_is_none_gives_way(void **state)
{
	const struct place *p = *state;
	FILE *f = fopen(p->file, "wb");

	for (int i = 0; i < 20000; i++)
		fputc(i * 7 + 1, f);
	fclose(f);
	assert_false(has(p, "a", "1"));
	put(p, "a", "1");
	assert_true(has(p, "a", "1"));
	assert_int_equal(truncate(p->file, 0), 0);
	put(p, "a", "2");
	assert_true(has(p, "a", "2"));
	assert_int_equal(truncate(p->file, 1000), 0);
	assert_false(has(p, "a", "2"));
	put(p, "a", "3");
	assert_true(has(p, "a", "3"));
}

static void the_size_is_bounded(void **state)
{
	enum { MOST = 200000, EACH = 50000 };
	const struct place *p = *state;
	static char big[EACH + 1];
	struct stat st;

	memset(big, 'x', EACH);
	for (int i = 0; i < 30; i++) {
		struct memo *m = open_as(p, "v", MOST);
		char key[8];

		snprintf(key, sizeof(key), "%02d", 29 - i);
		memo_put(m, strata_str_of(key), strata_str_of(big));
		memo_close(m);
		assert_int_equal(stat(p->file, &st), 0);
		assert_true(st.st_size < 2 * MOST);
	}
	assert_true(has(p, "00", big));
	assert_false(has(p, "29", big));
}

static void without_a_place_there_is_no_cache(void **state)
{
	struct memo_options options = { .folder = "/proc/nothing/here" };
	struct memo *m = memo_open(&options);
	struct strata_str value;

	(void)state;
	assert_false(memo_get(&value, m, STRATA_STR("a"), NULL));
	memo_put(m, STRATA_STR("a"), STRATA_STR("1"));
	memo_close(m);
	assert_false(memo_get(&value, NULL, STRATA_STR("a"), NULL));
	memo_put(NULL, STRATA_STR("a"), STRATA_STR("1"));
	memo_close(NULL);
}

static void numbers_and_texts_come_back(void **state)
{
	static const int64_t numbers[] = { 0, 1, -1, 63, 64, -64, -65, 1 << 20, INT64_MAX, INT64_MIN };
	struct strata_buf b = STRATA_BUF_INIT;
	struct pack_reader r = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		pack_put_signed(&b, numbers[i]);
		pack_put_number(&b, (uint64_t)numbers[i]);
	}
	pack_put_text(&b, STRATA_STR("text"));
	r.rest = strata_buf_str(&b);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		assert_true(pack_signed(&r) == numbers[i]);
		assert_true(pack_number(&r) == (uint64_t)numbers[i]);
	}
	assert_true(strata_str_eq(pack_text(&r), STRATA_STR("text")));
	assert_false(r.bad);
	assert_int_equal(r.rest.len, 0);
	assert_int_equal(pack_number(&r), 0);
	assert_true(r.bad);
	strata_buf_release(&b);
}

static void counts_and_indices_are_bounded(void **state)
{
	struct pack_reader r = { STRATA_STR("\x05""abcd"), false };

	(void)state;
	assert_false(pack_text(&r).ptr && !r.bad);
	assert_true(r.bad);
	r = (struct pack_reader){ STRATA_STR("\x05"), false };
	assert_int_equal(pack_index(&r, 6), 5);
	r = (struct pack_reader){ STRATA_STR("\x05"), false };
	assert_int_equal(pack_index(&r, 5), 0);
	assert_true(r.bad);
	r = (struct pack_reader){ STRATA_STR("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), false };
	pack_number(&r);
	assert_true(r.bad);
}

#define IN_A_PLACE(test) cmocka_unit_test_setup_teardown(test, make_place, remove_place)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_PLACE(what_was_put_is_there_in_the_next_run),
		IN_A_PLACE(results_of_other_parsers_are_not_taken),
		IN_A_PLACE(damage_is_never_believed),
		IN_A_PLACE(a_file_that_is_none_gives_way),
		IN_A_PLACE(the_size_is_bounded),
		cmocka_unit_test(without_a_place_there_is_no_cache),
		cmocka_unit_test(numbers_and_texts_come_back),
		cmocka_unit_test(counts_and_indices_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
