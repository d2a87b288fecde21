/* index.c - git's index as git wrote it (tests/cases/index), and as it never would. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "source/disk.h"
#include "source/index.h"
#include "strata/limits.h"

static struct strata_arena arena;

static struct strata_str sample(const char *name)
{
	struct strata_str bytes;
	struct strata_str path = strata_arena_printf(&arena, STRATA_CASES "/index/%s", name);

	assert_int_equal(disk_read(&bytes, path.ptr, 1 << 20, &arena, NULL), 0);
	return bytes;
}

static void parse(struct index *out, struct strata_str bytes, enum strata_digest_kind kind)
{
	assert_int_equal(index_verify(bytes, kind, NULL), 0);
	assert_int_equal(index_parse(out, bytes, kind, &arena, NULL), 0);
}

static void assert_paths(const struct index *index, const char *const *paths)
{
	size_t i;

	for (i = 0; paths[i]; i++) {
		assert_true(i < index->entries.count);
		assert_true(strata_str_eq(index->entries.items[i].path, strata_str_of(paths[i])));
	}
	assert_int_equal(index->entries.count, i);
}

static void versions_2_and_4_tell_the_same(void **state)
{
	static const char *const paths[] = { "a/Cargo.lock", "a/deep/Cargo.lock", "b/Cargo.lock",
					     "link",	     "out/Cargo.lock",	  NULL };
	static const unsigned char id[] = { 0x78, 0x98, 0x19, 0x22, 0x61, 0x3b };
	struct index two, four;

	(void)state;
	parse(&two, sample("version-2"), STRATA_SHA1);
	parse(&four, sample("version-4"), STRATA_SHA1);
	assert_paths(&two, paths);
	assert_paths(&four, paths);
	for (size_t i = 0; i < two.entries.count; i++) {
		assert_memory_equal(two.entries.items[i].id, four.entries.items[i].id, STRATA_SHA256);
		assert_int_equal(two.entries.items[i].mode, i == 3 ? INDEX_LINK : INDEX_FILE);
	}
	assert_memory_equal(two.entries.items[0].id, id, sizeof(id)); /* "a\n" */
}

static void flags_of_version_3_are_read(void **state)
{
	struct index index;

	(void)state;
	parse(&index, sample("version-3"), STRATA_SHA1);
	assert_int_equal(index.entries.count, 6);
	assert_true(strata_str_eq(index.entries.items[3].path, STRATA_STR("later")));
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(index.entries.items[i].intent_to_add, i == 3);
}

static void a_split_index_is_put_on_its_shared_one(void **state)
{
	static const char *const paths[] = {
		"a/deep/Cargo.lock", "b/Cargo.lock", "link", "n", "out/Cargo.lock", NULL
	};
	struct strata_str both = sample("split");
	size_t cut = 4 + strata_str_find(strata_str_skip(both, 4), STRATA_STR("DIRC"));
	struct index index, shared;

	(void)state;
	parse(&index, strata_str_take(both, cut), STRATA_SHA1);
	parse(&shared, strata_str_skip(both, cut), STRATA_SHA1);
	assert_true(index.split);
	assert_memory_equal(index.shared, both.ptr + both.len - 20, 20);
	assert_int_equal(index_merge(&index, &shared, &arena, NULL), 0);
	assert_false(index.split);
	assert_paths(&index, paths);
	assert_memory_not_equal(index.entries.items[1].id, shared.entries.items[2].id, 20);
}

static void folders_of_a_sparse_index_name_trees(void **state)
{
	static const char *const paths[] = { "a/Cargo.lock", "a/deep/Cargo.lock",
					     "b/",	     "link",
					     "out/",	     NULL };
	struct index index;

	(void)state;
	parse(&index, sample("sparse"), STRATA_SHA1);
	assert_paths(&index, paths);
	assert_int_equal(index.entries.items[2].mode, INDEX_FOLDER);
	assert_true(index.entries.items[2].skip_worktree);
	assert_false(index.entries.items[0].skip_worktree);
}

static void ids_of_sha256_are_longer(void **state)
{
	struct index index;

	(void)state;
	parse(&index, sample("sha256"), STRATA_SHA256);
	assert_int_equal(index.entries.count, 1);
	assert_true(strata_str_eq(index.entries.items[0].path, STRATA_STR("a/Cargo.lock")));
	assert_true(index_verify(sample("sha256"), STRATA_SHA1, NULL) < 0);
}

/* Cut anywhere it must be refused: a shorter list would be a silent loss. */
static void what_is_cut_is_refused(void **state)
{
	static const char *const names[] = { "version-2", "version-3", "version-4", "sparse" };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct strata_str bytes = sample(names[i]);

		for (size_t len = 0; len < bytes.len; len++) {
			struct strata_arena own = STRATA_ARENA_INIT;
			struct strata_str part = strata_str_take(bytes, len);
			struct index index;

			assert_true(index_verify(part, STRATA_SHA1, NULL) < 0 ||
				    index_parse(&index, part, STRATA_SHA1, &own, NULL) < 0);
			strata_arena_release(&own);
		}
	}
}

static void a_count_is_not_believed(void **state)
{
	char bytes[64] = "DIRC\0\0\0\2\xff\xff\xff\xff";
	struct index index;
	struct strata_error err = STRATA_ERROR_INIT;

	(void)state;
	assert_true(index_parse(&index, (struct strata_str){ bytes, sizeof(bytes) }, STRATA_SHA1,
				&arena, &err) < 0);
	assert_non_null(strstr(err.text, "fewer entries"));
}

static void an_unknown_extension_is_refused_unless_optional(void **state)
{
	char bytes[12 + 8 + 20] = "DIRC\0\0\0\2\0\0\0\0TREE\0\0\0\0";
	struct strata_str s = { bytes, sizeof(bytes) };
	struct index index;

	(void)state;
	assert_int_equal(index_parse(&index, s, STRATA_SHA1, &arena, NULL), 0);
	memcpy(bytes + 12, "tree", 4);
	assert_true(index_parse(&index, s, STRATA_SHA1, &arena, NULL) < 0);
	memcpy(bytes + 12, "sdir", 4);
	assert_int_equal(index_parse(&index, s, STRATA_SHA1, &arena, NULL), 0);
}

static int release(void **state)
{
	(void)state;
	strata_arena_release(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(versions_2_and_4_tell_the_same),
		cmocka_unit_test(flags_of_version_3_are_read),
		cmocka_unit_test(a_split_index_is_put_on_its_shared_one),
		cmocka_unit_test(folders_of_a_sparse_index_name_trees),
		cmocka_unit_test(ids_of_sha256_are_longer),
		cmocka_unit_test(what_is_cut_is_refused),
		cmocka_unit_test(a_count_is_not_believed),
		cmocka_unit_test(an_unknown_extension_is_refused_unless_optional),
	};

	return cmocka_run_group_tests(tests, NULL, release);
}
