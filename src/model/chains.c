/*
 * chains.c - who brought a package in; see strata/inventory.h.
 *
 * A breadth-first walk from the component up to what a root depends on. States
 * are partial chains, so the first to arrive are the shortest. A state does not
 * visit a component twice, and each component is entered at most `most` times:
 * the walk is linear in the edges times that number.
 */

#include "strata/inventory.h"

struct step {
	unsigned component;
	unsigned below; /* index of the step that it leads to; itself at the end */
};

STRATA_VEC(steps, struct step);

static bool visits(const struct steps *steps, unsigned at, unsigned component)
{
	for (;;) {
		const struct step *step = &steps->items[at];

		if (step->component == component)
			return true;
		if (step->below == at)
			return false;
		at = step->below;
	}
}

static void add_chain(struct strata_chains *out, const struct steps *steps, unsigned at,
		      struct strata_arena *arena)
{
	struct strata_indices *chain = strata_vec_push(arena, out);

	for (;;) {
		const struct step *step = &steps->items[at];

		*strata_vec_push(arena, chain) = step->component;
		if (step->below == at)
			return;
		at = step->below;
	}
}

/* Components are sorted by id, so their indices order chains as their ids do. */
static int compare_chains(const void *a, const void *b)
{
	const struct strata_indices *x = a, *y = b;

	if (x->count != y->count)
		return x->count < y->count ? -1 : 1;
	for (size_t i = 0; i < x->count; i++)
		if (x->items[i] != y->items[i])
			return x->items[i] < y->items[i] ? -1 : 1;
	return 0;
}

void strata_inventory_chains(struct strata_chains *out, const struct strata_inventory *inventory,
			     unsigned component, size_t most, struct strata_arena *arena)
{
	struct strata_arena scratch = STRATA_ARENA_INIT;
	unsigned char *entered = strata_arena_alloc(&scratch, inventory->components.count);
	struct steps steps = { 0 };

	*strata_vec_push(&scratch, &steps) = (struct step){ component, 0 };
	for (unsigned at = 0; at < steps.count && out->count < most; at++) {
		const struct strata_component *c =
			&inventory->components.items[steps.items[at].component];

		if (c->root_edge)
			add_chain(out, &steps, at, arena);
		for (size_t i = 0; i < c->parents.count; i++) {
			unsigned parent = c->parents.items[i];

			if (entered[parent] >= most || visits(&steps, at, parent))
				continue;
			entered[parent]++;
			*strata_vec_push(&scratch, &steps) = (struct step){ parent, at };
		}
	}
	if (out->count == 0)
		add_chain(out, &steps, 0, arena);
	strata_vec_sort(out, compare_chains);
	strata_arena_release(&scratch);
}
