/* inventory_add.c - more components in an inventory: its order holds, and so its indices move. */
#include "strata/inventory.h"

static int compare_ids(const void *a, const void *b)
{
	return strata_str_cmp(((const struct strata_component *)a)->id,
			      ((const struct strata_component *)b)->id);
}

static void renumber(struct strata_indices *indices, const unsigned *moved)
{
	for (size_t i = 0; i < indices->count; i++)
		indices->items[i] = moved[indices->items[i]];
}

/* Both are sorted; of each old one `moved` tells where it is then. */
static void merge(struct strata_components *out, const struct strata_components *old,
		  const struct strata_components *added, unsigned *moved, struct strata_arena *arena)
{
	size_t a = 0;

	strata_vec_reserve(arena, out, old->count + added->count);
	for (size_t i = 0; i < old->count; i++) {
		while (a < added->count && compare_ids(&added->items[a], &old->items[i]) < 0)
			*strata_vec_push(arena, out) = added->items[a++];
		moved[i] = (unsigned)out->count;
		*strata_vec_push(arena, out) = old->items[i];
	}
	while (a < added->count)
		*strata_vec_push(arena, out) = added->items[a++];
}

void strata_inventory_add(struct strata_inventory *inventory, struct strata_components *added)
{
	struct strata_components all = { 0 };
	unsigned *moved;

	if (!added->count)
		return;
	moved = strata_arena_alloc(inventory->arena,
				   (inventory->components.count + 1) * sizeof(*moved));
	strata_vec_sort(added, compare_ids);
	merge(&all, &inventory->components, added, moved, inventory->arena);
	inventory->components = all;
	for (size_t i = 0; i < all.count; i++)
		if (all.items[i].dependencies.count + all.items[i].parents.count) {
			renumber(&all.items[i].dependencies, moved);
			renumber(&all.items[i].parents, moved);
		}
}
