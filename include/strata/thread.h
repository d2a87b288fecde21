/* thread.h - the same work on many items, on several threads. */
#ifndef STRATA_THREAD_H
#define STRATA_THREAD_H

#include <stddef.h>

/*
 * Calls work(index, worker, payload) once for each index below count, on at
 * most `jobs` threads (0: one per processor), the caller's among them. worker
 * is below the number that strata_jobs(jobs) gives: per-thread scratch memory
 * is found by it. Returns when all is done.
 */
void strata_parallel(size_t count, unsigned jobs,
		     void (*work)(size_t index, unsigned worker, void *payload), void *payload);

unsigned strata_jobs(unsigned jobs);

#endif
