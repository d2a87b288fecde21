/*
 * nodes.c - the nodes of a search, and what they ask for; see search.h.
 *
 * A node comes to be when it is first asked for, and its page is on its way from then on;
 * what a release of it asks for is read when it is first tried.
 */
#include "resolve/pypi/search.h"

#include <limits.h>

#include "strata/buf.h"

/* --- nodes ------------------------------------------------------------------------------------ */

static int compare_strs(const void *a, const void *b)
{
	return strata_str_cmp(*(const struct strata_str *)a, *(const struct strata_str *)b);
}

static void read_extras(struct strata_strs *out, struct strata_str text, struct strata_arena *arena)
{
	struct strata_str extra;
	size_t kept = 0;

	while (text.ptr) {
		strata_str_cut(&extra, &text, text, ',');
		extra = strata_str_trim(extra);
		if (extra.len)
			*strata_vec_push(arena, out) = strata_name_pep503(arena, extra);
	}
	strata_vec_sort(out, compare_strs);
	for (size_t i = 0; i < out->count; i++)
		if (!kept || !strata_str_eq(out->items[kept - 1], out->items[i]))
			out->items[kept++] = out->items[i];
	out->count = kept;
}

static struct strata_str key_of(struct strata_str name, const struct strata_strs *extras,
				struct strata_arena *arena)
{
	struct strata_buf key = STRATA_BUF_INIT;
	struct strata_str out;

	if (!extras->count)
		return name;
	strata_buf_add(&key, name);
	for (size_t i = 0; i < extras->count; i++) {
		strata_buf_addc(&key, i ? ',' : '[');
		strata_buf_add(&key, extras->items[i]);
	}
	strata_buf_addc(&key, ']');
	out = strata_arena_dup(arena, strata_buf_str(&key));
	strata_buf_release(&key);
	return out;
}

static unsigned node_of(struct pypi_search *s, struct strata_str name,
			const struct strata_strs *extras)
{
	struct strata_str key = key_of(name, extras, s->arena);
	struct pypi_node *node;
	size_t *index, at;
	bool added;

	index = strata_map_at(&s->by_key, key, &added);
	if (!added)
		return (unsigned)*index;
	*index = at = s->nodes.count;
	node = strata_arena_alloc(s->arena, sizeof(*node));
	*strata_vec_push(s->arena, &s->nodes) = node;
	*node = (struct pypi_node){ .key = key, .extras = *extras, .base = (unsigned)at,
				    .depth = UINT_MAX, .order = UINT_MAX, .pick = -1 };
	if (extras->count)
		node->base = node_of(s, name, &(struct strata_strs){ 0 });
	else
		pypi_project_want(s->finder, name);
	return (unsigned)at;
}

struct pypi_project *pypi_search_project(struct pypi_search *s, unsigned index)
{
	struct pypi_node *node = s->nodes.items[index];

	if (!node->project)
		node->project = pypi_project_get(s->finder, s->nodes.items[node->base]->key);
	if (!node->asks)
		node->asks = strata_arena_alloc(s->arena, (node->project->releases.count + 1) *
								  sizeof(struct pypi_wants *));
	return node->project;
}

/* --- what is asked for ------------------------------------------------------------------------ */

static struct pypi_want *add_want(struct pypi_search *s, struct pypi_wants *out, unsigned node,
				  struct strata_str specifier, int from)
{
	struct pypi_want *w = pypi_want(node, specifier, from, s->arena);

	*strata_vec_push(s->arena, out) = w;
	return w;
}

/* A project with extras is asked for with them, and in that release without: as pip does. */
static int add_requirement(struct pypi_search *s, struct pypi_wants *out,
			   const struct python_requirement *r, int from)
{
	struct strata_strs extras = { 0 };
	unsigned node;

	if (r->url.len) {
		*strata_vec_push(s->arena, &s->direct) = r->name;
		return -1;
	}
	read_extras(&extras, r->extras, s->arena);
	node = node_of(s, strata_name_pep503(s->arena, r->name), &extras);
	add_want(s, out, node, r->specifier, from);
	if (extras.count && r->specifier.len)
		add_want(s, out, s->nodes.items[node]->base, r->specifier, from);
	return (int)node;
}

static bool is_asked(struct pypi_search *s, const struct pypi_node *node, struct strata_str marker)
{
	const struct pypi_target *target = s->finder->target;

	if (!node->extras.count)
		return pypi_marker_holds(target, marker, STRATA_STR(""), s->arena);
	for (size_t i = 0; i < node->extras.count; i++)
		if (pypi_marker_holds(target, marker, node->extras.items[i], s->arena))
			return true;
	return false;
}

const struct pypi_wants *pypi_search_asks(struct pypi_search *s, unsigned index, unsigned release)
{
	struct pypi_project *project = pypi_search_project(s, index);
	struct pypi_node *node = s->nodes.items[index];
	struct pypi_release *r = &project->releases.items[release];
	struct pypi_wants *asks = node->asks[release];

	if (asks)
		return asks;
	asks = strata_arena_alloc(s->arena, sizeof(*asks));
	node->asks[release] = asks;
	if (node->extras.count)
		add_want(s, asks, node->base, STRATA_NONE, (int)index)->exact = (int)release;
	pypi_release_read(s->finder, project, r);
	for (size_t i = 0; i < r->requires.count; i++)
		if (is_asked(s, node, r->requires.items[i].marker))
			add_requirement(s, asks, &r->requires.items[i], (int)index);
	return asks;
}

int pypi_search_ask(struct pypi_search *s, const struct python_requirement *r)
{
	int node = add_requirement(s, &s->roots, r, -1), first = node;

	if (node >= 0 && r->specifier.len)
		first = (int)s->nodes.items[node]->base;
	if (node >= 0 && s->nodes.items[first]->order == UINT_MAX)
		s->nodes.items[first]->order = (unsigned)s->roots.count;
	return node;
}

int pypi_search_find(struct pypi_search *s, const struct python_requirement *r)
{
	struct strata_str name = strata_name_pep503(s->arena, r->name);
	struct strata_strs extras = { 0 };
	size_t index;

	read_extras(&extras, r->extras, s->arena);
	return !r->url.len && strata_map_get(&index, &s->by_key, key_of(name, &extras, s->arena))
		       ? (int)index
		       : -1;
}

void pypi_search_limit(struct pypi_search *s, const struct python_requirement *r)
{
	unsigned node = node_of(s, strata_name_pep503(s->arena, r->name), &(struct strata_strs){ 0 });
	const struct pypi_want *before = s->nodes.items[node]->constraint;
	struct pypi_wants one = { 0 };
	struct strata_str specifier = r->specifier;

	if (before && before->specifier.len)
		specifier = specifier.len ? STRATA_CONCAT(s->arena, before->specifier,
							  STRATA_STR(","), specifier)
					  : before->specifier;
	s->nodes.items[node]->constraint = add_want(s, &one, node, specifier, -1);
}
