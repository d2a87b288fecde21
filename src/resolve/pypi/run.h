/*
 * run.h - one run of a search, as its parts share it.
 *
 * What pip does where releases exclude each other depends on which node it goes on with
 * and how far it goes back; both changed with its versions.
 *
 * After: pip's provider.py and resolvelib's resolution.py (behaviour; pip 25.0, 26.3), 2026-11.
 */
#ifndef RESOLVE_PYPI_RUN_H
#define RESOLVE_PYPI_RUN_H

#include "resolve/pypi/state.h"

enum { PYPI_RUN_ROUNDS = 200000 }; /* pip gives up after so many */

struct pypi_run {
	struct pypi_search *s;
	struct pypi_manner manner;
	struct pypi_states states;
	struct pypi_wants causes; /* of the last going back */
	struct pypi_wants failed; /* of the pick that is being tried */
	const struct pypi_criterion **overlay; /* of that pick */
	struct { unsigned *items; size_t count, capacity; } touched;
	size_t overlaid;

	/* back.c */
	size_t rounds, hoped_since; /* rounds; when the first leap was made that may miss an answer */
	bool cautious;              /* such leaps led to nothing */
	struct pypi_states saved;   /* from before the first of them */
	struct pypi_wants saved_causes;
	struct pypi_states gone;    /* taken off, but what is saved refers to them */

	/* prefer.c */
	unsigned *conflicts; /* of each node, how often it was among the causes unsettled */
	bool *causing;
	size_t noted; /* nodes that both have room for */

	struct strata_error *err;
};

static inline struct pypi_state *pypi_run_top(const struct pypi_run *r)
{
	return r->states.items[r->states.count - 1];
}

void pypi_run_push(struct pypi_run *r);
void pypi_run_pop(struct pypi_run *r);

/* prefer.c: the node that pip goes on with. False when all that is asked for is picked. */
bool pypi_run_next(unsigned *out, struct pypi_run *r);

/*
 * prefer.c: starts to fetch the release of a node whose turn it is. The more were tried
 * before it, the more of those behind it too: each would be waited for alone.
 */
void pypi_run_want(struct pypi_run *r, unsigned node, size_t at, size_t tried);

/*
 * back.c: takes picks back until `failed` may be had otherwise; it becomes the causes.
 * False when there is nothing left to take back.
 */
bool pypi_run_back(struct pypi_run *r);

/* To be asked in each round: whether it has to begin again from what is saved. */
bool pypi_run_tired(const struct pypi_run *r);
void pypi_run_restore(struct pypi_run *r);

#endif
