/* node.c - one tree for JSON, TOML, YAML and XML; see node.h. */
#include "text/node.h"

#include "strata/map.h"

const struct node *node_get_str(const struct node *map, struct strata_str key)
{
	const struct node *found = NULL;

	if (!map || map->type != NODE_MAP)
		return NULL;
	for (const struct node *n = map->first; n; n = n->next)
		if (strata_str_eq(n->key, key))
			found = n;
	return found;
}

const struct node *node_get(const struct node *map, const char *key)
{
	return node_get_str(map, strata_str_of(key));
}

static const struct node *typed(const struct node *map, const char *key, enum node_type type)
{
	const struct node *n = node_get(map, key);

	return n && n->type == type ? n : NULL;
}

const struct node *node_map(const struct node *map, const char *key)
{
	return typed(map, key, NODE_MAP);
}

const struct node *node_array(const struct node *map, const char *key)
{
	return typed(map, key, NODE_ARRAY);
}

struct strata_str node_text(const struct node *map, const char *key)
{
	const struct node *n = node_get(map, key);

	return n && n->type != NODE_NULL && n->type != NODE_ARRAY ? n->text : STRATA_NONE;
}

bool node_true(const struct node *map, const char *key)
{
	const struct node *n = typed(map, key, NODE_BOOL);

	return n && strata_str_eq(n->text, STRATA_STR("true"));
}

const struct node *node_path(const struct node *map, const char *path)
{
	struct strata_str key, rest = strata_str_of(path);

	while (map && rest.ptr) {
		strata_str_cut(&key, &rest, rest, '/');
		map = node_get_str(map, key);
	}
	return map;
}

struct node *node_append(struct strata_arena *arena, struct node *parent, enum node_type type,
			 unsigned line)
{
	struct node *n = strata_arena_alloc(strata_arena_trees(arena), sizeof(*n));

	n->type = type;
	n->line = line;
	if (!parent)
		return n;
	if (parent->last)
		parent->last->next = n;
	else
		parent->first = n;
	parent->last = n;
	parent->count++;
	return n;
}

enum { FEW = 8 }; /* up to here comparing beats hashing */

static const struct node *duplicate_in(const struct node *map, struct strata_arena *scratch)
{
	struct strata_map seen = STRATA_MAP_INIT(scratch);
	bool added;

	for (const struct node *n = map->first; n; n = n->next) {
		if (map->count <= FEW) {
			for (const struct node *m = map->first; m != n; m = m->next)
				if (strata_str_eq(m->key, n->key))
					return n;
		} else {
			strata_map_at(&seen, n->key, &added);
			if (!added)
				return n;
		}
	}
	return NULL;
}

/* Depth is bounded: the readers stop at STRATA_LIMIT_NESTING. */
bool node_duplicate(struct strata_str *key, unsigned *line, const struct node *top,
		    struct strata_arena *scratch)
{
	const struct node *twin = NULL;

	if (!top)
		return false;
	if (top->type == NODE_MAP)
		twin = duplicate_in(top, scratch);
	if (twin) {
		*key = twin->key;
		*line = twin->line;
		return true;
	}
	for (const struct node *n = top->first; n; n = n->next)
		if (n->first && node_duplicate(key, line, n, scratch))
			return true;
	return false;
}
