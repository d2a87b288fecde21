/*
 * content.c - lists and maps, as far as places and keys are constant.
 *
 * A list keeps its items in order while every change is at a place that is known; a map its
 * entries by the text of their keys. What is put anywhere else goes to `rest`, which every
 * reading may then meet.
 */
#include "sast/state.h"
#include "strata/limits.h"

static struct content *copy_of(struct heap *h, const struct content *c)
{
	struct content *out = strata_arena_alloc(h->arena, sizeof *out);

	*out = *c;
	return out;
}

const struct value *content_any(struct heap *h, const struct content *c)
{
	const struct value *all = c->rest;

	for (uint32_t i = 0; i < c->count; i++)
		all = value_join(h->arena, all, c->items ? c->items[i] : c->entries[i].value);
	return all;
}

const struct value *content_key(const struct content *c, struct strata_str key)
{
	for (uint32_t i = 0; c->entries && i < c->count; i++)
		if (strata_str_eq(c->entries[i].key, key))
			return c->entries[i].value;
	return NULL;
}

/* A place in a list, counted from its end when negative; -1 when it is none that is known. */
static int64_t place_in(const struct content *c, const struct value *at)
{
	const struct constant *only = value_only(at);
	int64_t place;

	if (!only || only->type != CONSTANT_NUMBER || !c->items)
		return -1;
	place = only->number < 0 ? only->number + c->count : only->number;
	return place < c->count ? place : -1;
}

const struct value *content_get(struct heap *h, const struct content *c, const struct value *at)
{
	const struct constant *only = value_only(at);
	const struct value *found = NULL;
	int64_t place = place_in(c, at);

	if (c->kind == CONTENT_LIST && place >= 0)
		return value_join(h->arena, c->items[place], c->rest);
	if ((c->kind == CONTENT_MAP || c->kind == CONTENT_INSTANCE) && only) {
		found = content_key(c, constant_text(h->arena, only));
		return value_join(h->arena, found, c->rest);
	}
	found = content_any(h, c);
	return found;
}

static const struct content *set_entry(struct heap *h, const struct content *c,
				       struct strata_str key, const struct value *v)
{
	struct content *out = copy_of(h, c);
	struct content_entry *entries;
	uint32_t at = 0;

	entries = strata_arena_alloc(h->arena, (c->count + 1) * sizeof *entries);
	if (c->count)
		memcpy(entries, c->entries, c->count * sizeof *entries);
	while (at < c->count && !strata_str_eq(entries[at].key, key))
		at++;
	if (at == STRATA_LIMIT_FLOW_ITEMS)
		return content_add_rest(h, c, v);
	entries[at] = (struct content_entry){ key, v };
	out->entries = entries;
	out->count = at == c->count ? at + 1 : c->count;
	return out;
}

const struct content *content_set(struct heap *h, const struct content *c, const struct value *at,
				  const struct value *v)
{
	const struct constant *only = value_only(at);
	int64_t place = place_in(c, at);

	if (c->kind == CONTENT_LIST && place >= 0) {
		struct content *out = copy_of(h, c);
		const struct value **items =
			strata_arena_alloc(h->arena, c->count * sizeof *items);

		memcpy(items, c->items, c->count * sizeof *items);
		items[place] = v;
		out->items = items;
		return out;
	}
	if ((c->kind == CONTENT_MAP || c->kind == CONTENT_INSTANCE) && only)
		return set_entry(h, c, constant_text(h->arena, only), v);
	return content_add_rest(h, c, v);
}

const struct content *content_insert(struct heap *h, const struct content *c, uint32_t at,
				     const struct value *v)
{
	struct content *out;
	const struct value **items;

	if (c->kind != CONTENT_LIST || c->rest || at > c->count ||
	    c->count >= STRATA_LIMIT_FLOW_ITEMS)
		return content_add_rest(h, c, v);
	out = copy_of(h, c);
	items = strata_arena_alloc(h->arena, (c->count + 1) * sizeof *items);
	if (at)
		memcpy(items, c->items, at * sizeof *items);
	items[at] = v;
	if (at < c->count)
		memcpy(items + at + 1, c->items + at, (c->count - at) * sizeof *items);
	out->items = items;
	out->count++;
	return out;
}

const struct content *content_append(struct heap *h, const struct content *c, const struct value *v)
{
	return content_insert(h, c, c->count, v);
}

static const struct content *remove_entry(struct heap *h, const struct content *c,
					  struct strata_str key)
{
	struct content *out = copy_of(h, c);
	struct content_entry *entries =
		strata_arena_alloc(h->arena, (c->count + 1) * sizeof *entries);

	out->count = 0;
	for (uint32_t i = 0; i < c->count; i++)
		if (!strata_str_eq(c->entries[i].key, key))
			entries[out->count++] = c->entries[i];
	out->entries = entries;
	return out;
}

/* Without one item that nobody knows, all others may be anywhere. */
static const struct content *forget_places(struct heap *h, const struct content *c)
{
	struct content *out = copy_of(h, c);

	out->rest = content_any(h, c);
	out->items = NULL;
	out->entries = NULL;
	out->count = 0;
	return out;
}

const struct content *content_remove(struct heap *h, const struct content *c,
				     const struct value *at)
{
	const struct constant *only = value_only(at);
	int64_t place = place_in(c, at);
	const struct value **items;
	struct content *out;

	if (c->kind == CONTENT_MAP && only)
		return remove_entry(h, c, constant_text(h->arena, only));
	if (c->kind != CONTENT_LIST)
		return c;
	if (place < 0)
		return forget_places(h, c);
	out = copy_of(h, c);
	items = strata_arena_alloc(h->arena, c->count * sizeof *items);
	memcpy(items, c->items, (size_t)place * sizeof *items);
	memcpy(items + place, c->items + place + 1,
	       (c->count - (size_t)place - 1) * sizeof *items);
	out->items = items;
	out->count--;
	return out;
}

const struct content *content_add_rest(struct heap *h, const struct content *c,
				       const struct value *v)
{
	struct content *out = copy_of(h, c);

	out->rest = value_join(h->arena, c->rest, v);
	return out;
}

const struct content *content_empty(struct heap *h, enum content_kind kind)
{
	struct content *out = strata_arena_alloc(h->arena, sizeof *out);

	out->kind = kind;
	return out;
}
