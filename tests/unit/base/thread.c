/* thread.c - the same work on many items: src/base/thread.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <stdatomic.h>

#include "strata/thread.h"

enum { ITEMS = 5000 };

struct tally {
	atomic_uint times[ITEMS];
	atomic_uint worker_most;
};

static void count(size_t index, unsigned worker, void *payload)
{
	struct tally *tally = payload;
	unsigned most = atomic_load(&tally->worker_most);

	atomic_fetch_add(&tally->times[index], 1);
	while (worker > most && !atomic_compare_exchange_weak(&tally->worker_most, &most, worker))
		;
}

static void check_once_each(unsigned jobs, size_t items)
{
	static struct tally tally;

	memset(&tally, 0, sizeof(tally));
	strata_parallel(items, jobs, count, &tally);
	for (size_t i = 0; i < ITEMS; i++)
		assert_int_equal(atomic_load(&tally.times[i]), i < items);
	assert_true(atomic_load(&tally.worker_most) < strata_jobs(jobs));
}

static void test_once_each(void **state)
{
	(void)state;
	check_once_each(1, ITEMS);
	check_once_each(8, ITEMS);
	check_once_each(0, ITEMS);
	check_once_each(8, 3);
	check_once_each(8, 0);
}

static void test_jobs(void **state)
{
	(void)state;
	assert_true(strata_jobs(0) >= 1);
	assert_int_equal(strata_jobs(3), 3);
	assert_true(strata_jobs(1000000) < 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_once_each),
		cmocka_unit_test(test_jobs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
