/*
 * select.h - a question about a part of a history, and what was looked at for it.
 *
 * 'Never' is an answer of its own: it says which packages the question is about, and
 * which versions of them were there instead.
 */
#ifndef HISTORY_SELECT_H
#define HISTORY_SELECT_H

#include "history/exposure.h"

/* A package that is asked for. */
struct history_named {
	const struct strata_ecosystem *ecosystem; /* NULL: any */
	struct strata_str name, version;          /* version absent: any */
};

STRATA_VEC(history_nameds, struct history_named);

struct history_question {
	struct strata_str vulnerability;    /* an id or alias; absent: any */
	const struct history_named *package; /* NULL: any */
	int64_t since;                      /* what was gone before that is left out; 0: nothing is */
};

/* A purl ("pkg:npm/%40scope/name@1.0") or a plain name. EUSAGE when it is neither. */
int history_name(struct history_named *out, struct strata_str text, struct strata_arena *arena,
		 struct strata_error *err);

/* Leaves what was asked for. */
void history_select(struct history_exposed *exposed, struct history_events *events,
		    const struct history *history, const struct history_question *question,
		    struct strata_arena *arena);

/* The versions of a package that ever were there, in the order in which they came. */
void history_versions_of(struct strata_strs *out, const struct history *history,
			 const struct history_named *package, struct strata_arena *arena);

#endif
