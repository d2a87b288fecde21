/*
 * origin.c - through what an exposure came in: line, scope, chain, and the direct
 * dependency whose change brought it.
 *
 * A cluster is resolved again for this, once for all exposures that began in the same
 * state of it: what the replay keeps are sets of packages, not their graphs.
 */
#include <stdlib.h>

#include "history/exposure.h"
#include "history/recall.h"
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
			 const struct recall_origin *from, const struct history_item *item)
{
	uint32_t before = result_before(h, e->window.introduced.items[0], item->cluster);
	struct strata_str was = version_in(h, before, item, from->head_name);

	e->bringer = from->head_name;
	e->bringer_to = from->head_version;
	e->bringer_from = was.ptr ? was : STRATA_NONE;
}

/* What the inventory tells of the item's way in. */
static void trace(struct recall_origin *out, const struct strata_inventory *inventory,
		  const struct history_item *item, struct strata_arena *scratch)
{
	struct strata_chains chains = { 0 };
	int index = find_component(inventory, item, &out->line);
	const struct strata_indices *chain;

	out->found = index >= 0;
	if (index < 0)
		return;
	out->direct = inventory->components.items[index].direct;
	out->scope = inventory->components.items[index].scope;
	strata_inventory_chains(&chains, inventory, (unsigned)index, 1, scratch);
	if (chains.count == 0)
		return;
	chain = &chains.items[0];
	for (size_t i = 0; i < chain->count; i++)
		*strata_vec_push(scratch, &out->chain) = inventory->components.items[chain->items[i]].purl;
	out->head_name = inventory->components.items[chain->items[0]].name;
	out->head_version = inventory->components.items[chain->items[0]].version;
}

static void fill(struct history_exposure *e, const struct history *h,
		 const struct recall_origin *from, struct strata_arena *arena)
{
	if (!from->found)
		return;
	e->finding.line = from->line;
	e->direct = from->direct;
	e->scope = from->scope;
	for (size_t i = 0; i < from->chain.count; i++)
		*strata_vec_push(arena, &e->chain) = from->chain.items[i];
	if (from->chain.count)
		find_bringer(e, h, from, &h->items.items[e->item]);
}

struct finding_origins {
	struct history *h;
	struct strata_inventory inventory;
	uint32_t result; /* whose inventory that is */
	struct strata_arena scratch;
};

/* What is known of the way in; asked of the inventory when no earlier run did. */
static const struct recall_origin *origin_of(struct finding_origins *f, const struct origin *o)
{
	const struct history_item *item = &f->h->items.items[o->exposure->item];
	struct recall *known = history_recall_of(f->h, o->result);
	struct recall_origin origin = {
		.result = (unsigned)f->h->results.items[o->result].known, .path = item->path,
		.name = item->name, .version = item->version, .ecosystem = item->ecosystem,
	};
	size_t index = recall_origin(known, &origin);

	if (index != STRATA_NPOS)
		return &known->origins.items[index];
	if (f->result != o->result) {
		strata_arena_reset(&f->scratch);
		history_inventory(&f->inventory, f->h, o->result, &f->scratch);
		f->result = o->result;
	}
	trace(&origin, &f->inventory, item, &f->scratch);
	recall_add_origin(known, &origin);
	return &known->origins.items[known->origins.count - 1];
}

void history_find_origins(struct history_exposed *exposed, struct history *h,
			  struct strata_arena *arena)
{
	struct finding_origins f = { .h = h, .result = HISTORY_NONE };
	struct strata_arena list = STRATA_ARENA_INIT;
	struct origins origins = { 0 };

	for (size_t i = 0; i < exposed->exposures.count; i++) {
		struct history_exposure *e = &exposed->exposures.items[i];
		const struct history_state *state = h->commits[e->window.introduced.items[0]].state;

		*strata_vec_push(&list, &origins) = (struct origin){
			vector_at(&state->results, h->items.items[e->item].cluster), e
		};
	}
	strata_vec_sort(&origins, compare_origins);
	for (size_t i = 0; i < origins.count; i++)
		if (origins.items[i].result != HISTORY_NONE)
			fill(origins.items[i].exposure, h, origin_of(&f, &origins.items[i]), arena);
	strata_arena_release(&f.scratch);
	strata_arena_release(&list);
}
