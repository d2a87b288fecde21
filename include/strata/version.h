/*
 * version.h - how an ecosystem orders versions and reads requirements.
 *
 * One file per scheme in src/model/version/, one row in schemes.def. A scheme is
 * pure: it works on the text as written and keeps nothing.
 *
 * A requirement ("^1.2", "~> 3.0", "[1.0,2.0)") becomes intervals: the union of
 * what it admits. What order alone cannot say (npm admits a pre-release only
 * next to one that was written, PEP 440 leaves local versions out of `>1.0`)
 * the scheme adds in `admits`.
 */
#ifndef STRATA_VERSION_H
#define STRATA_VERSION_H

#include "strata/arena.h"
#include "strata/error.h"

/* From lo to hi; an absent bound is open to that side. */
struct strata_interval {
	struct strata_str lo, hi;
	bool lo_in, hi_in; /* whether the bound itself belongs to it */
	unsigned flags;    /* the scheme's own, for its `admits` */
};

STRATA_VEC(strata_intervals, struct strata_interval);

struct strata_version_scheme {
	const char *name;

	/* Whether the text is a version of this scheme at all. */
	bool (*valid)(struct strata_str version);

	/*
	 * Below, equal to or above 0 as a is before, equal to or after b. A total
	 * order over all byte strings: what is not valid comes before what is, and
	 * is ordered bytewise.
	 */
	int (*compare)(struct strata_str a, struct strata_str b);

	/*
	 * The union of intervals that a requirement admits, in no order; none when
	 * it admits nothing. Bounds are slices of the requirement or of the arena.
	 * STRATA_ESYNTAX when it is no requirement of the ecosystem.
	 */
	int (*intervals)(struct strata_intervals *out, struct strata_str requirement,
			 struct strata_arena *arena, struct strata_error *err);

	/*
	 * Whether a version that lies within the bounds is admitted: NULL where
	 * order says it all. Only called for valid versions.
	 */
	bool (*admits)(const struct strata_interval *in, struct strata_str version);
};

#define SCHEME(id) extern const struct strata_version_scheme strata_version_##id;
#include "strata/schemes.def"
#undef SCHEME

/* Whether one of the intervals holds the version, `admits` included. */
bool strata_intervals_contain(const struct strata_intervals *in,
			      const struct strata_version_scheme *scheme,
			      struct strata_str version);

/*
 * Whether a version is within the bounds of one interval (order alone).
 */
bool strata_interval_spans(const struct strata_interval *in,
			   const struct strata_version_scheme *scheme, struct strata_str version);

/* Whether some version could lie in both (bounds alone; dense order assumed). */
bool strata_intervals_touch(const struct strata_intervals *a, const struct strata_interval *b,
			    const struct strata_version_scheme *scheme);

/* The scheme of that name, NULL without one. */
const struct strata_version_scheme *strata_version_scheme(struct strata_str name);

#endif
