/*
 * join.c - the two sides of a difference as one inventory.
 *
 * A report has one list of components, and shows findings of either side: the base's
 * components follow the head's.
 */
#include "history/diff.h"

static void shift(struct strata_indices *indices, unsigned by, struct strata_arena *arena)
{
	struct strata_indices from = *indices;

	*indices = (struct strata_indices){ 0 };
	for (size_t i = 0; i < from.count; i++)
		*strata_vec_push(arena, indices) = from.items[i] + by;
}

static void add_side(struct strata_inventory *both, const struct strata_inventory *side,
		     struct strata_arena *arena)
{
	unsigned by = (unsigned)both->components.count;

	for (size_t i = 0; i < side->components.count; i++) {
		struct strata_component *c = strata_vec_push(arena, &both->components);

		*c = side->components.items[i];
		shift(&c->dependencies, by, arena);
		shift(&c->parents, by, arena);
	}
}

void history_diff_join(struct strata_inventory *out, const struct history_diff *diff,
		       struct strata_arena *arena)
{
	*out = (struct strata_inventory){
		.arena = arena,
		.manifests = diff->head.manifests,
		.files = diff->head.files,
		.parsed = diff->head.parsed,
	};
	add_side(out, &diff->head, arena);
	add_side(out, &diff->base, arena);
}
