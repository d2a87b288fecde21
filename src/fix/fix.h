/*
 * fix.h - what to change so that findings end.
 *
 * A plan is the smallest set of changes of manifests that was found: requirements of the
 * project itself are raised where it asks for the package; for what others bring in, the
 * parent is raised, the lockfile alone is renewed, or the ecosystem's override pins it. A
 * change that crosses a major version comes after any that does not, one line before two, a
 * raised requirement before an override.
 *
 * Nothing is claimed that was not tried: the changed manifests go through the same steps as
 * the snapshot did (overlay, resolve, match), with what their lockfile holds kept where it may
 * be. Where that cannot be done, the change is not verified, and what it should end is left.
 */
#ifndef FIX_FIX_H
#define FIX_FIX_H

#include "advisory/advisory.h"
#include "resolve/resolve.h"

enum fix_kind {
	FIX_RAISE,    /* the requirement of the package itself */
	FIX_PARENT,   /* that of what brings it in */
	FIX_OVERRIDE, /* the ecosystem's own word for a version that all have to take */
	FIX_REFRESH,  /* the lockfile alone holds it back: no manifest changes */
};

const char *fix_kind_name(enum fix_kind kind);

struct fix_change {
	enum fix_kind kind;
	const struct strata_ecosystem *ecosystem;
	struct strata_str name;       /* of what is changed: the package, or its parent */
	struct strata_str key;        /* normalised */
	struct strata_str from, to;   /* versions; from absent: not pinned */
	struct strata_str path;       /* of the manifest */
	unsigned line;
	struct strata_str before, after; /* what is written there; absent where it is new */
	struct strata_str word;       /* of an override: what it is called there */
	bool major;                   /* it crosses a major version */
	bool verified;
	struct strata_str why;
	struct strata_indices clears; /* findings */
	struct strata_str step;       /* of FIX_REFRESH: the command; absent */
	bool several;
};

STRATA_VEC(fix_changes, struct fix_change);

struct fix_left {
	unsigned finding;
	struct strata_str why;
};

STRATA_VEC(fix_left_list, struct fix_left);

struct fix_changed_file {
	struct strata_str path, before, after;
};

STRATA_VEC(fix_changed_files, struct fix_changed_file);

struct fix_plan {
	struct fix_changes changes;
	struct strata_indices cleared; /* findings that are gone, which was tried */
	struct fix_left_list left;     /* those that stay, or of which it is not known */
	struct strata_findings brought; /* that the changes bring; of `brought_by` */
	struct strata_components brought_by;
	struct fix_changed_files files;
	struct strata_strs steps;      /* commands that bring lockfiles up to date */
	struct strata_strs unverified; /* "path: why" of what could not be tried */
	size_t trials;
};

/* What a plan is made for. */
struct fix_task {
	struct facts_set *set;
	const struct strata_inventory *inventory;
	const struct strata_findings *findings;
	const bool *wanted; /* of each finding: whether it is to be ended */
	const struct resolve_context *context;
	struct advisory_db *database;
	struct strata_str as_of;
	struct strata_arena *arena;
};

int fix_plan_make(struct fix_plan *out, const struct fix_task *task, struct strata_error *err);

/* The files' changes as one patch, paths from the top of the repository. */
void fix_plan_patch(struct strata_buf *out, const struct fix_plan *plan);

#endif
