/*
 * state.c - cells, and how the states of two ways become one.
 */
#include "sast/state.h"
#include "strata/limits.h"

#define DEPTH 6 /* objects in objects that are looked into */

uint32_t heap_cell(struct heap *h, bool object)
{
	if (!object && h->spare.count)
		return h->spare.items[--h->spare.count];
	if (h->cells == h->capacity) {
		uint32_t capacity = h->capacity ? 2 * h->capacity : 256;
		uint8_t *grown = strata_arena_alloc(h->arena, capacity);

		if (h->cells)
			memcpy(grown, h->is_object, h->cells);
		h->is_object = grown;
		h->capacity = capacity;
		if (!h->cells)
			h->cells = 1; /* 0 is no cell */
	}
	h->is_object[h->cells] = object;
	return h->cells++;
}

void heap_give_back(struct heap *h, uint32_t cell)
{
	*strata_vec_push(h->arena, &h->spare) = cell;
}

void heap_cut(struct heap *h, uint32_t cells)
{
	h->cells = cells;
	h->spare.count = 0;
}

static unsigned digit(uint32_t cell, unsigned level)
{
	return cell >> level * STATE_BITS & (STATE_FAN - 1);
}

static bool has_room(const struct state *s, uint32_t cell)
{
	return (uint64_t)cell >> s->height * STATE_BITS == 0;
}

const void *state_get(const struct state *s, uint32_t cell)
{
	const void *at = has_room(s, cell) ? s->root : NULL;

	for (unsigned level = s->height; at && level-- > 0;)
		at = ((const struct state_node *)at)->at[digit(cell, level)];
	return at;
}

/* A node that only one state has, to be written to. */
static struct state_node *own_node(struct heap *h, const void **slot)
{
	const struct state_node *was = *slot;
	struct state_node *made;

	if (was && was->made == h->copies)
		return (struct state_node *)was;
	made = strata_arena_alloc(h->arena, sizeof *made);
	if (was)
		*made = *was;
	made->made = h->copies;
	h->nodes++;
	*slot = made;
	return made;
}

static void raise(struct heap *h, struct state *s)
{
	const void *below = s->root;

	s->root = NULL;
	if (below)
		own_node(h, &s->root)->at[0] = below;
	s->height++;
}

void state_set(struct heap *h, struct state *s, uint32_t cell, const void *holds)
{
	const void **slot = &s->root;

	while (!has_room(s, cell))
		raise(h, s);
	for (unsigned level = s->height; level-- > 0;)
		slot = &own_node(h, slot)->at[digit(cell, level)];
	*slot = holds;
}

void state_clear(struct heap *h, struct state *s, uint32_t cell)
{
	if (state_get(s, cell))
		state_set(h, s, cell, NULL);
}

struct state state_copy(struct heap *h, const struct state *s)
{
	h->copies++;
	return *s;
}

const struct value *state_object(struct heap *h, struct state *s, const struct content *holds)
{
	uint32_t cell = heap_cell(h, true);

	state_set(h, s, cell, holds);
	return value_object(h->arena, cell);
}

static bool same_content(const struct content *x, const struct content *y)
{
	if (x == y)
		return true;
	if (x->kind != y->kind || x->count != y->count || !value_same(x->rest, y->rest))
		return false;
	for (uint32_t i = 0; x->items && i < x->count; i++)
		if (!value_same(x->items[i], y->items[i]))
			return false;
	for (uint32_t i = 0; x->entries && i < x->count; i++)
		if (!strata_str_eq(x->entries[i].key, y->entries[i].key) ||
		    !value_same(x->entries[i].value, y->entries[i].value))
			return false;
	return true;
}

static struct content *copy_of(struct heap *h, const struct content *c)
{
	struct content *out = strata_arena_alloc(h->arena, sizeof *out);

	*out = *c;
	return out;
}

/* Lists of one length keep their places; of two lengths nobody knows what is where. */
static const struct content *join_lists(struct heap *h, const struct content *x,
					const struct content *y)
{
	struct content *out = copy_of(h, x);
	const struct value **items;

	out->rest = value_join(h->arena, x->rest, y->rest);
	if (x->count != y->count) {
		out->items = NULL;
		out->count = 0;
		out->rest = value_join(h->arena, content_any(h, x), content_any(h, y));
		return out;
	}
	items = strata_arena_alloc(h->arena, (x->count + 1) * sizeof *items);
	for (uint32_t i = 0; i < x->count; i++)
		items[i] = value_join(h->arena, x->items[i], y->items[i]);
	out->items = items;
	return out;
}

static const struct content *join_maps(struct heap *h, const struct content *x,
				       const struct content *y)
{
	struct content *out = copy_of(h, x);
	struct content_entry *entries =
		strata_arena_alloc(h->arena, (x->count + y->count + 1) * sizeof *entries);
	uint32_t count = 0;

	for (uint32_t i = 0; i < x->count; i++) {
		entries[count] = x->entries[i];
		entries[count].value = value_join(h->arena, entries[count].value,
						  content_key(y, entries[count].key));
		count++;
	}
	for (uint32_t i = 0; i < y->count; i++)
		if (!content_key(x, y->entries[i].key))
			entries[count++] = y->entries[i];
	out->entries = entries;
	out->count = count;
	out->rest = value_join(h->arena, x->rest, y->rest);
	return out;
}

static const struct content *join_contents(struct heap *h, const struct content *x,
					   const struct content *y)
{
	struct content *out;

	if (!y || x == y)
		return x;
	if (!x)
		return y;
	if (same_content(x, y))
		return x;
	if (x->kind == y->kind && x->kind == CONTENT_LIST)
		return join_lists(h, x, y);
	if (x->kind == y->kind && (x->kind == CONTENT_MAP || x->kind == CONTENT_INSTANCE))
		return join_maps(h, x, y);
	out = strata_arena_alloc(h->arena, sizeof *out);
	out->kind = x->kind == y->kind ? x->kind : CONTENT_OPAQUE;
	out->rest = value_join(h->arena, content_any(h, x), content_any(h, y));
	return out;
}

static bool join_cell(struct heap *h, struct state *into, uint32_t cell, const void *x,
		      const void *y)
{
	const void *both;

	if (h->is_object[cell])
		both = join_contents(h, x, y);
	else
		both = value_join(h->arena, x, y);
	if (both == x)
		return false;
	state_set(h, into, cell, both);
	return true;
}

/* x is of into: what below it is written to meanwhile is done with. */
static bool join_node(struct heap *h, struct state *into, unsigned height, uint32_t cell,
		      const void *x, const void *y)
{
	const struct state_node *left = x, *right = y;
	bool changed = false;

	if (!y || x == y)
		return false;
	if (!height)
		return join_cell(h, into, cell, x, y);
	h->nodes++;
	for (uint32_t i = 0; i < STATE_FAN; i++)
		changed = join_node(h, into, height - 1, cell << STATE_BITS | i,
				    left ? left->at[i] : NULL, right->at[i]) || changed;
	return changed;
}

bool state_join(struct heap *h, struct state *into, const struct state *other)
{
	const void *x;

	if (other->dead)
		return false;
	if (into->dead) {
		*into = state_copy(h, other);
		return true;
	}
	while (into->height < other->height)
		raise(h, into);
	x = into->root;
	for (unsigned level = into->height; x && level > other->height; level--)
		x = ((const struct state_node *)x)->at[0];
	return join_node(h, into, other->height, 0, x, other->root);
}

static const struct taint *taint_of(struct heap *h, const struct state *s, const struct value *v,
				    unsigned depth);

static const struct taint *taint_of_content(struct heap *h, const struct state *s,
					    const struct content *c, unsigned depth)
{
	const struct taint *t = taint_of(h, s, c->rest, depth);

	for (uint32_t i = 0; i < c->count; i++)
		t = taint_join(h->arena, t,
			       taint_of(h, s, c->items ? c->items[i] : c->entries[i].value, depth));
	return t;
}

static const struct taint *taint_of(struct heap *h, const struct state *s, const struct value *v,
				    unsigned depth)
{
	const struct taint *t = v ? v->taint : NULL;

	for (int i = 0; v && depth && i < v->object_count; i++) {
		const struct content *c = state_content(s, v->objects[i]);

		if (c)
			t = taint_join(h->arena, t, taint_of_content(h, s, c, depth - 1));
	}
	return t;
}

const struct taint *state_taint(struct heap *h, const struct state *s, const struct value *v)
{
	return taint_of(h, s, v, DEPTH);
}
