/*
 * range.h - NuGet's ranges as restore reads them: the best version that they admit.
 *
 * Of a range the lowest version is the best; of a floating one ("1.*", "1.0.0-rc*", "*-*") the
 * highest that floats in it, else the lowest above. A range without a pre-release in its
 * bounds admits none.
 *
 * Rules: learn.microsoft.com, "Package versioning" and "Dependency resolution", 2026-11.
 */
#ifndef RESOLVE_NUGET_RANGE_H
#define RESOLVE_NUGET_RANGE_H

#include "strata/arena.h"
#include "strata/error.h"

struct nuget_range {
	struct strata_str lo, hi; /* absent: open */
	bool lo_in, hi_in;
	bool pre;    /* a bound is a pre-release */
	bool floats;
	int parts;   /* of a floating one: so many numbers are given */
	bool labels; /* it floats over pre-releases */
	struct strata_str label; /* which begin with that */
};

/* Empty: any version. ESYNTAX. */
int nuget_range_read(struct nuget_range *out, struct strata_str text, struct strata_arena *arena,
		     struct strata_error *err);

bool nuget_range_admits(const struct nuget_range *range, struct strata_str version);

/* Whether `considered` is to be had rather than `current` (absent: there is none yet). */
bool nuget_range_prefers(const struct nuget_range *range, struct strata_str considered,
			 struct strata_str current);

/* Without what plays no part: "1.0" is "1.0.0", "1.2.3.0+build" is "1.2.3". */
struct strata_str nuget_version_normal(struct strata_str version, struct strata_arena *arena);

#endif
