/* meet.c - what two lists of intervals have in common: src/model/version/meet.c. */
#include "model/version/meet.h"
#include "versions.h"

static int compare(struct strata_str a, struct strata_str b)
{
	return strata_version_generic.compare(a, b);
}

static struct strata_interval between(const char *lo, const char *hi, bool in, unsigned flags)
{
	return (struct strata_interval){ strata_str_of(lo), strata_str_of(hi), in, in, flags };
}

static void check_bounds(const struct strata_interval *in, const char *lo, const char *hi)
{
	assert_true(strata_str_eq(in->lo, strata_str_of(lo)));
	assert_true(strata_str_eq(in->hi, strata_str_of(hi)));
}

static void test_narrows(void **state)
{
	static const struct meet_rules rules = { .compare = compare };
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_intervals all = { 0 }, more = { 0 };

	(void)state;
	meet_add(&all, between(NULL, NULL, false, 0), &arena);
	meet_add(&more, between("1", "3", true, 0), &arena);
	meet_add(&more, between("5", NULL, false, 0), &arena);
	meet_with(&all, &more, &rules, &arena);
	assert_int_equal(all.count, 2);
	check_bounds(&all.items[0], "1", "3");
	more.count = 0;
	meet_add(&more, between("3", "9", true, 0), &arena);
	meet_with(&all, &more, &rules, &arena);
	assert_int_equal(all.count, 2);
	check_bounds(&all.items[0], "3", "3");
	check_bounds(&all.items[1], "5", "9");
	assert_false(all.items[1].lo_in);
	assert_true(all.items[1].hi_in);
	strata_arena_release(&arena);
}

static void test_empty(void **state)
{
	static const struct meet_rules rules = { .compare = compare };
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_intervals all = { 0 }, more = { 0 };

	(void)state;
	meet_add(&all, between("1", "2", false, 0), &arena);
	meet_add(&more, between("2", "3", true, 0), &arena);
	meet_with(&all, &more, &rules, &arena);
	assert_int_equal(all.count, 0);
	strata_arena_release(&arena);
}

static void test_flags(void **state)
{
	static const struct meet_rules rules = {
		.compare = compare, .lower_flags = 1, .upper_flags = 2
	};
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_intervals all = { 0 }, more = { 0 };

	(void)state;
	meet_add(&all, between("1", "9", true, 1 | 2 | 4), &arena);
	meet_add(&more, between("2", "10", true, 8), &arena);
	meet_with(&all, &more, &rules, &arena);
	assert_int_equal(all.count, 1);
	/* 1 went with the bound that lost, 2 with the one that won; others add up. */
	assert_int_equal(all.items[0].flags, 2 | 4 | 8);
	strata_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_narrows),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_flags),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
