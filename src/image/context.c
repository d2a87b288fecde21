/* context.c - see context.h. */
#include "image/context.h"

bool image_snapshot_has(const struct image_check *c, struct strata_str path)
{
	const struct source_entries *all = &c->snapshot->entries;
	size_t low = 0, high = all->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strata_str_cmp(all->items[middle].path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < all->count && strata_str_starts(all->items[low].path, path) &&
	       (all->items[low].path.len == path.len || all->items[low].path.ptr[path.len] == '/');
}

struct strata_str image_context_find(const struct image_check *c, struct strata_str name)
{
	struct strata_str folder = strata_path_dir(c->path), path;

	for (;;) {
		path = folder.len ? STRATA_CONCAT(c->arena, folder, STRATA_STR("/"), name) : name;
		if (image_snapshot_has(c, path))
			return path;
		if (!folder.len)
			return STRATA_NONE;
		folder = strata_path_dir(folder);
	}
}
