/*
 * semver.h - Semantic Versioning 2.0.0, which npm, cargo, Go, Hex and Pub each
 * read a little differently.
 */
#ifndef MODEL_VERSION_SEMVER_H
#define MODEL_VERSION_SEMVER_H

#include "model/version/number.h"
#include "strata/version.h"

enum semver_allow {
	SEMVER_STRICT = 0,
	SEMVER_V = 1,     /* a 'v' before it */
	SEMVER_ZEROS = 2, /* numbers with leading zeros */
	SEMVER_SHORT = 4, /* minor and patch may be missing */
	SEMVER_MORE = 8,  /* more than three numbers */
};

/* Slices of a version. pre and build are absent without that part. */
struct semver {
	struct strata_str major, minor, patch;
	struct strata_str more; /* ".4.5": what follows the third number */
	struct strata_str pre, build;
};

bool semver_parse(struct semver *out, struct strata_str text, unsigned allow);

/* Precedence: build metadata plays no part. */
int semver_order(const struct semver *a, const struct semver *b);

/* A scheme's `compare`: a total order, in which what its `parse` refuses comes first. */
int semver_compare(struct strata_str a, struct strata_str b,
		   bool (*parse)(struct semver *out, struct strata_str text));

/* The same where "1.2.3" is valid: three short numbers and nothing else are compared at once. */
int semver_compare_plain(struct strata_str a, struct strata_str b,
			 bool (*parse)(struct semver *out, struct strata_str text));

/* Whether it is three numbers of at most 15 digits, without leading zeros, and nothing else. */
bool semver_plain(uint64_t out[3], struct strata_str text);

/* Two lists of dotted identifiers; an empty one counts as none, before all others. */
int semver_order_identifiers(struct strata_str a, struct strata_str b);

/* Dotted identifiers, none of them empty; numeric_zeros: numbers may begin with 0. */
bool semver_is_identifiers(struct strata_str s, bool numeric_zeros);

/* No leading zero, digits only. */
bool semver_is_number(struct strata_str s);

/*
 * What npm and cargo have in common: a pre-release is admitted only next to one
 * that was written, a bound with the same three numbers.
 */
bool semver_admits_pre(const struct strata_interval *in, struct strata_str version,
		       unsigned allow);

/* "M.m.p" or "M.m.p-pre" in the arena; pre may be absent. */
struct strata_str semver_print(struct strata_arena *arena, struct strata_str major,
			       struct strata_str minor, struct strata_str patch,
			       struct strata_str pre);

/*
 * A version in a requirement, numbers of which may be left out or wildcards: of
 * what stands behind the first of these, nothing counts.
 */
struct semver_partial {
	struct strata_str number[3];
	struct strata_str pre;
	int known; /* how many numbers stand before the first wildcard or the end */
};

/* [lo, the first version after the partial's first `keep` numbers were raised by one). */
struct strata_interval semver_span(const struct semver_partial *p, int keep,
				   struct strata_arena *arena);

/* The partial as a version: what is unknown is 0. */
struct strata_str semver_floor(const struct semver_partial *p, struct strata_arena *arena);

/*
 * The very first version whose first `keep` numbers are one higher: 1.2.3, 2 gives
 * 1.3.0-0.
 */
struct strata_str semver_next(const struct semver_partial *p, int keep,
			      struct strata_arena *arena);

/* How many numbers `^` keeps: those up to the first that is not 0. */
int semver_caret(const struct semver_partial *p);

#endif
