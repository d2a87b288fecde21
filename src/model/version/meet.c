/* meet.c - what two lists of intervals have in common; see meet.h. */
#include "model/version/meet.h"

static int order_lower(const struct strata_interval *a, const struct strata_interval *b,
		       const struct meet_rules *rules)
{
	int order;

	if (!a->lo.ptr || !b->lo.ptr)
		return (a->lo.ptr != NULL) - (b->lo.ptr != NULL);
	if (rules->lower && (order = rules->lower(a, b)) != 0)
		return order;
	order = rules->compare(a->lo, b->lo);
	return order ? order : (int)b->lo_in - (int)a->lo_in;
}

static int order_upper(const struct strata_interval *a, const struct strata_interval *b,
		       const struct meet_rules *rules)
{
	int order;

	if (!a->hi.ptr || !b->hi.ptr)
		return (a->hi.ptr == NULL) - (b->hi.ptr == NULL);
	if (rules->upper && (order = rules->upper(a, b)) != 0)
		return order;
	order = rules->compare(a->hi, b->hi);
	return order ? order : (int)a->hi_in - (int)b->hi_in;
}

static bool is_empty(const struct strata_interval *in, const struct meet_rules *rules)
{
	int order;

	if (!in->lo.ptr || !in->hi.ptr)
		return false;
	order = rules->compare(in->lo, in->hi);
	return order > 0 || (order == 0 && !(in->lo_in && in->hi_in));
}

static struct strata_interval meet(const struct strata_interval *a,
				   const struct strata_interval *b,
				   const struct meet_rules *rules)
{
	const struct strata_interval *low = order_lower(a, b, rules) >= 0 ? a : b;
	const struct strata_interval *high = order_upper(a, b, rules) <= 0 ? a : b;
	unsigned bound = rules->lower_flags | rules->upper_flags;

	return (struct strata_interval){
		.lo = low->lo,
		.lo_in = low->lo_in,
		.hi = high->hi,
		.hi_in = high->hi_in,
		.flags = (low->flags & rules->lower_flags) | (high->flags & rules->upper_flags) |
			 ((a->flags | b->flags) & ~bound),
	};
}

void meet_with(struct strata_intervals *all, const struct strata_intervals *more,
	       const struct meet_rules *rules, struct strata_arena *arena)
{
	struct strata_intervals common = { 0 };

	for (size_t i = 0; i < all->count; i++)
		for (size_t j = 0; j < more->count; j++) {
			struct strata_interval both = meet(&all->items[i], &more->items[j], rules);

			if (!is_empty(&both, rules))
				meet_add(&common, both, arena);
		}
	*all = common;
}
