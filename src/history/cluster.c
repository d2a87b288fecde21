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
	struct strata_map seen; /* slot and pattern: ties that were made before */
	struct strata_map by_root; /* format and name of a root -> index into rooted */
	struct history_folders rooted; /* the slots whose versions have that root */
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

static struct strata_str root_key(struct clustering *c, const struct strata_format *format,
				  struct strata_str name)
{
	return strata_arena_printf(&c->arena, "%s\n%.*s", format->name, STRATA_ARG(name));
}

/* Projects are found by name, too: a pom's parent, import or sibling. */
static void index_roots(struct clustering *c, const struct history_version *version)
{
	const struct strata_roots *roots = &version->file->facts.roots;
	bool added;

	for (size_t i = 0; i < roots->count; i++) {
		size_t *index;

		if (!roots->items[i].name.len)
			continue;
		index = strata_map_at(&c->by_root, root_key(c, version->file->format,
							    roots->items[i].name), &added);
		if (added) {
			*index = c->rooted.count;
			strata_vec_push(&c->arena, &c->rooted);
		}
		*strata_vec_push(&c->arena, &c->rooted.items[*index]) = version->slot;
	}
}

static void tie_root(struct clustering *c, unsigned slot, struct strata_str name)
{
	size_t index;

	if (!name.len ||
	    !strata_map_get(&index, &c->by_root, root_key(c, c->h->slots.items[slot].format, name)))
		return;
	for (size_t i = 0; i < c->rooted.items[index].count; i++)
		tie(c, slot, c->rooted.items[index].items[i]);
}

/* What a file takes over from the nearest of that name above the path. */
static void tie_above(struct clustering *c, unsigned slot, struct strata_str path)
{
	struct strata_str base = strata_path_base(path), folder = strata_path_dir(path);

	while (folder.len) {
		folder = strata_path_dir(folder);
		tie_path(c, slot, folder.len ? strata_arena_join(&c->arena, folder, STRATA_STR("/"), base)
					     : base);
	}
}

static void tie_packages(struct clustering *c, const struct history_version *version)
{
	const struct strata_packages *packages = &version->file->facts.packages;
	bool above = false;

	for (size_t i = 0; i < packages->count; i++) {
		if (version->file->format->pin)
			tie_root(c, version->slot, packages->items[i].name);
		above = above || (packages->items[i].inherits.ptr && !packages->items[i].offered);
	}
	if (above)
		tie_above(c, version->slot, c->h->slots.items[version->slot].path);
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
	tie_root(c, slot, ref->name);
	if (!ref->path.ptr)
		return;
	if (ref->kind == STRATA_REF_MEMBER && has_wildcard(ref->path))
		tie_members(c, slot, path);
	else if (ref->kind == STRATA_REF_MEMBER)
		tie_folder(c, slot, path);
	else if (has_wildcard(ref->path))
		tie_folder(c, slot, path.ptr ? strata_path_dir(path) : STRATA_NONE);
	else
		tie_path(c, slot, path);
	if (ref->kind == STRATA_REF_ABOVE && path.ptr)
		tie_above(c, slot, path);
}

static void tie_version(struct clustering *c, const struct history_version *version)
{
	const struct strata_facts *facts = &version->file->facts;
	struct strata_str folder = strata_path_dir(version->file->path);

	for (size_t i = 0; i < facts->references.count; i++)
		tie_reference(c, version->slot, &facts->references.items[i]);
	tie_packages(c, version);
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
	c.by_root = STRATA_MAP_INIT(&c.arena);
	for (size_t i = 0; i < h->versions.count; i++)
		if (h->versions.items[i].file)
			index_roots(&c, &h->versions.items[i]);
	for (size_t i = 0; i < h->versions.count; i++)
		if (h->versions.items[i].file)
			tie_version(&c, &h->versions.items[i]);
	number_clusters(&c);
	strata_arena_release(&c.arena);
}
