/* map.c - strings to numbers: src/base/map.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "strata/map.h"

static void test_many(void **state)
{
	struct strata_arena a = STRATA_ARENA_INIT;
	struct strata_map m = STRATA_MAP_INIT(&a);
	size_t value;
	bool added;

	(void)state;
	for (size_t i = 0; i < 5000; i++)
		*strata_map_at(&m, strata_arena_printf(&a, "key %zu", i), NULL) = i;
	assert_int_equal(m.count, 5000);
	for (size_t i = 0; i < 5000; i++) {
		assert_true(strata_map_get(&value, &m, strata_arena_printf(&a, "key %zu", i)));
		assert_int_equal(value, i);
	}
	assert_false(strata_map_get(&value, &m, STRATA_STR("key 5000")));
	assert_int_equal(*strata_map_at(&m, STRATA_STR("key 7"), &added), 7);
	assert_false(added);
	strata_arena_release(&a);
}

static void test_odd_keys(void **state)
{
	struct strata_arena a = STRATA_ARENA_INIT;
	struct strata_map m = STRATA_MAP_INIT(&a);
	size_t value;
	bool added;

	(void)state;
	assert_false(strata_map_get(&value, &m, STRATA_STR("a")));
	*strata_map_at(&m, STRATA_NONE, &added) = 1;
	assert_true(added);
	*strata_map_at(&m, STRATA_STR(""), &added) += 1;
	assert_false(added);
	*strata_map_at(&m, (struct strata_str){ "\0", 1 }, &added) = 3;
	assert_true(added);
	assert_true(strata_map_get(&value, &m, STRATA_STR("")) && value == 2);
	assert_int_equal(m.count, 2);
	strata_arena_release(&a);
}

/* Every length around the words that SipHash reads; equal bytes, equal hash. */
static void test_hash(void **state)
{
	char one[40], two[40];

	(void)state;
	for (size_t len = 0; len < sizeof(one); len++) {
		memset(one, 'a', sizeof(one));
		memset(two, 'a', len);
		memset(two + len, 'b', sizeof(two) - len);
		assert_true(strata_hash((struct strata_str){ one, len }) ==
			    strata_hash((struct strata_str){ two, len }));
		if (len) {
			two[len - 1] ^= 1;
			assert_false(strata_hash((struct strata_str){ one, len }) ==
				     strata_hash((struct strata_str){ two, len }));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_odd_keys),
		cmocka_unit_test(test_hash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
