/*
 * index_folder.c - the index as folders of names, the way trees are; see compare.h.
 *
 * Entries are sorted by whole paths, which is git's order of trees too: what is below
 * a folder stands together, and where it ends is found by halving.
 */
#include <string.h>

#include "source/compare.h"

static struct strata_str path_at(const struct compare_range *range, size_t at)
{
	return range->entries->items[at].path;
}

/* The first entry that does not begin with as many bytes as the one at `from` does. */
static size_t end_of(const struct compare_range *range, size_t bytes)
{
	struct strata_str folder = strata_str_take(path_at(range, range->from), bytes);
	size_t low = range->from, high = range->to;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (strata_str_starts(path_at(range, middle), folder))
			low = middle;
		else
			high = middle;
	}
	return high;
}

/* The cached tree counts only where it is about as many entries as there are. */
static void take_folder(struct compare_cursor *c, size_t name)
{
	struct compare_range *r = &c->range, inside = *r;

	inside.prefix = r->prefix + name + 1;
	inside.to = end_of(r, inside.prefix);
	inside.cached = cached_tree_folder(r->cached, c->entry.name);
	c->entry.mode = PARSE_FOLDER;
	c->entry.id = NULL;
	if (inside.cached && inside.cached->id && inside.cached->entries == inside.to - inside.from)
		c->entry.id = inside.cached->id;
	c->inside = inside;
	r->from = inside.to;
}

static void take_entry(struct compare_cursor *c, const struct index_entry *e)
{
	c->entry.mode = e->mode == INDEX_FILE ? PARSE_FILE : PARSE_OTHER;
	c->entry.id = e->id;
	c->range.from++;
}

/* A folder outside of a sparse checkout is one entry, "folder/", with its tree's id. */
static void take_sparse(struct compare_cursor *c, const struct index_entry *e)
{
	c->entry.mode = PARSE_FOLDER;
	c->entry.id = e->id;
	c->inside = (struct compare_range){ 0 };
	c->range.from++;
}

void compare_next_staged(struct compare_cursor *c)
{
	struct compare_range *r = &c->range;
	const struct index_entry *e;
	struct strata_str rest;
	size_t slash;

	c->entry.mode = PARSE_END;
	/* Unmerged paths, and those that are only announced, are no part of a commit. */
	while (r->from < r->to && (r->entries->items[r->from].stage ||
				   r->entries->items[r->from].intent_to_add))
		r->from++;
	if (r->from >= r->to)
		return;
	e = &r->entries->items[r->from];
	rest = strata_str_skip(e->path, r->prefix);
	slash = strata_str_chr(rest, '/');
	c->entry.name = slash == STRATA_NPOS ? rest : strata_str_take(rest, slash);
	if (slash == STRATA_NPOS)
		take_entry(c, e);
	else if (slash + 1 == rest.len && e->mode == INDEX_FOLDER)
		take_sparse(c, e);
	else
		take_folder(c, slash);
}
