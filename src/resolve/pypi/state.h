/*
 * state.h - what a search has settled so far: the criteria of all nodes, and its picks.
 *
 * States lie on each other, one for each pick, and share what did not change: what came
 * with one lies in its own memory, and goes when it is taken off.
 */
#ifndef RESOLVE_PYPI_STATE_H
#define RESOLVE_PYPI_STATE_H

#include "resolve/pypi/criterion.h"

struct pypi_state {
	struct strata_arena arena; /* of what came with it; those on top of it refer to that */
	const struct pypi_criterion **criteria;
	int *picks;
	unsigned *order; /* of the picks */
	size_t nodes, picked;
};

STRATA_VEC(pypi_states, struct pypi_state *);

/* A copy of what is below it (NULL: nothing), with room for so many nodes. */
struct pypi_state *pypi_state_new(const struct pypi_state *below, size_t nodes);
void pypi_state_free(struct pypi_state *state);

/* Nodes come to be while a state is at work. */
void pypi_state_fit(struct pypi_state *state, size_t nodes);

void pypi_state_pick(struct pypi_state *state, unsigned node, unsigned release);

/* Whether what is picked for a node is what is asked of it. */
bool pypi_state_satisfies(const struct pypi_state *state, unsigned node);

#endif
