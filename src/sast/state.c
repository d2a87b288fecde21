/*
 * state.c - cells, and how the states of two ways become one.
 */
#include "sast/state.h"
#include "strata/limits.h"

#define DEPTH 6 /* objects in objects that are looked into */

uint32_t heap_cell(struct heap *h, bool object)
{
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

const void *state_get(const struct state *s, uint32_t cell)
{
	return cell < s->count ? s->cells[cell] : NULL;
}

void state_set(struct heap *h, struct state *s, uint32_t cell, const void *holds)
{
	if (cell >= s->capacity) {
		uint32_t capacity = s->capacity ? 2 * s->capacity : 64;
		const void **grown;

		while (capacity <= cell)
			capacity *= 2;
		grown = strata_arena_alloc(h->arena, capacity * sizeof *grown);
		if (s->count)
			memcpy(grown, s->cells, s->count * sizeof *grown);
		s->cells = grown;
		s->capacity = capacity;
	}
	if (cell >= s->count) {
		memset(s->cells + s->count, 0, (cell + 1 - s->count) * sizeof *s->cells);
		s->count = cell + 1;
	}
	s->cells[cell] = holds;
}

struct state state_copy(struct heap *h, const struct state *s)
{
	struct state copy = { .count = s->count, .capacity = s->count, .dead = s->dead };

	if (s->count) {
		copy.cells = strata_arena_alloc(h->arena, s->count * sizeof *copy.cells);
		memcpy(copy.cells, s->cells, s->count * sizeof *copy.cells);
	}
	return copy;
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

bool state_join(struct heap *h, struct state *into, const struct state *other)
{
	bool changed = false;

	if (other->dead)
		return false;
	if (into->dead) {
		*into = state_copy(h, other);
		return true;
	}
	for (uint32_t i = 1; i < other->count; i++) {
		const void *x = state_get(into, i), *y = other->cells[i], *both;

		if (x == y || !y)
			continue;
		if (h->is_object[i])
			both = join_contents(h, x, y);
		else
			both = value_join(h->arena, x, y);
		if (both == x)
			continue;
		changed = true;
		state_set(h, into, i, both);
	}
	return changed;
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
