/* arena.c - memory that is freed all at once: src/base/arena.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "strata/arena.h"

static void test_zeroed_and_aligned(void **state)
{
	struct strata_arena a = STRATA_ARENA_INIT;

	(void)state;
	for (size_t size = 0; size < 300; size += 7) {
		unsigned char *p = strata_arena_alloc(&a, size);

		assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xab, size);
	}
	strata_arena_release(&a);
	assert_null(a.head);
	assert_int_equal(a.total, 0);
}

static void test_objects_are_apart(void **state)
{
	struct strata_arena a = STRATA_ARENA_INIT;
	unsigned char *p[200];

	(void)state;
	for (size_t i = 0; i < 200; i++) {
		p[i] = strata_arena_alloc(&a, 1000);
		memset(p[i], (int)i, 1000);
	}
	for (size_t i = 0; i < 200; i++)
		assert_true(p[i][0] == i && p[i][999] == i);
	strata_arena_release(&a);
}

static void test_after_reset(void **state)
{
	struct strata_arena a = STRATA_ARENA_INIT;
	unsigned char *p = strata_arena_alloc(&a, 100);

	(void)state;
	memset(p, 0xff, 100);
	strata_arena_reset(&a);
	p = strata_arena_alloc(&a, 100);
	for (size_t i = 0; i < 100; i++)
		assert_int_equal(p[i], 0);
	strata_arena_release(&a);
	strata_arena_reset(&a);
	assert_non_null(strata_arena_alloc(&a, 1 << 22));
	strata_arena_release(&a);
}

static void test_large_vectors_grow(void **state)
{
	struct strata_arena a = STRATA_ARENA_INIT;
	STRATA_VEC(numbers, unsigned) v = { 0 }, w = { 0 };
	size_t total;

	(void)state;
	for (unsigned i = 0; i < 300000; i++) {
		*strata_vec_push(&a, &v) = i;
		*strata_vec_push(&a, &w) = ~i;
		assert_non_null(strata_arena_alloc(&a, 8));
	}
	for (unsigned i = 0; i < 300000; i++)
		assert_true(v.items[i] == i && w.items[i] == ~i);
	v.count--;
	assert_int_equal(*strata_vec_push(&a, &v), 0);
	total = a.total;
	strata_vec_give_back(&a, &v);
	assert_null(v.items);
	assert_true(a.total + (1 << 20) <= total);
	assert_int_equal(w.items[299999], ~299999u);
	strata_arena_release(&a);
	assert_int_equal(a.total, 0);
}

static void test_room_is_exact(void **state)
{
	struct strata_arena a = STRATA_ARENA_INIT;
	STRATA_VEC(numbers, unsigned) v = { 0 };

	(void)state;
	strata_vec_reserve(&a, &v, 0);
	assert_null(v.items);
	strata_vec_reserve(&a, &v, 3);
	for (unsigned i = 0; i < 3; i++)
		*strata_vec_push(&a, &v) = i;
	assert_int_equal(v.capacity, 3);
	*strata_vec_push(&a, &v) = 3;
	assert_true(v.items[0] == 0 && v.items[2] == 2 && v.items[3] == 3);
	strata_arena_release(&a);
}

static void test_strings(void **state)
{
	struct strata_arena a = STRATA_ARENA_INIT;
	struct strata_str nul = { "a\0b", 3 }, s = strata_arena_dup(&a, nul);

	(void)state;
	assert_true(strata_str_eq(s, nul));
	assert_ptr_not_equal(s.ptr, nul.ptr);
	assert_int_equal(s.ptr[3], '\0');
	assert_null(strata_arena_dup(&a, STRATA_NONE).ptr);
	assert_non_null(strata_arena_dup(&a, STRATA_STR("")).ptr);
	assert_string_equal(strata_arena_cstr(&a, STRATA_NONE), "");
	assert_string_equal(strata_arena_cstr(&a, nul), "a");
	s = strata_arena_printf(&a, "%d-%s", 42, "x");
	assert_true(strata_str_eq(s, STRATA_STR("42-x")));
	s = strata_arena_join(&a, STRATA_STR("a"), STRATA_NONE, STRATA_STR("c"));
	assert_true(strata_str_eq(s, STRATA_STR("ac")));
	s = STRATA_CONCAT(&a, STRATA_STR("a"), STRATA_NONE, nul, STRATA_STR("c"));
	assert_true(strata_str_eq(s, (struct strata_str){ "aa\0bc", 5 }));
	assert_int_equal(s.ptr[5], '\0');
	strata_arena_release(&a);
}

static void test_vector(void **state)
{
	struct strata_arena a = STRATA_ARENA_INIT;
	struct strata_strs names = { 0 };

	(void)state;
	for (size_t i = 0; i < 1000; i++) {
		struct strata_str *s = strata_vec_push(&a, &names);

		assert_null(s->ptr);
		*s = strata_arena_printf(&a, "%zu", i);
	}
	assert_int_equal(names.count, 1000);
	assert_true(names.capacity >= 1000);
	for (size_t i = 0; i < 1000; i++) {
		uint64_t n;

		assert_true(strata_str_u64(&n, names.items[i]) && n == i);
	}
	strata_arena_release(&a);
}

/* Texts stay when trees go; a reset empties both. */
static void test_trees_go_first(void **state)
{
	struct strata_arena a = STRATA_ARENA_INIT;
	struct strata_str text = strata_arena_dup(&a, STRATA_STR("kept"));
	unsigned char *node = strata_arena_alloc(strata_arena_trees(&a), 64);

	(void)state;
	memset(node, 0xff, 64);
	strata_arena_drop_trees(&a);
	strata_arena_drop_trees(&a);
	assert_true(strata_str_eq(text, STRATA_STR("kept")));
	memset(strata_arena_alloc(strata_arena_trees(&a), 64), 0xff, 64);
	strata_arena_reset(&a);
	node = strata_arena_alloc(strata_arena_trees(&a), 64);
	for (size_t i = 0; i < 64; i++)
		assert_int_equal(node[i], 0);
	strata_arena_release(&a);
	assert_null(a.trees);
}

/* Small or large, the items are there when their first arena is not. */
static void test_arrays_change_hands(void **state)
{
	(void)state;
	for (size_t count = 1; count < 1000000; count *= 30) {
		struct strata_arena from = STRATA_ARENA_INIT, to = STRATA_ARENA_INIT;
		struct strata_strs names = { 0 };

		for (size_t i = 0; i < count; i++)
			*strata_vec_push(&from, &names) = (struct strata_str){ "x", i };
		names.items = strata_arena_hand_over(&to, &from, names.items,
						     names.capacity * sizeof(*names.items),
						     count * sizeof(*names.items));
		strata_arena_release(&from);
		for (size_t i = 0; i < count; i++)
			assert_int_equal(names.items[i].len, i);
		strata_arena_release(&to);
	}
}

static void test_paths(void **state)
{
	static const struct {
		const char *folder, *path, *want; /* NULL: it leads out */
	} rows[] = {
		{ "", "a", "a" },	      { "a", "b/c", "a/b/c" },	   { "a/b", "../c", "a/c" },
		{ "a", "..", "" },	      { "a", "../..", NULL },	   { "", "..", NULL },
		{ "a", "/b", NULL },	      { "a", "./b//./c/", "a/b/c" }, { "a/b", "", "a/b" },
		{ "", "", "" },		      { "ab", "../../x", NULL },   { "a/b/c", "../../../x", "x" },
		{ "a", "b/../..", "" },
	};
	struct strata_arena arena = STRATA_ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct strata_str got = strata_arena_path(&arena, strata_str_of(rows[i].folder),
							  strata_str_of(rows[i].path));

		assert_int_equal(!got.ptr, !rows[i].want);
		assert_true(!got.ptr || strata_str_eq(got, strata_str_of(rows[i].want)));
	}
	assert_true(strata_str_eq(strata_arena_path(&arena, STRATA_NONE, STRATA_STR("a")), STRATA_STR("a")));
	assert_true(strata_str_eq(strata_arena_path(&arena, STRATA_STR("a"), STRATA_NONE), STRATA_STR("a")));
	strata_arena_release(&arena);
}

static void test_times(void **state)
{
	struct strata_arena a = STRATA_ARENA_INIT;

	(void)state;
	assert_string_equal(strata_arena_time(&a, 0).ptr, "1970-01-01T00:00:00Z");
	assert_string_equal(strata_arena_time(&a, 1582934399).ptr, "2020-02-28T23:59:59Z");
	assert_string_equal(strata_arena_time(&a, 253402300799).ptr, "9999-12-31T23:59:59Z");
	strata_arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_zeroed_and_aligned),
		cmocka_unit_test(test_objects_are_apart),
		cmocka_unit_test(test_after_reset),
		cmocka_unit_test(test_large_vectors_grow),
		cmocka_unit_test(test_room_is_exact),
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_vector),
		cmocka_unit_test(test_trees_go_first),
		cmocka_unit_test(test_arrays_change_hands),
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_times),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
