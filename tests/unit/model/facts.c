/* facts.c - what one file says: src/model/facts.c. */
#include "strata/facts.h"

#include "strata/limits.h"
#include "versions.h"

static void test_copy(void **state)
{
	struct strata_arena scratch = STRATA_ARENA_INIT, arena = STRATA_ARENA_INIT;
	struct strata_facts facts = { .arena = &scratch }, copy;
	struct strata_str name = strata_arena_dup(&scratch, STRATA_STR("name"));
	struct strata_package *package = strata_facts_add(&facts, name, STRATA_NONE, 4);

	(void)state;
	*strata_vec_push(&scratch, &package->licences) = strata_arena_dup(&scratch, STRATA_STR("MIT"));
	strata_facts_edge(&facts, STRATA_ROOT(0), strata_facts_last(&facts), STRATA_SCOPE_DEV);
	strata_facts_refer(&facts, STRATA_REF_INCLUDE,
			   strata_arena_dup(&scratch, STRATA_STR("other.txt")), 2);
	strata_facts_move(&copy, &arena, &facts);
	strata_arena_release(&scratch);
	assert_true(strata_str_eq(copy.packages.items[0].name, STRATA_STR("name")));
	assert_null(copy.packages.items[0].version.ptr);
	assert_true(strata_str_eq(copy.packages.items[0].licences.items[0], STRATA_STR("MIT")));
	assert_int_equal(copy.edges.items[0].from, -1);
	assert_int_equal(copy.edges.items[0].scope, STRATA_SCOPE_DEV);
	assert_true(strata_str_eq(copy.references.items[0].path, STRATA_STR("other.txt")));
	assert_int_equal(copy.references.items[0].line, 2);
	strata_arena_release(&arena);
}

static void test_notes_are_bounded(void **state)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_facts facts = { .arena = &arena };

	(void)state;
	for (unsigned i = 0; i < STRATA_LIMIT_NOTES_PER_FILE + 5; i++)
		strata_facts_note(&facts, i, "line %u", i);
	assert_int_equal(facts.notes.count, STRATA_LIMIT_NOTES_PER_FILE);
	assert_int_equal(facts.notes_left_out, 5);
	assert_true(strata_str_eq(facts.notes.items[3].reason, STRATA_STR("line 3")));
	strata_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_copy),
		cmocka_unit_test(test_notes_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
