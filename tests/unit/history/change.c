/* change.c - which packages differ between two inventories. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "history/diff.h"

static void add(struct strata_arena *arena, struct strata_inventory *inventory, const char *name,
		const char *version, const char *requirement)
{
	struct strata_component *c = strata_vec_push(arena, &inventory->components);

	c->ecosystem = &strata_ecosystem_npm;
	c->name = c->key = strata_str_of(name);
	c->version = strata_str_of(version);
	c->requirement = strata_str_of(requirement);
	c->project = STRATA_STR(".");
	c->id = strata_arena_printf(arena, "%s@%s%s", name, version ? version : "",
				    requirement ? requirement : "");
}

static void expect(const struct history_diff *diff, size_t index, enum diff_kind kind,
		   const char *from, const char *to)
{
	const struct diff_change *c;

	assert_true(index < diff->changes.count);
	c = &diff->changes.items[index];
	assert_int_equal(c->kind, kind);
	assert_true(strata_str_eq(c->from, strata_str_of(from)));
	assert_true(strata_str_eq(c->to, strata_str_of(to)));
}

static void test_versions_are_paired_from_the_top(void **state)
{
	struct history_diff diff = { 0 };
	struct strata_arena *arena = &diff.history.arena;

	(void)state;
	add(arena, &diff.base, "x", "1.9.0", NULL);
	add(arena, &diff.base, "x", "1.10.0", NULL);
	add(arena, &diff.base, "x", "3.0.0", NULL);
	add(arena, &diff.head, "x", "3.0.0", NULL);
	add(arena, &diff.head, "x", "1.9.1", NULL);
	history_diff_compare(&diff);
	assert_int_equal(diff.changes.count, 2);
	expect(&diff, 0, DIFF_LOWERED, "1.10.0", "1.9.1");
	expect(&diff, 1, DIFF_REMOVED, "1.9.0", NULL);
	strata_arena_release(arena);
}

static void test_what_is_as_it_was(void **state)
{
	struct history_diff diff = { 0 };
	struct strata_arena *arena = &diff.history.arena;

	(void)state;
	add(arena, &diff.base, "x", "1.0.0", NULL);
	add(arena, &diff.base, "y", NULL, "^1.0.0");
	add(arena, &diff.head, "x", "1.0.0", NULL);
	add(arena, &diff.head, "y", NULL, "^1.0.0");
	add(arena, &diff.head, "own", "1.0.0", NULL);
	diff.head.components.items[2].local = true;
	history_diff_compare(&diff);
	assert_int_equal(diff.changes.count, 0);
	assert_false(diff.head_differs[0] || diff.head_differs[1] || diff.head_differs[2]);
	strata_arena_release(arena);
}

static void test_requirements_are_ordered_by_what_they_admit(void **state)
{
	struct history_diff diff = { 0 };
	struct strata_arena *arena = &diff.history.arena;

	(void)state;
	add(arena, &diff.base, "a", NULL, "^1.9.0");
	add(arena, &diff.base, "b", NULL, "^1.0.0");
	add(arena, &diff.base, "c", "2.0.0", NULL);
	add(arena, &diff.head, "a", NULL, "^1.10.0");
	add(arena, &diff.head, "b", "1.0.0", NULL);
	add(arena, &diff.head, "c", NULL, "*");
	history_diff_compare(&diff);
	assert_int_equal(diff.changes.count, 2);
	expect(&diff, 0, DIFF_RAISED, "^1.9.0", "^1.10.0");
	expect(&diff, 1, DIFF_LOWERED, "2.0.0", "*");
	assert_true(diff.head_differs[1]);
	strata_arena_release(arena);
}

static void test_another_commit_is_another_package(void **state)
{
	struct history_diff diff = { 0 };
	struct strata_arena *arena = &diff.history.arena;

	(void)state;
	add(arena, &diff.base, "x", "1.0.0", NULL);
	add(arena, &diff.head, "x", "1.0.0", NULL);
	diff.head.components.items[0].commit = STRATA_STR("abc");
	history_diff_compare(&diff);
	assert_int_equal(diff.changes.count, 2);
	expect(&diff, 0, DIFF_REMOVED, "1.0.0", NULL);
	expect(&diff, 1, DIFF_ADDED, NULL, "1.0.0");
	strata_arena_release(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_versions_are_paired_from_the_top),
		cmocka_unit_test(test_what_is_as_it_was),
		cmocka_unit_test(test_requirements_are_ordered_by_what_they_admit),
		cmocka_unit_test(test_another_commit_is_another_package),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
