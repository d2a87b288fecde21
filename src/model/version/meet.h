/*
 * meet.h - requirements that are joined by 'and': what two lists of intervals
 * have in common.
 */
#ifndef MODEL_VERSION_MEET_H
#define MODEL_VERSION_MEET_H

#include "strata/version.h"

/* Orders the lower (or the upper) bounds of two intervals; below 0: a's is lower. */
typedef int meet_order(const struct strata_interval *a, const struct strata_interval *b);

struct meet_rules {
	int (*compare)(struct strata_str a, struct strata_str b);
	meet_order *lower, *upper; /* NULL: as the versions, `in` before `out` as it should be */
	unsigned lower_flags, upper_flags; /* those that go with a bound; all others add up */
};

/* Replaces *all by what it has in common with `more`. */
void meet_with(struct strata_intervals *all, const struct strata_intervals *more,
	       const struct meet_rules *rules, struct strata_arena *arena);

/* A requirement of one comparison, as intervals. lo and hi may be absent. */
static inline void meet_add(struct strata_intervals *out, struct strata_interval in,
			    struct strata_arena *arena)
{
	*strata_vec_push(arena, out) = in;
}

#endif
