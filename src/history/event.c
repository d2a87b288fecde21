/* event.c - versions of packages, and the commits that brought and took them. */
#include "history/exposure.h"
#include "history/key.h"

static int compare_items(const struct history_item *a, const struct history_item *b)
{
	int order = strata_str_cmp(a->path, b->path);

	if (order == 0)
		order = strata_str_cmp(strata_str_of(a->ecosystem->name), strata_str_of(b->ecosystem->name));
	if (order == 0)
		order = strata_str_cmp(a->name, b->name);
	return order ? order : strata_str_cmp(a->version, b->version);
}

/* qsort has no payload. */
struct sortable {
	const struct history_item *item;
	struct history_event event;
};

STRATA_VEC(sortables, struct sortable);

static int compare_events(const void *a, const void *b)
{
	const struct sortable *x = a, *y = b;
	int order = compare_items(x->item, y->item);
	unsigned i = x->event.window.introduced.items[0], j = y->event.window.introduced.items[0];

	return order ? order : (i > j) - (i < j);
}

/* Items that differ in scope or source only are the same event: one track. */
static unsigned *number_tracks(struct track_set *set, const struct history *h,
			       struct strata_arena *arena)
{
	struct key_map by_name = KEY_MAP(arena);
	unsigned *first = strata_arena_alloc(arena, (h->items.count + 1) * sizeof(*first));
	size_t known = 0;

	for (unsigned i = 0; i < h->items.count; i++) {
		const struct history_item *item = &h->items.items[i];
		struct strata_str texts[] = { item->path, strata_str_of(item->ecosystem->name),
					      item->key, item->version };
		size_t track = key_number(&by_name, texts, 4);

		if (track == known)
			first[known++] = i;
		track_add(set, i, (unsigned)track);
	}
	key_release(&by_name);
	return first;
}

void history_find_events(struct history_events *out, struct history *h, struct strata_arena *arena)
{
	struct track_set set = track_set(h, arena);
	unsigned *first = number_tracks(&set, h, arena);
	struct track_windows windows = { 0 };
	struct sortables all = { 0 };

	track_find(&windows, &set, h, true);
	for (size_t i = 0; i < windows.count; i++) {
		unsigned item = first[windows.items[i].track];

		if (windows.items[i].introduced.count)
			*strata_vec_push(arena, &all) = (struct sortable){
				&h->items.items[item], { item, windows.items[i] }
			};
	}
	strata_vec_sort(&all, compare_events);
	for (size_t i = 0; i < all.count; i++)
		*strata_vec_push(arena, out) = all.items[i].event;
}
