/*
 * code.h - flaws in the source files of a snapshot: a judge of its own, which knows no other.
 */
#ifndef SAST_CODE_H
#define SAST_CODE_H

#include "facts/collect.h"
#include "sast/rules.h"
#include "strata/finding.h"

struct code_options {
	const char *rules; /* a folder of the user's; NULL: none */
	unsigned roles;    /* bits of strata_role: which files are judged */
	unsigned jobs;     /* 0: one per processor */
	struct strata_str today; /* YYYY-MM-DD: suppressions end */
};

/* Files of one language that were judged. */
struct code_language {
	const char *name;
	size_t files, lines;
};

STRATA_VEC(code_languages, struct code_language);

struct code_view {
	struct code_languages languages; /* sorted by name */
	size_t files, left_out;          /* left out by their roles */
	struct sast_ruleset *rules;      /* findings refer to it */
	struct strata_arena *workers;    /* and to these */
	unsigned worker_count;
};

/*
 * Adds what the rules find, and notes for what could not be judged. Fails where the user's rules
 * are wrong. code_release in either case, once the findings are told.
 */
int code_judge(struct code_view *out, struct strata_findings *findings, struct strata_notes *notes,
	       struct facts_set *facts, const struct code_options *options,
	       struct strata_arena *arena, struct strata_error *err);
void code_release(struct code_view *view);

#endif
