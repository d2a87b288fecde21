/* plan.h - the state of a search for changes, which plan.c begins and ends. */
#ifndef FIX_PLAN_H
#define FIX_PLAN_H

#include <stdarg.h>

#include "fix/render.h"

STRATA_VEC(finding_list, const struct strata_finding *);

/* A component with findings that are to be ended. */
struct troubled {
	const struct strata_component *component; /* of the task, or a copy */
	struct finding_list findings;
	bool brought; /* by the changes: it is not of the task */
	struct strata_str target; /* the version that ends them; absent: none is known */
	bool asked;               /* the project asks for it itself */
	bool several;             /* it has other versions of the package */
	struct strata_str why;    /* it is left; absent: it is not known yet */
};

STRATA_VEC(troubled_list, struct troubled);
STRATA_VEC(version_lists, struct strata_strs *);

struct planner {
	const struct fix_task *task;
	struct fix_plan *plan;
	const struct fix_group *group;
	struct troubled_list troubled;
	struct fix_changes changes;
	struct fix_trial baseline; /* the group as it is, resolved */
	const struct fix_trial *now; /* with the changes so far; of ways.c */
	bool searching; /* trials are counted: what was found has to be tried in any case */
	struct strata_indices cleared;
	struct strata_map versions_by_key;
	struct version_lists versions;
};

/*
 * The group with these changes. preferred: "name\nversion" of what is asked about, so that the
 * lowest version that a raised requirement admits is what is tried; NULL: as it would be
 * installed.
 */
int fix_try(struct fix_trial *out, struct planner *p, struct fix_changes *changes,
	    const struct strata_strs *preferred, struct strata_error *err);

bool fix_ends(const struct fix_trial *trial, const struct troubled *t);

/* Whether a finding that a change would bring is a reason against it: those of tests are none. */
bool fix_counts(const struct strata_finding *finding, const struct strata_component *component);

/* Ascending; none where nobody can be asked. */
const struct strata_strs *fix_versions(struct planner *p, const struct strata_ecosystem *ecosystem,
				       struct strata_str key);
bool fix_is_release(const struct strata_ecosystem *ecosystem, struct strata_str version);

struct fix_change fix_change_of(enum fix_kind kind, const struct strata_component *component,
				struct strata_str to);
struct strata_str fix_key_version(struct planner *p, struct strata_str key,
				  struct strata_str version);

/* Why what is left of a package is. */
void fix_say_left(struct planner *p, struct strata_str key, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* brought.c: what the changes bring that was not there, as far as it may be ended, too. */
int fix_brought_find(struct planner *p, struct strata_error *err);
void fix_brought_keep(struct planner *p, const struct fix_trial *last);

/* troubled.c: those of the group. */
void fix_troubled_find(struct planner *p);

/* A troubled component of the planner, made when it is not there yet. */
struct troubled *fix_troubled_of(struct planner *p, const struct strata_component *component);

/* Fills in what is wanted of it, once its findings are there. */
void fix_troubled_settle(struct planner *p, struct troubled *t);

/* credit.c: what each change clears; one that nobody needs goes. last: with all of them. */
void fix_credit(struct planner *p, const struct strata_indices *cleared,
		const struct fix_trial *last);

/*
 * direct.c: what the project asks for itself is raised, then what the package manager would
 * refuse of that is taken out again; one more, in a plan that it would accept.
 */
void fix_raise_all(struct planner *p);
int fix_raise_settle(struct planner *p, struct strata_error *err);
int fix_raise_more(struct planner *p, struct troubled *t, struct strata_error *err);

/*
 * ways.c: what ends the findings of one package, by what else was tried so far; *found: it was
 * added to the changes.
 */
int fix_way_find(bool *found, struct planner *p, const struct troubled *t,
		 const struct fix_trial *now, struct strata_error *err);

/* ways.c: adds what ends the findings of packages that others bring in. */
int fix_ways_find(struct planner *p, struct strata_error *err);

#endif
