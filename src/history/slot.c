/* slot.c - slots, and how they are found by path and by folder; see history.h and steps.h. */
#include "discover/discover.h"
#include "history/steps.h"

static void add_to_folder(struct history *h, struct history_paths *paths, unsigned slot,
			  struct strata_str path)
{
	bool added;
	size_t *index = strata_map_at(&paths->by_folder, strata_path_dir(path), &added);

	if (added) {
		*index = paths->folders.count;
		strata_vec_push(&h->arena, &paths->folders);
	}
	*strata_vec_push(&h->arena, &paths->folders.items[*index]) = slot;
}

unsigned history_add_slot(struct history *h, struct history_paths *paths, struct strata_str path,
			  const struct strata_format *format)
{
	unsigned slot = (unsigned)h->slots.count;
	size_t *entry = strata_map_at(&paths->by_path, path, NULL);

	*strata_vec_push(&h->arena, &h->slots) = (struct history_slot){
		.path = path, .format = format, .role = discover_role(path)
	};
	*strata_vec_push(&h->arena, &paths->next) = *entry > 1 ? (unsigned)*entry - 1 : 0;
	*entry = (size_t)slot + 2;
	add_to_folder(h, paths, slot, path);
	return slot;
}
