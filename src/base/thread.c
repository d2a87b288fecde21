/* thread.c - the same work on many items; see strata/thread.h. */
#include "strata/thread.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum { JOBS_MOST = 64 };

struct run {
	atomic_size_t next;
	atomic_uint workers;
	size_t count;
	void (*work)(size_t index, unsigned worker, void *payload);
	void *payload;
};

unsigned strata_jobs(unsigned jobs)
{
	if (jobs == 0) {
		long online = sysconf(_SC_NPROCESSORS_ONLN);

		jobs = online > 0 ? (unsigned)online : 1;
	}
	return jobs < JOBS_MOST ? jobs : JOBS_MOST;
}

static void *worker(void *payload)
{
	struct run *run = payload;
	unsigned me = atomic_fetch_add(&run->workers, 1);
	size_t i;

	while ((i = atomic_fetch_add(&run->next, 1)) < run->count)
		run->work(i, me, run->payload);
	return NULL;
}

void strata_parallel(size_t count, unsigned jobs,
		     void (*work)(size_t index, unsigned worker, void *payload), void *payload)
{
	struct run run = { .count = count, .work = work, .payload = payload };
	pthread_t threads[JOBS_MOST];
	unsigned most = strata_jobs(jobs), started = 0;

	/* Fewer threads than asked for is slower, not wrong: the caller works too. */
	while (started + 1 < most && started + 1 < count &&
	       pthread_create(&threads[started], NULL, worker, &run) == 0)
		started++;
	worker(&run);
	while (started)
		pthread_join(threads[--started], NULL);
}
