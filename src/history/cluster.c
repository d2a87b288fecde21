/*
 * cluster.c - the third step: slots that refer to each other belong together.
 *
 * Over all versions at once: a reference in any of them ties its paths for good. A
 * cluster may so be larger than it needs to be at one commit, which costs a little work
 * and changes no answer.
 */
#include <string.h>

#include "facts/collect.h"
#include "history/steps.h"
#include "resolve/unit.h"

struct clustering {
	struct history *h;
	const struct history_paths *paths;
	unsigned *above; /* union-find: of each slot */
	struct strata_map seen; /* folder NUL pattern -> 1: ties that were made before */
	struct strata_arena arena;
};

static unsigned top_of(struct clustering *c, unsigned slot)
{
	while (c->above[slot] != slot) {
		c->above[slot] = c->above[c->above[slot]];
		slot = c->above[slot];
	}
	return slot;
}

static void tie(struct clustering *c, unsigned a, unsigned b)
{
	a = top_of(c, a);
	b = top_of(c, b);
	if (a < b)
		c->above[b] = a;
	else
		c->above[a] = b;
}

static void tie_path(struct clustering *c, unsigned slot, struct strata_str path)
{
	size_t first;

	if (!path.ptr || !strata_map_get(&first, &c->paths->by_path, path) || first < 2)
		return;
	for (size_t other = first - 1; other; other = c->paths->next.items[other - 1])
		tie(c, slot, (unsigned)other - 1);
}

static void tie_folder(struct clustering *c, unsigned slot, struct strata_str folder)
{
	size_t index;

	if (!folder.ptr || !strata_map_get(&index, &c->paths->by_folder, folder))
		return;
	for (size_t i = 0; i < c->paths->folders.items[index].count; i++)
		tie(c, slot, c->paths->folders.items[index].items[i]);
}

static bool has_wildcard(struct strata_str pattern)
{
	return strata_str_chr(pattern, '*') != STRATA_NPOS || strata_str_chr(pattern, '?') != STRATA_NPOS;
}

/* The slots of the same format in the folders that a pattern means. */
static void tie_members(struct clustering *c, unsigned slot, struct strata_str pattern)
{
	const struct history_slots *slots = &c->h->slots;
	struct strata_str key;
	bool added;

	if (!pattern.ptr)
		return;
	key = strata_arena_printf(&c->arena, "%u %.*s", slot, STRATA_ARG(pattern));
	strata_map_at(&c->seen, key, &added);
	if (!added)
		return;
	for (unsigned i = 0; i < slots->count; i++)
		if (slots->items[i].format == slots->items[slot].format &&
		    strata_glob_match(pattern, strata_path_dir(slots->items[i].path)))
			tie(c, slot, i);
}

static void tie_reference(struct clustering *c, unsigned slot, const struct strata_reference *ref)
{
	struct strata_str folder = strata_path_dir(c->h->slots.items[slot].path), path = ref->path;
	bool not = path.len && path.ptr[0] == '!';

	path = unit_path(&c->arena, folder, strata_str_skip(path, not));
	if (ref->kind != STRATA_REF_MEMBER)
		tie_path(c, slot, path);
	else if (has_wildcard(ref->path))
		tie_members(c, slot, path);
	else
		tie_folder(c, slot, path);
}

static void tie_version(struct clustering *c, const struct history_version *version)
{
	const struct strata_facts *facts = &version->file->facts;
	struct strata_str folder = strata_path_dir(version->file->path);

	for (size_t i = 0; i < facts->references.count; i++)
		tie_reference(c, version->slot, &facts->references.items[i]);
	for (size_t i = 0; i < facts->roots.count; i++)
		if (facts->roots.items[i].dir.len)
			tie_folder(c, version->slot,
				   unit_path(&c->arena, folder, facts->roots.items[i].dir));
}

static void number_clusters(struct clustering *c)
{
	struct history *h = c->h;
	unsigned *number = strata_arena_alloc(&c->arena, (h->slots.count + 1) * sizeof(*number));

	for (unsigned i = 0; i < h->slots.count; i++)
		if (top_of(c, i) == i)
			number[i] = h->cluster_count++;
	h->clusters = strata_arena_alloc(&h->arena, (h->cluster_count + 1) * sizeof(*h->clusters));
	for (unsigned i = 0; i < h->slots.count; i++) {
		h->slots.items[i].cluster = number[top_of(c, i)];
		*strata_vec_push(&h->arena, &h->clusters[h->slots.items[i].cluster]) = i;
	}
}

void history_cluster(struct history *h, const struct history_paths *paths)
{
	struct clustering c = { .h = h, .paths = paths };

	c.seen = STRATA_MAP_INIT(&c.arena);
	c.above = strata_arena_alloc(&c.arena, (h->slots.count + 1) * sizeof(*c.above));
	for (unsigned i = 0; i < h->slots.count; i++)
		c.above[i] = i;
	for (size_t i = 0; i < h->versions.count; i++)
		if (h->versions.items[i].file)
			tie_version(&c, &h->versions.items[i]);
	number_clusters(&c);
	strata_arena_release(&c.arena);
}
