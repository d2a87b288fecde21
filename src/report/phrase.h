/* phrase.h - what several writers say of a finding, in words; none of it is escaped yet. */
#ifndef REPORT_PHRASE_H
#define REPORT_PHRASE_H

#include "report/report.h"

/* NULL when it is about no package. */
const struct strata_component *phrase_component(const struct report *report,
						const struct strata_finding *f);

/* The version, else the requirement, else "any version". */
struct strata_str phrase_version(const struct strata_component *c);

/* "ships in web/Dockerfile", "stays in Dockerfile#build"; "" where nothing is known of it. */
struct strata_str phrase_ships(struct strata_arena *arena, const struct strata_finding *f);

/* "lodash 4.17.4 is affected by CVE-2019-10744: title. Fixed in 4.17.12." */
struct strata_str phrase_sentence(struct strata_arena *arena, const struct report *report,
				  const struct strata_finding *f);

/* "high", "malicious", "info": the word for how bad it is. */
const char *phrase_word(const struct strata_finding *f);

/* Whether it stands apart: not in the project's own files. */
bool phrase_is_apart(const struct report *report, const struct strata_finding *f);

/*
 * Whether a reader of a review is to see it: not ignored, not apart, and of a difference
 * only what it brings.
 */
bool phrase_is_shown(const struct report *report, const struct strata_finding *f);

/* "2 new findings (1 high), 4 fixed", or of one snapshot "2 findings (1 high)". */
struct strata_str phrase_verdict(struct strata_arena *arena, const struct report *report);

/* "+3 -1 ^2 v0 packages" of a difference. */
struct strata_str phrase_changes(struct strata_arena *arena, const struct diff_changes *changes);

/* One character for each kind of change, as phrase_changes has them. */
char phrase_sign(enum diff_kind kind);

#endif
