/* chains.c - who brought a package in: src/model/chains.c. */
#include "strata/inventory.h"
#include "versions.h"

/* The component depends on the others; 0 is what a root asks for. */
static void depends(struct strata_inventory *in, unsigned from, unsigned to)
{
	*strata_vec_push(in->arena, &in->components.items[to].parents) = from;
}

static struct strata_inventory inventory_of(struct strata_arena *arena, size_t count)
{
	struct strata_inventory in = { .arena = arena };

	for (size_t i = 0; i < count; i++)
		strata_vec_push(arena, &in.components);
	in.components.items[0].root_edge = true;
	return in;
}

static void check_chain(const struct strata_indices *chain, size_t count, const unsigned *want)
{
	assert_int_equal(chain->count, count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(chain->items[i], want[i]);
}

static void test_shortest_first(void **state)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_inventory in = inventory_of(&arena, 4);
	struct strata_chains chains = { 0 };

	(void)state;
	depends(&in, 0, 1);
	depends(&in, 1, 2);
	depends(&in, 2, 3);
	depends(&in, 0, 3);
	strata_inventory_chains(&chains, &in, 3, 5, &arena);
	assert_int_equal(chains.count, 2);
	check_chain(&chains.items[0], 2, (const unsigned[]){ 0, 3 });
	check_chain(&chains.items[1], 4, (const unsigned[]){ 0, 1, 2, 3 });
	strata_arena_release(&arena);
}

static void test_cycle_and_orphan(void **state)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_inventory in = inventory_of(&arena, 5);
	struct strata_chains chains = { 0 }, alone = { 0 };

	(void)state;
	depends(&in, 0, 1);
	depends(&in, 1, 2);
	depends(&in, 2, 1);
	depends(&in, 1, 1);
	strata_inventory_chains(&chains, &in, 2, 5, &arena);
	assert_int_equal(chains.count, 1);
	check_chain(&chains.items[0], 3, (const unsigned[]){ 0, 1, 2 });
	depends(&in, 3, 4);
	depends(&in, 4, 3);
	strata_inventory_chains(&alone, &in, 4, 5, &arena);
	assert_int_equal(alone.count, 1);
	check_chain(&alone.items[0], 1, (const unsigned[]){ 4 });
	strata_arena_release(&arena);
}

/* Twenty layers of two: a million ways, of which five are shown. */
static void test_many_ways(void **state)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_inventory in = inventory_of(&arena, 42);
	struct strata_chains chains = { 0 };

	(void)state;
	for (unsigned i = 1; i < 41; i++) {
		unsigned below = (i - 1) / 2 * 2;

		depends(&in, below ? below - 1 : 0, i);
		if (below)
			depends(&in, below, i);
	}
	depends(&in, 39, 41);
	depends(&in, 40, 41);
	strata_inventory_chains(&chains, &in, 41, 5, &arena);
	assert_int_equal(chains.count, 5);
	for (size_t i = 0; i < chains.count; i++) {
		assert_int_equal(chains.items[i].count, 22);
		assert_int_equal(chains.items[i].items[0], 0);
	}
	strata_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shortest_first),
		cmocka_unit_test(test_cycle_and_orphan),
		cmocka_unit_test(test_many_ways),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
