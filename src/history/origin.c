/*
 * origin.c - through what an exposure came in: line, scope, chain, and the direct
 * dependency whose change brought it.
 *
 * A cluster is resolved again for this, once for all exposures that began in the same
 * state of it: what the replay keeps are sets of packages, not their graphs.
 */
#include <stdlib.h>

#include "history/exposure.h"
#include "strata/limits.h"

struct origin {
	uint32_t result;
	struct history_exposure *exposure;
};

STRATA_VEC(origins, struct origin);

static int compare_origins(const void *a, const void *b)
{
	const struct origin *x = a, *y = b;

	return (x->result > y->result) - (x->result < y->result);
}

static int find_component(const struct strata_inventory *inventory, const struct history_item *item,
			  unsigned *line)
{
	for (size_t i = 0; i < inventory->components.count; i++) {
		const struct strata_component *c = &inventory->components.items[i];

		if (!strata_str_eq(c->version, item->version) || !strata_str_eq(c->name, item->name) ||
		    c->ecosystem != item->ecosystem)
			continue;
		for (size_t p = 0; p < c->places.count; p++) {
			if (!strata_str_eq(c->places.items[p].path, item->path))
				continue;
			*line = c->places.items[p].line;
			return (int)i;
		}
	}
	return -1;
}

/* The version of a package in a result at that path; absent when it has none. */
static struct strata_str version_in(const struct history *h, uint32_t result,
				    const struct history_item *like, struct strata_str name)
{
	const struct strata_indices *items;

	if (result == HISTORY_NONE)
		return STRATA_NONE;
	items = &h->results.items[result].items;
	for (size_t i = 0; i < items->count; i++) {
		const struct history_item *item = &h->items.items[items->items[i]];

		if (strata_str_eq(item->name, name) && item->ecosystem == like->ecosystem &&
		    strata_str_eq(item->path, like->path))
			return item->version;
	}
	return STRATA_NONE;
}

static uint32_t result_before(const struct history *h, unsigned commit, unsigned cluster)
{
	const struct source_commit *c = &h->walk.commits.items[commit];

	if (c->outside || c->parent_count == 0)
		return HISTORY_NONE;
	return vector_at(&h->commits[c->parents[0]].state->results, cluster);
}

/* The head of the chain is a direct dependency: what the commit did to it. */
static void find_bringer(struct history_exposure *e, const struct history *h,
			 const struct strata_component *head, const struct history_item *item,
			 struct strata_arena *arena)
{
	uint32_t before = result_before(h, e->window.introduced.items[0], item->cluster);
	struct strata_str was = version_in(h, before, item, head->name);

	e->bringer = strata_arena_dup(arena, head->name);
	e->bringer_to = strata_arena_dup(arena, head->version);
	e->bringer_from = was.ptr ? was : STRATA_NONE;
}

static void fill(struct history_exposure *e, const struct history *h,
		 const struct strata_inventory *inventory, struct strata_arena *scratch,
		 struct strata_arena *arena)
{
	const struct history_item *item = &h->items.items[e->item];
	struct strata_chains chains = { 0 };
	int index = find_component(inventory, item, &e->finding.line);
	const struct strata_indices *chain;

	if (index < 0)
		return;
	e->direct = inventory->components.items[index].direct;
	e->scope = inventory->components.items[index].scope;
	strata_inventory_chains(&chains, inventory, (unsigned)index, 1, scratch);
	if (chains.count == 0)
		return;
	chain = &chains.items[0];
	for (size_t i = 0; i < chain->count; i++)
		*strata_vec_push(arena, &e->chain) = strata_arena_dup(
			arena, inventory->components.items[chain->items[i]].purl);
	find_bringer(e, h, &inventory->components.items[chain->items[0]], item, arena);
}

void history_find_origins(struct history_exposed *exposed, struct history *h,
			  struct strata_arena *arena)
{
	struct strata_arena scratch = STRATA_ARENA_INIT, list = STRATA_ARENA_INIT;
	struct strata_inventory inventory = { 0 };
	struct origins origins = { 0 };

	for (size_t i = 0; i < exposed->exposures.count; i++) {
		struct history_exposure *e = &exposed->exposures.items[i];
		const struct history_state *state = h->commits[e->window.introduced.items[0]].state;

		*strata_vec_push(&list, &origins) = (struct origin){
			vector_at(&state->results, h->items.items[e->item].cluster), e
		};
	}
	strata_vec_sort(&origins, compare_origins);
	for (size_t i = 0; i < origins.count; i++) {
		if (origins.items[i].result == HISTORY_NONE)
			continue;
		if (i == 0 || origins.items[i].result != origins.items[i - 1].result) {
			strata_arena_reset(&scratch);
			history_inventory(&inventory, h, origins.items[i].result, &scratch);
		}
		fill(origins.items[i].exposure, h, &inventory, &scratch, arena);
	}
	strata_arena_release(&scratch);
	strata_arena_release(&list);
}
