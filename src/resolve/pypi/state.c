/* state.c - see state.h. */
#include "resolve/pypi/state.h"

#include <stdlib.h>
#include <string.h>

void pypi_state_fit(struct pypi_state *state, size_t nodes)
{
	const struct pypi_criterion **criteria = state->criteria;
	int *picks = state->picks;
	unsigned *order = state->order;
	size_t room = nodes * 2 + 16;

	if (nodes <= state->nodes && criteria)
		return;
	state->criteria = strata_arena_alloc(&state->arena, room * sizeof(*criteria));
	state->picks = strata_arena_alloc(&state->arena, room * sizeof(*picks));
	state->order = strata_arena_alloc(&state->arena, room * sizeof(*order));
	if (state->nodes) {
		memcpy(state->criteria, criteria, state->nodes * sizeof(*criteria));
		memcpy(state->picks, picks, state->nodes * sizeof(*picks));
		memcpy(state->order, order, state->picked * sizeof(*order));
	}
	for (size_t i = state->nodes; i < room; i++)
		state->picks[i] = -1;
	state->nodes = room;
}

struct pypi_state *pypi_state_new(const struct pypi_state *below, size_t nodes)
{
	struct pypi_state *state = strata_malloc(sizeof(*state));

	*state = (struct pypi_state){ 0 };
	pypi_state_fit(state, nodes);
	if (!below)
		return state;
	/* Of what is below the nodes alone: its room beyond them would double each time. */
	if (below->nodes < nodes)
		nodes = below->nodes;
	memcpy(state->criteria, below->criteria, nodes * sizeof(*below->criteria));
	memcpy(state->picks, below->picks, nodes * sizeof(*below->picks));
	memcpy(state->order, below->order, below->picked * sizeof(*below->order));
	state->picked = below->picked;
	return state;
}

void pypi_state_free(struct pypi_state *state)
{
	strata_arena_release(&state->arena);
	free(state);
}

void pypi_state_pick(struct pypi_state *state, unsigned node, unsigned release)
{
	size_t kept = 0;

	for (size_t i = 0; i < state->picked; i++)
		if (state->order[i] != node)
			state->order[kept++] = state->order[i];
	state->order[kept++] = node;
	state->picked = kept;
	state->picks[node] = (int)release;
}

bool pypi_state_satisfies(const struct pypi_state *state, unsigned node)
{
	return state->picks[node] >= 0 &&
	       pypi_picks_hold(&state->criteria[node]->fitting, (unsigned)state->picks[node]);
}
