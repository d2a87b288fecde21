/*
 * affected.h - one element of a record's `affected`, and OSV's question of it:
 * is this version affected?
 *
 * The answer follows the evaluation algorithm of the OSV schema (docs/schema.md,
 * "Evaluation", version 1.7). Where that leaves room:
 *
 * - events are taken in any order. A version that is both fixed and introduced
 *   changes nothing: [0, 2.0) and [2.0, 2.1) are one interval, [2.0, 2.0) is none.
 *   `last_affected` always ends what was introduced there;
 * - listed versions are equal when the ecosystem's order says so ("1.0" and
 *   "1.0.0" of PyPI), or their texts are the same;
 * - SEMVER ranges go by SemVer's order. Where a bound or the version is no
 *   SemVer, by the ecosystem's; where that has no such version either, the
 *   answer is `unknown`, which is told and never taken for a no;
 * - GIT ranges are asked for equal commits only, and stay silent beside others.
 */
#ifndef ADVISORY_AFFECTED_H
#define ADVISORY_AFFECTED_H

#include "advisory/record.h"
#include "strata/ecosystem.h"

enum range_type {
	RANGE_SEMVER,
	RANGE_ECOSYSTEM,
	RANGE_GIT,
	RANGE_OTHER, /* of a schema to come */
};

enum event_kind {
	EVENT_INTRODUCED,
	EVENT_FIXED,
	EVENT_LAST_AFFECTED,
	EVENT_LIMIT,
};

struct event {
	enum event_kind kind;
	struct strata_str version;
};

STRATA_VEC(events, struct event);

struct range {
	enum range_type type;
	struct events events;
	bool semver; /* all bounds are SemVer */
	bool valid;  /* all bounds are versions of the ecosystem */
};

STRATA_VEC(ranges, struct range);

/* A listed version. Equal versions have equal keys: most are passed over by it. */
struct listed {
	struct strata_str text;
	uint64_t key;
};

STRATA_VEC(listeds, struct listed);

struct affected {
	const struct strata_ecosystem *ecosystem;
	struct strata_str release; /* "12" of "Debian:12"; absent without one */
	struct ranges ranges;
	struct strata_str versions; /* the array as JSON; absent: not there or empty */
	struct listeds listed;      /* read from versions when first asked for */
	struct record_severities severities;
	struct strata_str severity;      /* a word, of database_specific or ecosystem_specific */
	struct strata_str informational; /* RustSec's: "unmaintained" */
	bool custom_fix; /* a fix stands in custom_ranges, none in the ranges themselves */
};

int affected_read(struct affected *out, struct strata_str text,
		  const struct strata_ecosystem *ecosystem, struct strata_arena *arena,
		  struct strata_error *err);

enum verdict {
	VERDICT_NO,
	VERDICT_UNKNOWN,
	VERDICT_YES,
};

/* What is asked about: prepared once, judged often. */
struct subject {
	const struct strata_ecosystem *ecosystem;
	struct strata_str version;
	struct strata_str semver; /* the version as SEMVER ranges write it */
	struct strata_str commit; /* absent: not known */
	bool valid, semver_valid;
	uint64_t key;
};

void subject_init(struct subject *out, const struct strata_ecosystem *ecosystem,
		  struct strata_str version, struct strata_str commit, struct strata_arena *arena);

/* UNKNOWN with *why (may be NULL) set to what could not be judged. */
enum verdict affected_judge(struct affected *a, const struct subject *s, const char **why,
			    struct strata_arena *arena);

/* Whether neither ranges nor versions say anything. */
bool affected_is_blank(const struct affected *a);

/*
 * The same question of a requirement: does it admit a version that is affected?
 * `admitted` are the requirement's intervals; NULL when it was not understood.
 */
enum verdict affected_touches(struct affected *a, const struct strata_intervals *admitted,
			      struct strata_arena *arena);

/* The order that a range goes by, for the ecosystem. */
const struct strata_version_scheme *range_scheme(const struct range *r,
						 const struct strata_ecosystem *ecosystem);

/* affected_read.c: what stands for no version of its own ("0", limit "*"). */
bool event_is_special(const struct event *event);

/* Which of two events comes later on the way up. */
int event_order(const struct event *a, const struct event *b,
		const struct strata_version_scheme *scheme);

/* A version as SEMVER ranges write it, with all its three numbers. */
struct strata_str event_whole_semver(struct strata_str version, struct strata_arena *arena);

#endif
