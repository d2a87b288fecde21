/*
 * trial.h - a project as it would be with other manifests: resolved again, matched again.
 */
#ifndef FIX_TRIAL_H
#define FIX_TRIAL_H

#include "fix/fix.h"

STRATA_VEC(fix_files, struct facts_file *);

/* What is changed together: manifests, and the lockfile that was made from them. */
struct fix_group {
	struct strata_str lock; /* its path; absent: there is none */
	const struct facts_file *lock_file;
	struct fix_files manifests; /* the one that leads first */
	struct strata_map paths;    /* of all of them */
	struct strata_map limits;   /* of those that only bound what others ask for: constraints */
	struct strata_indices findings; /* to be ended */
};

STRATA_VEC(fix_groups, struct fix_group);

struct fix_trial {
	struct strata_arena arena;
	struct facts_set set;
	struct strata_inventory inventory;
	struct strata_findings findings; /* of the group alone */
	bool whole;                      /* all of it could be resolved */
	bool refused;                    /* it could, but the package manager would not do it */
	struct strata_str lack;          /* why it is not whole; in the trial's arena */
};

/* What is tried: bytes in the place of manifests, and what a package manager would prefer. */
struct fix_attempt {
	struct facts_overlays files;
	struct strata_strs renewed;   /* what the lockfile holds is not kept: normalised names, or
					 "name\nversion" of one of several */
	struct strata_strs preferred; /* "name\nversion": taken where it is admitted */
};

int fix_trial_run(struct fix_trial *out, const struct fix_task *task, const struct fix_group *group,
		  const struct fix_attempt *attempt, struct strata_error *err);
void fix_trial_release(struct fix_trial *trial);

/* Whether the trial still has a finding of that component, in whatever version. */
bool fix_trial_has(const struct fix_trial *trial, const struct strata_finding *finding,
		   const struct strata_component *component);

/*
 * The next finding of the trial, from *at on, that neither the task nor the other trial has;
 * NULL: there is none.
 */
const struct strata_finding *fix_trial_brings(size_t *at, const struct fix_trial *trial,
					      const struct fix_task *task,
					      const struct fix_trial *before);

#endif
