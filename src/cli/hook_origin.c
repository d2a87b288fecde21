/*
 * hook_origin.c - which of the new commits brought in what blocks.
 *
 * Only asked for when something blocks: then the manifests of every new commit are read,
 * and a package is brought in by the last commit that has it while its parents do not.
 */
#include <string.h>

#include "cli/hook.h"
#include "strata/limits.h"

/* The new commits, behind the base that all stand on. */
static bool walk_range(struct source_walk *out, struct hook *h, const struct hook_change *change)
{
	struct strata_arena *arena = &h->scan.arena;
	struct source_walk found;
	struct source_commit *base;

	*out = (struct source_walk){ 0 };
	if (source_info(h->scan.source)->shallow ||
	    source_walk_new(&found, h->scan.source, &change->tip, &change->known, arena, NULL) < 0 ||
	    found.commits.count > STRATA_LIMIT_PUSH_COMMITS)
		return false;
	base = strata_vec_push(arena, &out->commits);
	memcpy(base->id, change->base.bytes, sizeof(base->id));
	memcpy(base->tree, change->base_tree.bytes, sizeof(base->tree));
	base->outside = true;
	for (size_t i = 0; i < found.commits.count; i++) {
		struct source_commit *c = strata_vec_push(arena, &out->commits);

		*c = found.commits.items[i];
		for (unsigned p = 0; p < c->parent_count; p++)
			c->parents[p]++;
	}
	return out->commits.count > 1;
}

static bool is_in(const struct history *h, unsigned commit, unsigned item)
{
	uint32_t result = vector_at(&h->commits[commit].state->results, h->items.items[item].cluster);
	const struct strata_indices *items;
	size_t low = 0, high;

	if (result == HISTORY_NONE)
		return false;
	items = &h->results.items[result].items;
	for (high = items->count; low < high;) {
		size_t middle = low + (high - low) / 2;

		if (items->items[middle] < item)
			low = middle + 1;
		else
			high = middle;
	}
	return low < items->count && items->items[low] == item;
}

static bool is_any_in(const struct history *h, unsigned commit, const struct strata_indices *items)
{
	for (size_t i = 0; i < items->count; i++)
		if (is_in(h, commit, items->items[i]))
			return true;
	return false;
}

static bool brings(const struct history *h, unsigned commit, const struct strata_indices *items)
{
	const struct source_commit *c = &h->walk.commits.items[commit];

	if (c->outside || !is_any_in(h, commit, items))
		return false;
	for (unsigned p = 0; p < c->parent_count; p++)
		if (is_any_in(h, c->parents[p], items))
			return false;
	return c->parent_count || !is_any_in(h, 0, items);
}

/* The package in its version, at the places where the finding has it. */
static struct strata_indices items_of(const struct history *h, const struct strata_component *c,
				      struct strata_arena *arena)
{
	struct strata_indices found = { 0 };

	for (unsigned i = 0; i < h->items.count; i++) {
		const struct history_item *item = &h->items.items[i];

		if (item->ecosystem == c->ecosystem && strata_str_eq(item->key, c->key) &&
		    strata_str_eq(item->version, c->version) &&
		    strata_str_eq(item->project, c->project))
			*strata_vec_push(arena, &found) = i;
	}
	return found;
}

static void find_origin(struct strata_finding *f, struct hook *h, const struct history *history,
			const struct strata_component *component)
{
	struct strata_indices items = items_of(history, component, &h->scan.arena);

	for (unsigned i = (unsigned)history->walk.commits.count; i-- > 1;) {
		if (!brings(history, i, &items))
			continue;
		diff_set_origin(f, &h->scan, &history->walk.commits.items[i], NULL);
		return;
	}
}

void hook_find_origins(struct hook_verdict *v, struct hook *h, const struct hook_change *change)
{
	struct source_walk walk;
	struct history history = { 0 };
	struct history_range range = { .walk = &walk, .from_nothing = change->from_nothing,
				       .max_file_size = h->scan.max_file_size };

	if (!walk_range(&walk, h, change))
		return;
	if (history_open_range(&history, h->scan.source, &range, NULL) == 0 && history.changes.count)
		for (size_t i = 0; i < v->added.count; i++) {
			struct strata_finding *f = &v->added.items[i];

			if (f->fails && f->component >= 0)
				find_origin(f, h, &history,
					    &v->packages.head.components.items[f->component]);
		}
	history_release(&history);
}
