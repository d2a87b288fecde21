/* place.c - a package put in its place; see place.h. */
#include "resolve/npm/place.h"

struct placing {
	struct npm_tree *tree;
	struct npm_placement *p;
	struct npm_check *self; /* the last place where it could go without its peers */
};

/* --- where to ------------------------------------------------------------------------------ */

static struct npm_node *start_of(const struct npm_placement *p)
{
	return npm_deepest(p->parent ? start_of(p->parent) : p->edge->from, p->edge->id);
}

static struct npm_check *try(struct placing *pl, struct npm_node *target)
{
	struct npm_placement *p = pl->p;
	struct npm_check *c = strata_arena_alloc(pl->tree->arena, sizeof(*c));

	*c = (struct npm_check){
		.tree = pl->tree,
		.dep = p->dep,
		.target = target,
		.edge = p->edge,
		.parent = p->parent ? p->parent->check : NULL,
	};
	npm_check_place(c);
	return c;
}

static void find_place(struct placing *pl)
{
	struct npm_placement *p = pl->p;

	for (struct npm_node *n = start_of(p); n; n = npm_node_up(n)) {
		struct npm_edge *e = npm_node_edge(n, p->edge->id);
		struct npm_check *c;

		if (!npm_node_is_top(n) && e && npm_edge_is_peer(e))
			continue;
		c = try(pl, n);
		if (c->self != NPM_CAN_CONFLICT)
			pl->self = c;
		if (c->can == NPM_CAN_CONFLICT)
			return;
		p->check = c;
		if (p->dep->failed)
			return;
	}
}

/* Whether it is for the project itself: then npm gives up where peers conflict. */
static bool is_mine(struct npm_tree *t, const struct npm_placement *p)
{
	struct npm_entries entries = { 0 };
	bool peers = false;
	struct npm_node *from;

	while (p->parent)
		p = p->parent;
	from = p->edge->from;
	if (npm_node_is_own(from))
		return true;
	if (!npm_edge_is_peer(p->edge))
		return false;
	for (size_t i = 0; i < from->in.count; i++) {
		if (!npm_edge_is_peer(from->in.items[i]) && npm_node_is_own(from->in.items[i]->from))
			return true;
		peers = peers || npm_edge_is_peer(from->in.items[i]);
	}
	if (peers)
		npm_peer_entries(&entries, t, from);
	for (size_t i = 0; i < entries.count; i++)
		if (npm_node_is_own(entries.items[i].edge->from))
			return true;
	return false;
}

/* --- what it makes superfluous ------------------------------------------------------------------ */

static void remove_all(struct npm_tree *t, const struct npm_nodes *nodes)
{
	for (size_t i = 0; i < nodes->count; i++)
		npm_node_remove(t, nodes->items[i]);
}

static void gather_one(struct npm_nodes *out, struct npm_tree *t, struct npm_node *node,
		       const struct npm_gather *which)
{
	struct npm_nodes from = { 0 };

	*strata_vec_push(t->arena, &from) = node;
	npm_gather(out, t, &from, which);
}

static bool is_overridden(const struct npm_node *node)
{
	const struct npm_override *o = node->override;

	if (!o || !o->value || !strata_str_eq(o->name, node->name))
		return false;
	for (size_t i = 0; i < node->in.count; i++) {
		const struct npm_edge *e = node->in.items[i];

		if (e->override == o && strata_str_eq(o->value->text, npm_node_version(node)) &&
		    e->from->override != o)
			return true;
	}
	return false;
}

/* Whether all who ask for it would find another one that is as good. */
static bool may_dedupe(struct npm_tree *t, struct npm_node *node)
{
	struct npm_node *up = npm_node_up(node), *other;
	int order;

	if (node->bundled || !up || !npm_node_up(up))
		return false;
	if (!node->in.count)
		return true;
	other = npm_node_find(npm_node_up(up), node->id);
	if (!other)
		return false;
	if (npm_node_matches(other, node))
		return true;
	if (!npm_node_may_replace(t, other, node, NULL))
		return false;
	order = strata_version_npm.compare(npm_node_version(other), npm_node_version(node));
	return order == 0 || (order > 0 && !is_overridden(node));
}

static int compare_names(const void *a, const void *b)
{
	return npm_collate((*(struct npm_node *const *)a)->name, (*(struct npm_node *const *)b)->name);
}

/* The children as they are now: some go while they are looked at. */
static struct npm_nodes children_of(struct npm_tree *t, const struct npm_node *node)
{
	struct npm_nodes all = { 0 };

	for (size_t i = 0; i < node->children.count; i++)
		*strata_vec_push(t->arena, &all) = node->children.items[i];
	strata_vec_sort(&all, compare_names);
	return all;
}

static void prune(struct npm_tree *t, struct npm_node *node, bool descend)
{
	struct npm_gather which = { .not_to = node, .valid = true };
	struct npm_nodes some = { 0 };

	if (may_dedupe(t, node)) {
		gather_one(&some, t, node, &which);
		remove_all(t, &some);
		return;
	}
	if (!descend)
		return;
	some = children_of(t, node);
	for (size_t i = 0; i < some.count; i++)
		prune(t, some.items[i], true);
	for (size_t m = 0; m < node->members.count; m++) {
		some = children_of(t, node->members.items[m]);
		for (size_t i = 0; i < some.count; i++)
			prune(t, some.items[i], true);
	}
}

static void find_named(struct npm_nodes *out, struct npm_tree *t, struct npm_node *node, unsigned id)
{
	for (size_t i = 0; i < node->children.count; i++) {
		if (node->children.items[i]->id == id)
			*strata_vec_push(t->arena, out) = node->children.items[i];
		find_named(out, t, node->children.items[i], id);
	}
	for (size_t i = 0; i < node->members.count; i++)
		find_named(out, t, node->members.items[i], id);
}

/* Copies deeper in the tree that the new one can stand for. */
static void prune_below(struct npm_tree *t, struct npm_node *target, unsigned id)
{
	struct npm_nodes named = { 0 };

	find_named(&named, t, target, id);
	for (size_t i = 0; i < named.count; i++) {
		struct npm_node *node = named.items[i];
		struct npm_nodes kids;

		if (node->root != target->root)
			continue;
		prune(t, node, false);
		if (node->root != target->root)
			continue;
		kids = children_of(t, node);
		for (size_t k = 0; k < kids.count; k++)
			if (kids.items[k]->root == target->root)
				prune(t, kids.items[k], false);
	}
}

/* --- in the place of another ---------------------------------------------------------------------- */

static void append(struct npm_nodes *to, struct npm_tree *t, const struct npm_nodes *from)
{
	for (size_t i = 0; i < from->count; i++)
		*strata_vec_push(t->arena, to) = from->items[i];
}

/* What the old one asked for and the new one does not. */
static void gather_dropped(struct npm_nodes *out, struct npm_tree *t, const struct npm_node *old,
			   const struct npm_node *placed)
{
	struct npm_nodes some = { 0 };

	for (size_t i = 0; i < old->out.count; i++) {
		struct npm_gather which = { .not_to = old->out.items[i]->to };

		if (!which.not_to || npm_node_edge(placed, old->out.items[i]->id))
			continue;
		gather_one(&some, t, old->out.items[i]->to, &which);
		append(out, t, &some);
	}
}

/* Sets of peers at this level that the new one does not suit: those that can go deeper do so. */
static void gather_unhappy(struct npm_nodes *out, struct placing *pl, struct npm_node *old)
{
	struct npm_tree *t = pl->tree;
	struct npm_node *placed = pl->p->placed, *target = old->parent;

	for (size_t i = 0; i < old->in.count; i++) {
		struct npm_edge *e = old->in.items[i];
		struct npm_entries entries = { 0 };

		if (npm_node_satisfies(t, placed, e) || !npm_edge_is_peer(e) ||
		    e->from->parent != target || e->conflicted)
			continue;
		npm_peer_entries(&entries, t, e->from);
		for (size_t k = 0; k < entries.count; k++) {
			struct npm_edge *entry = entries.items[k].edge;
			struct npm_gather which = { .not_to = entry->to, .not_conflicted = true };
			struct npm_nodes some = { 0 };

			if (npm_deepest(entry->to, entry->to->id) == target ||
			    npm_node_is_own(entry->from)) {
				e->conflicted = true;
				continue;
			}
			gather_one(&some, t, entry->to, &which);
			append(out, t, &some);
		}
	}
}

static void drop_for_replacement(struct npm_tree *t, struct npm_node *placed,
				 const struct npm_nodes *dropped)
{
	struct npm_gather which = { .not_from = placed, .not_to = placed, .valid = true };
	struct npm_nodes invalid = { 0 }, some = { 0 };

	for (size_t i = 0; i < placed->out.count; i++)
		if (placed->out.items[i]->to && !npm_edge_is_valid(t, placed->out.items[i]))
			*strata_vec_push(t->arena, &invalid) = placed->out.items[i]->to;
	for (size_t i = 0; i < dropped->count; i++) {
		struct npm_gather one = { .not_to = dropped->items[i], .valid = true };

		gather_one(&some, t, dropped->items[i], &one);
		append(&invalid, t, &some);
	}
	npm_gather(&some, t, &invalid, &which);
	remove_all(t, &some);
}

static void replace(struct placing *pl, struct npm_node *old)
{
	struct npm_nodes dropped = { 0 }, unhappy = { 0 };
	struct npm_tree *t = pl->tree;

	gather_dropped(&dropped, t, old, pl->p->placed);
	gather_unhappy(&unhappy, pl, old);
	npm_node_replace(t, pl->p->placed, old);
	drop_for_replacement(t, pl->p->placed, &dropped);
	for (size_t i = 0; i < unhappy.count; i++) {
		struct npm_node *node = unhappy.items[i];

		for (size_t k = 0; k < node->in.count; k++)
			*strata_vec_push(t->arena, &pl->p->again) = node->in.items[k]->from;
		npm_node_remove(t, node);
	}
}

/* --- placing ---------------------------------------------------------------------------------------- */

/* The tried out one stays where it is: others of its set are yet to be placed. */
static struct npm_node *copy(struct npm_tree *t, const struct npm_node *dep)
{
	struct npm_node *node;

	if (dep->target) {
		node = strata_arena_alloc(t->arena, sizeof(*node));
		*node = (struct npm_node){ .name = dep->name, .id = dep->id, .target = dep->target,
					   .manifest = dep->manifest, .override = dep->override };
		node->root = node;
	} else {
		node = npm_node_new(t, dep->name, dep->manifest, dep->override, false);
	}
	node->source = dep->source;
	node->failed = dep->failed;
	node->brought_by = dep->brought_by;
	return node;
}

/* A loop of nestings that has no end is cut: what is found further up is it. */
static bool is_loop(const struct npm_placement *p)
{
	for (const struct npm_node *n = p->check->target; n; n = npm_node_up(n))
		if (!npm_node_is_top(n) && npm_node_matches(n, p->dep))
			return true;
	return false;
}

static void place_peers(struct placing *pl)
{
	struct npm_placement *p = pl->p;
	struct npm_node *set = p->dep->parent;

	for (size_t i = 0; set && i < p->placed->out.count; i++) {
		struct npm_edge *e = p->placed->out.items[i];
		struct npm_node *peer;

		if (!npm_edge_is_peer(e) || e->conflicted || npm_edge_is_valid(pl->tree, e))
			continue;
		peer = npm_node_child(set, e->id);
		if (peer && npm_node_satisfies(pl->tree, peer, e))
			*strata_vec_push(pl->tree->arena, &p->children) =
				npm_place(pl->tree, peer, e, p);
	}
}

static void put(struct placing *pl)
{
	struct npm_placement *p = pl->p;
	struct npm_tree *t = pl->tree;
	struct npm_node *target = p->check->target, *old;

	p->placed = copy(t, p->dep);
	old = npm_node_child(target, p->edge->id);
	if (old)
		replace(pl, old);
	else
		npm_node_place(t, p->placed, target);
	if (p->placed->target && p->placed->target->inside)
		npm_node_attach(t, p->placed->target);
	if (npm_edge_is_peer(p->edge) && !npm_node_satisfies(t, p->placed, p->edge))
		p->edge->conflicted = true;
	if (p->edge->to && p->edge->to != p->placed && npm_edge_is_valid(t, p->edge))
		prune(t, p->edge->to, false);
	prune_below(t, target, p->edge->id);
	place_peers(pl);
}

struct npm_placement *npm_place(struct npm_tree *t, struct npm_node *dep, struct npm_edge *edge,
				struct npm_placement *parent)
{
	struct npm_placement *p = strata_arena_alloc(t->arena, sizeof(*p));
	struct placing pl = { .tree = t, .p = p };
	enum npm_can how;

	*p = (struct npm_placement){ .dep = dep, .edge = edge, .parent = parent };
	if (edge->to && !edge->renew && npm_edge_is_valid(t, edge))
		return p;
	find_place(&pl);
	if (!p->check) {
		p->refused = is_mine(t, p);
		if (!(p->check = pl.self)) {
			edge->conflicted = true;
			return p;
		}
	}
	how = p->check->can == NPM_CAN_CONFLICT ? p->check->self : p->check->can;
	if (how == NPM_CAN_KEEP) {
		if (npm_edge_is_peer(edge) && !npm_edge_is_valid(t, edge))
			edge->conflicted = true;
		prune(t, p->check->target, true);
		return p;
	}
	if (!is_loop(p))
		put(&pl);
	return p;
}
