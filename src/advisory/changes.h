/*
 * changes.h - which records of an export changed, and when.
 *
 * modified_id.csv of an ecosystem's folder: a line "2024-08-15T00:05:00Z,ID" for
 * each record, the last change first. We do not lean on the order.
 *
 * Format: google.github.io/osv.dev/data, "Downloading recent changes" (2026-11).
 */
#ifndef ADVISORY_CHANGES_H
#define ADVISORY_CHANGES_H

#include "strata/arena.h"
#include "strata/error.h"
#include "strata/map.h"

struct change {
	struct strata_str id, modified;
	bool seen; /* for the caller */
};

STRATA_VEC(change_list, struct change);

struct changes {
	struct change_list list;
	struct strata_map by_id; /* into list */
};

/* Slices point into bytes. ESYNTAX for a line that is none, ELIMIT. */
int changes_read(struct changes *out, struct strata_str bytes, struct strata_arena *arena,
		 struct strata_error *err);

/* NULL for an id that is not in it. */
struct change *changes_find(const struct changes *changes, struct strata_str id);

/*
 * Whether time a is before b: RFC 3339 in UTC, with any number of digits below the
 * second. What is no such time is before everything.
 */
bool changes_before(struct strata_str a, struct strata_str b);

#endif
