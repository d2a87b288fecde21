/* sets.c - what hangs together in a tree of npm's, and the order of its names; see tree.h. */
#include "resolve/npm/tree.h"

static bool counts(struct npm_tree *t, struct npm_edge *e, const struct npm_gather *which)
{
	return !(which->not_to && e->to == which->not_to) &&
	       !(which->not_from && e->from == which->not_from) &&
	       !(which->not_conflicted && e->conflicted) &&
	       !(which->valid && !npm_edge_is_valid(t, e));
}

static void add(struct npm_nodes *out, struct npm_tree *t, struct npm_node *node, unsigned set)
{
	if (node->gathered == set)
		return;
	node->gathered = set;
	*strata_vec_push(t->arena, out) = node;
}

static bool is_needed_outside(struct npm_tree *t, const struct npm_node *node, unsigned set,
			      const struct npm_gather *which)
{
	for (size_t i = 0; i < node->in.count; i++)
		if (node->in.items[i]->from->gathered != set && counts(t, node->in.items[i], which))
			return true;
	return false;
}

void npm_gather(struct npm_nodes *out, struct npm_tree *t, const struct npm_nodes *from,
		const struct npm_gather *which)
{
	unsigned set = ++t->sets;
	size_t kept = 0;

	out->count = 0;
	for (size_t i = 0; i < from->count; i++)
		add(out, t, from->items[i], set);
	for (size_t i = 0; i < out->count; i++)
		for (size_t k = 0; k < out->items[i]->out.count; k++) {
			struct npm_edge *e = out->items[i]->out.items[k];

			if (e->to && counts(t, e, which))
				add(out, t, e->to, set);
		}
	for (bool changed = true; changed;) {
		changed = false;
		for (size_t i = 0; i < out->count; i++)
			if (out->items[i]->gathered == set &&
			    is_needed_outside(t, out->items[i], set, which)) {
				out->items[i]->gathered = 0;
				changed = true;
			}
	}
	for (size_t i = 0; i < out->count; i++)
		if (out->items[i]->gathered == set)
			out->items[kept++] = out->items[i];
	out->count = kept;
}

static void reach(struct npm_nodes *out, struct npm_tree *t, struct npm_node *node, unsigned set)
{
	for (; node; node = npm_node_up(node))
		add(out, t, node, set);
}

void npm_reach(struct npm_nodes *out, struct npm_tree *t, bool optional)
{
	unsigned set = ++t->sets;

	reach(out, t, t->top, set);
	for (size_t i = 0; i < out->count; i++) {
		struct npm_node *node = out->items[i];

		if (node->target)
			reach(out, t, node->target, set);
		for (size_t k = 0; k < node->out.count; k++)
			if (optional || node->out.items[k]->kind != NPM_ASK_PEER_OPTIONAL)
				reach(out, t, node->out.items[k]->to, set);
	}
}

void npm_reach_unlinked(struct npm_nodes *out, struct npm_tree *t)
{
	unsigned set = ++t->sets;

	add(out, t, t->top, set);
	for (size_t i = 0; i < out->count; i++)
		for (size_t k = 0; k < out->items[i]->out.count; k++) {
			struct npm_node *to = out->items[i]->out.items[k]->to;

			if (to && !to->target)
				add(out, t, to, set);
		}
}

static bool has(const struct npm_nodes *nodes, const struct npm_node *node)
{
	for (size_t i = 0; i < nodes->count; i++)
		if (nodes->items[i] == node)
			return true;
	return false;
}

static void add_new(struct npm_nodes *out, struct npm_tree *t, struct npm_node *node)
{
	if (!has(out, node))
		*strata_vec_push(t->arena, out) = node;
}

/* A node's peers, theirs, and so on. */
static void add_peers(struct npm_nodes *out, struct npm_tree *t)
{
	for (size_t i = 0; i < out->count; i++)
		for (size_t k = 0; k < out->items[i]->out.count; k++) {
			struct npm_edge *e = out->items[i]->out.items[k];

			if (e->to && npm_edge_is_peer(e) && npm_edge_is_valid(t, e))
				add_new(out, t, e->to);
		}
}

/* All that are held together by peers, in either direction. */
static void add_union(struct npm_nodes *out, struct npm_tree *t)
{
	for (size_t i = 0; i < out->count; i++) {
		struct npm_node *node = out->items[i];

		for (size_t k = 0; k < node->out.count; k++)
			if (node->out.items[k]->to && npm_edge_is_peer(node->out.items[k]) &&
			    npm_edge_is_valid(t, node->out.items[k]))
				add_new(out, t, node->out.items[k]->to);
		for (size_t k = 0; k < node->in.count; k++)
			if (npm_edge_is_peer(node->in.items[k]) &&
			    npm_edge_is_valid(t, node->in.items[k]))
				add_new(out, t, node->in.items[k]->from);
	}
}

void npm_peer_entries(struct npm_entries *out, struct npm_tree *t, struct npm_node *node)
{
	struct npm_nodes all = { 0 };

	out->count = 0;
	add_new(&all, t, node);
	add_union(&all, t);
	for (size_t i = 0; i < all.count; i++)
		for (size_t k = 0; k < all.items[i]->in.count; k++) {
			struct npm_edge *e = all.items[i]->in.items[k];
			struct npm_nodes peers = { 0 };

			if (!npm_edge_is_valid(t, e) ||
			    (npm_edge_is_peer(e) && !npm_node_is_top(e->from)))
				continue;
			add_new(&peers, t, all.items[i]);
			add_peers(&peers, t);
			if (has(&peers, node))
				*strata_vec_push(t->arena, out) = (struct npm_entry){ e, peers };
		}
}

/* --- order ----------------------------------------------------------------------------------- */

/*
 * The root collation of CLDR for what names and paths are made of: marks, digits, then
 * letters without regard to case; of texts that are the same so far, lower case first.
 */
static int weight(char c)
{
	static const struct strata_str marks = { "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$", 32 };
	size_t mark = strata_str_chr(marks, c);

	if (mark != STRATA_NPOS)
		return (int)mark + 1;
	if (strata_is_digit(c))
		return 64 + c - '0';
	if (strata_is_alpha(c))
		return 128 + strata_lower(c) - 'a';
	return 256 + (unsigned char)c;
}

int npm_collate(struct strata_str a, struct strata_str b)
{
	for (size_t i = 0; i < a.len && i < b.len; i++) {
		int x = weight(a.ptr[i]), y = weight(b.ptr[i]);

		if (x != y)
			return x - y;
	}
	if (a.len != b.len)
		return a.len < b.len ? -1 : 1;
	/* Lower case letters come after upper case ones as bytes. */
	return -strata_str_cmp(a, b);
}
