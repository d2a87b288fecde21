/*
 * formats.c - the formats that want a path; see discover.h.
 *
 * Asked for each file of a snapshot, mostly to say "none": so a path is looked up by
 * its base name and by its extension, and globs are tried only on what is left.
 */
#include "discover/discover.h"

static bool has_wildcard(struct strata_str s)
{
	return strata_str_chr(s, '*') != STRATA_NPOS || strata_str_chr(s, '?') != STRATA_NPOS;
}

/* What follows the last dot of a name; absent without one. */
static struct strata_str extension(struct strata_str name)
{
	size_t dot = strata_str_rchr(name, '.');

	return dot == STRATA_NPOS ? STRATA_NONE : strata_str_skip(name, dot + 1);
}

static struct discover_list *list_at(struct discover_table *t, struct strata_map *map,
				     struct strata_str key)
{
	bool added;
	size_t *index = strata_map_at(map, key, &added);

	if (added) {
		strata_vec_push(t->arena, &t->lists);
		*index = t->lists.count - 1;
	}
	return &t->lists.items[*index];
}

static void add_glob(struct discover_table *t, struct strata_str glob, size_t format)
{
	struct strata_str base = strata_path_base(glob), end = extension(base);
	struct discover_list *list = &t->others;

	if (!has_wildcard(base))
		list = list_at(t, &t->by_base, base);
	else if (end.ptr && !has_wildcard(end))
		list = list_at(t, &t->by_extension, end);
	*strata_vec_push(t->arena, list) = format;
}

void discover_table_init(struct discover_table *t, struct strata_arena *arena,
			 const struct strata_format *(*at)(size_t index))
{
	const struct strata_format *format;

	*t = (struct discover_table){ .at = at, .arena = arena };
	t->by_base = t->by_extension = STRATA_MAP_INIT(arena);
	for (size_t i = 0; (format = at(i)); i++) {
		struct strata_str glob, rest = strata_str_of(format->files);

		while (rest.ptr) {
			strata_str_cut(&glob, &rest, rest, ' ');
			if (glob.len)
				add_glob(t, glob, i);
		}
	}
}

/* Keeps found sorted and without doubles: it has a handful at most. */
static void add_found(struct discover_list *found, size_t format, struct strata_arena *arena)
{
	size_t i = found->count;

	for (size_t k = 0; k < found->count; k++)
		if (found->items[k] == format)
			return;
	strata_vec_push(arena, found);
	for (; i > 0 && found->items[i - 1] > format; i--)
		found->items[i] = found->items[i - 1];
	found->items[i] = format;
}

static void try_list(struct discover_list *found, const struct discover_table *t,
		     const struct discover_list *list, struct strata_str path,
		     struct strata_arena *arena)
{
	for (size_t i = 0; i < list->count; i++)
		if (strata_format_wants(t->at(list->items[i]), path))
			add_found(found, list->items[i], arena);
}

void discover_formats(struct discover_formats *out, const struct discover_table *t,
		      struct strata_str path, struct strata_arena *arena)
{
	struct strata_str base = strata_path_base(path), end = extension(base);
	struct discover_list found = { 0 };
	size_t index;

	if (strata_map_get(&index, &t->by_base, base))
		try_list(&found, t, &t->lists.items[index], path, arena);
	if (end.ptr && strata_map_get(&index, &t->by_extension, end))
		try_list(&found, t, &t->lists.items[index], path, arena);
	try_list(&found, t, &t->others, path, arena);
	for (size_t i = 0; i < found.count; i++)
		*strata_vec_push(arena, out) = t->at(found.items[i]);
}
