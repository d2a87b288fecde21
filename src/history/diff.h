/*
 * diff.h - two snapshots of one repository, and what of their packages differs.
 *
 * Both are listed; of the files, only those that differ, and those that may belong
 * together with them, are read and parsed, once where both sides have the same bytes.
 * Only clusters (history.h) that differ are resolved. So the cost is that of two lists of
 * files, and of what the change touches.
 */
#ifndef HISTORY_DIFF_H
#define HISTORY_DIFF_H

#include "facts/collect.h"
#include "history/history.h"

struct history_diff_options {
	struct source *base, *head;
	unsigned jobs;
	uint64_t max_file_size; /* 0: STRATA_LIMIT_FILE_BYTES */
	bool all;               /* also what does not differ */
};

enum diff_kind {
	DIFF_ADDED,
	DIFF_REMOVED,
	DIFF_RAISED,
	DIFF_LOWERED,
};

/* A package of a project that differs. The project's own packages are none. */
struct diff_change {
	enum diff_kind kind;
	const struct strata_component *component; /* of head; of base when it was removed */
	struct strata_str from, to; /* version, else requirement; absent: it is not there */
};

STRATA_VEC(diff_changes, struct diff_change);

struct history_diff {
	struct history history; /* slots, versions and clusters of both; no commits */
	/*
	 * Of the clusters that differ. Where a file was moved, the base's components have
	 * the project that it is in now: the same package in the same project compares.
	 */
	struct strata_inventory base, head;
	bool *base_differs, *head_differs; /* of each component: its package is not as it was */
	struct diff_changes changes; /* by project, ecosystem and name */
	struct facts_files gone, came; /* files of one side only */
	struct strata_notes notes;
	size_t manifests; /* files that some format reads, of either side */
};

/* history_diff_release in either case. */
int history_diff_open(struct history_diff *out, const struct history_diff_options *options,
		      struct strata_error *err);
void history_diff_release(struct history_diff *diff);

/* moved.c: gives the base's components the projects that their files are in now. */
void history_diff_follow_moves(struct history_diff *diff);

/* change.c: fills in `changes` and what differs. */
void history_diff_compare(struct history_diff *diff);

/* join.c: one inventory of both, in arena; the head's components come first. */
void history_diff_join(struct strata_inventory *out, const struct history_diff *diff,
		       struct strata_arena *arena);

const char *diff_kind_name(enum diff_kind kind);

#endif
