/*
 * credit.c - which change clears what; see plan.h.
 *
 * Each change is left out once: what nobody misses goes, and what comes back is what the
 * change clears.
 */
#include "fix/plan.h"

static struct fix_changes all_but(struct planner *p, size_t left_out)
{
	struct fix_changes some = { 0 };

	for (size_t i = 0; i < p->changes.count; i++)
		if (i != left_out)
			*strata_vec_push(p->task->arena, &some) = p->changes.items[i];
	return some;
}

static bool has_still(const struct fix_trial *trial, const struct planner *p, unsigned finding)
{
	const struct strata_finding *f = &p->task->findings->items[finding];

	return fix_trial_has(trial, f, &p->task->inventory->components.items[f->component]);
}

/* Whether a trial brings what the last one does not. */
static bool brings_more(const struct fix_trial *trial, const struct planner *p,
			const struct fix_trial *last)
{
	size_t at = 0;

	return fix_trial_brings(&at, trial, p->task, last) != NULL;
}

/* The findings that come back without a change; none, and none new: nobody needs it. */
static int leave_out(bool *needed, struct planner *p, size_t index,
		     const struct strata_indices *cleared, struct strata_indices *back,
		     const struct fix_trial *last, struct strata_error *err)
{
	struct fix_changes some = all_but(p, index);
	struct fix_trial trial;
	int rc = fix_try(&trial, p, &some, NULL, err);

	for (size_t i = 0; rc == 0 && i < cleared->count; i++)
		if (!trial.whole || has_still(&trial, p, cleared->items[i]))
			*strata_vec_push(p->task->arena, back) = cleared->items[i];
	*needed = back->count || brings_more(&trial, p, last);
	fix_trial_release(&trial);
	return rc;
}

void fix_credit(struct planner *p, const struct strata_indices *cleared,
		const struct fix_trial *last)
{
	for (size_t i = p->changes.count; i-- > 0;) {
		struct strata_error err = STRATA_ERROR_INIT;
		struct strata_indices back = { 0 };
		bool needed;

		if (p->changes.count == 1 ||
		    leave_out(&needed, p, i, cleared, &back, last, &err) < 0) {
			p->changes.items[i].clears = *cleared;
			continue;
		}
		p->changes.items[i].clears = back;
		if (!needed) {
			for (size_t k = i + 1; k < p->changes.count; k++)
				p->changes.items[k - 1] = p->changes.items[k];
			p->changes.count--;
		}
	}
}
