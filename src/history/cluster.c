/*
 * cluster.c - the third step: slots that refer to each other belong together.
 *
 * Over all versions at once: a reference in any of them ties its paths for good. A
 * cluster may so be larger than it needs to be at one commit, which costs a little work
 * and changes no answer.
 */
#include <string.h>

#include "history/recall.h"
#include "history/steps.h"

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

	if (!strata_map_get(&first, &c->paths->by_path, path) || first < 2)
		return;
	for (size_t other = first - 1; other; other = c->paths->next.items[other - 1])
		tie(c, slot, (unsigned)other - 1);
}

static void tie_folder(struct clustering *c, unsigned slot, struct strata_str folder)
{
	size_t index;

	if (!strata_map_get(&index, &c->paths->by_folder, folder))
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
static void add_root(struct clustering *c, unsigned slot, struct strata_str name)
{
	bool added;
	size_t *index = strata_map_at(&c->by_root, root_key(c, c->h->slots.items[slot].format, name),
				      &added);

	if (added) {
		*index = c->rooted.count;
		strata_vec_push(&c->arena, &c->rooted);
	}
	*strata_vec_push(&c->arena, &c->rooted.items[*index]) = slot;
}

static void tie_root(struct clustering *c, unsigned slot, struct strata_str name)
{
	size_t index;

	if (!strata_map_get(&index, &c->by_root, root_key(c, c->h->slots.items[slot].format, name)))
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

/* The slots of the same format in the folders that a pattern means. */
static void tie_members(struct clustering *c, unsigned slot, struct strata_str pattern)
{
	const struct history_slots *slots = &c->h->slots;
	struct strata_str key;
	bool added;

	key = strata_arena_printf(&c->arena, "%u %.*s", slot, STRATA_ARG(pattern));
	strata_map_at(&c->seen, key, &added);
	if (!added)
		return;
	for (unsigned i = 0; i < slots->count; i++)
		if (slots->items[i].format == slots->items[slot].format &&
		    strata_glob_match(pattern, strata_path_dir(slots->items[i].path)))
			tie(c, slot, i);
}

static void follow(struct clustering *c, unsigned slot, const struct history_link *link)
{
	switch (link->kind) {
	case HISTORY_LINK_PATH: tie_path(c, slot, link->text); break;
	case HISTORY_LINK_FOLDER: tie_folder(c, slot, link->text); break;
	case HISTORY_LINK_MEMBERS: tie_members(c, slot, link->text); break;
	case HISTORY_LINK_ROOT: tie_root(c, slot, link->text); break;
	case HISTORY_LINK_ABOVE: tie_above(c, slot, link->text); break;
	case HISTORY_LINK_IS_ROOT: case HISTORY_LINK_DRAWS: case HISTORY_LINK_KINDS: break;
	}
}

/* Those that are known; of a history that was put together by hand, those of the facts. */
static const struct history_links *links_of(struct clustering *c, size_t version)
{
	static const struct history_links none;
	const struct history_version *v = &c->h->versions.items[version];
	struct history_links *links;

	if (!v->file)
		return &none;
	if (c->h->recall)
		return &c->h->recall->versions.items[v->known].links;
	links = strata_arena_alloc(&c->arena, sizeof(*links));
	history_find_links(links, v->file, &c->arena);
	return links;
}

static void index_roots(struct clustering *c, size_t version)
{
	const struct history_links *links = links_of(c, version);

	for (size_t i = 0; i < links->count; i++)
		if (links->items[i].kind == HISTORY_LINK_IS_ROOT)
			add_root(c, c->h->versions.items[version].slot, links->items[i].text);
}

static void tie_version(struct clustering *c, size_t version)
{
	const struct history_links *links = links_of(c, version);

	for (size_t i = 0; i < links->count; i++)
		follow(c, c->h->versions.items[version].slot, &links->items[i]);
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
		index_roots(&c, i);
	for (size_t i = 0; i < h->versions.count; i++)
		tie_version(&c, i);
	number_clusters(&c);
	strata_arena_release(&c.arena);
}
