/*
 * composer.h - versions of PHP's packages as Composer normalises them; what
 * composer.c (order) and composer_constraint.c (constraints) share.
 */
#ifndef MODEL_VERSION_COMPOSER_H
#define MODEL_VERSION_COMPOSER_H

#include "model/version/number.h"
#include "strata/version.h"

enum composer_kind {
	COMPOSER_NONE,   /* not understood */
	COMPOSER_BRANCH, /* "dev-main": equal to itself, comparable with nothing */
	COMPOSER_VERSION,
};

/* In the order in which PHP's version_compare ranks them; END is no further part. */
enum composer_rank {
	COMPOSER_DEV,
	COMPOSER_ALPHA,
	COMPOSER_BETA,
	COMPOSER_RC,
	COMPOSER_END,
	COMPOSER_NUMBER,
	COMPOSER_PATCH,
	COMPOSER_STABLE, /* the word, which is left out */
};

/* The word behind the numbers: "-beta2.1-dev". */
struct composer_suffix {
	bool has_word;
	enum composer_rank word;
	struct strata_str numbers; /* "2.1"; separators are '.' and '-' */
	bool dev;
};

struct composer_version {
	enum composer_kind kind;
	struct strata_str branch;    /* without "dev-" */
	struct strata_str number[4]; /* absent ones are 0 */
	struct strata_str date;      /* instead of the numbers: "2010-01-02" */
	struct composer_suffix suffix;
};

void composer_parse(struct composer_version *out, struct strata_str text);

/* Whether the whole of text is a suffix, which may be empty. */
bool composer_parse_suffix(struct composer_suffix *out, struct strata_str text);

/* In the arena, so that composer_parse reads the same; `more` goes behind it. */
struct strata_str composer_print(struct strata_arena *arena, const struct composer_version *v,
				 struct strata_str more);

int composer_compare(struct strata_str a, struct strata_str b);

/* Without " as ALIAS"; text itself when it has none. */
struct strata_str composer_drop_alias(struct strata_str text);

/* Where a trailing "@stability" begins, STRATA_NPOS without one. */
size_t composer_flag_at(struct strata_str text);

/* A 'v' of either case. */
bool composer_take_v(struct strata_str *text);

int composer_intervals(struct strata_intervals *out, struct strata_str requirement,
		       struct strata_arena *arena, struct strata_error *err);
bool composer_admits(const struct strata_interval *in, struct strata_str version);

#endif
