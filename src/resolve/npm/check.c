/* check.c - whether a package can go to a place; see place.h. Nothing changes here. */
#include "resolve/npm/place.h"

static enum npm_can check_peers(struct npm_check *c, enum npm_can state);

static bool is_on_path(const struct npm_check *c, const struct npm_node *node)
{
	for (; c; c = c->parent)
		if (c->dep == node)
			return true;
	return false;
}

static struct npm_node *deepest(const struct npm_check *c)
{
	return npm_deepest(c->parent ? deepest(c->parent) : c->edge->from, c->edge->id);
}

static const struct npm_edge *entry_edge(const struct npm_check *c)
{
	while (c->parent)
		c = c->parent;
	return c->edge;
}

/* The one of a tried out set by that name. */
static struct npm_node *of_set(const struct npm_check *c, unsigned id)
{
	return c->dep->parent ? npm_node_child(c->dep->parent, id) : NULL;
}

/* Whether all that hangs together with the entry by peers gets what it asks for from the new set. */
static bool is_served(struct npm_check *c, struct npm_node *entry)
{
	struct npm_nodes walk = { 0 };
	struct npm_tree *t = c->tree;

	*strata_vec_push(t->arena, &walk) = entry;
	for (size_t i = 0; i < walk.count; i++)
		for (size_t k = 0; k < walk.items[i]->out.count; k++) {
			struct npm_edge *e = walk.items[i]->out.items[k];
			struct npm_node *other;
			bool known = false;

			if (!npm_edge_is_peer(e) || !npm_edge_is_valid(t, e))
				continue;
			if ((other = of_set(c, e->id))) {
				if (!npm_node_satisfies(t, other, e))
					return false;
				continue;
			}
			for (size_t n = 0; n < walk.count; n++)
				known = known || walk.items[n] == e->to;
			if (e->to && !known)
				*strata_vec_push(t->arena, &walk) = e->to;
		}
	return true;
}

/* Whether each of a set of peers can go deeper than the target. */
static bool can_nest(const struct npm_check *c, const struct npm_entry *entry)
{
	for (size_t i = 0; i < entry->peers.count; i++) {
		const struct npm_node *deep = npm_deepest(entry->edge->from, entry->peers.items[i]->id);

		if (deep == c->target || npm_node_is_below(c->target, deep))
			return false;
	}
	return true;
}

/* Whether the sets that what is there belongs to can all be replaced, or pushed deeper. */
static bool may_push_sets(struct npm_check *c)
{
	struct npm_entries entries = { 0 };

	npm_peer_entries(&entries, c->tree, c->current);
	for (size_t i = 0; i < entries.count; i++) {
		struct npm_entry *entry = &entries.items[i];
		struct npm_node *instead;

		if (entry->edge == c->edge || entry->edge == entry_edge(c))
			continue;
		instead = of_set(c, entry->edge->to->id);
		if (instead ? npm_node_may_replace(c->tree, instead, entry->edge->to,
						   &c->dep->parent->children)
			    : is_served(c, entry->edge->to))
			continue;
		if (!can_nest(c, entry))
			return false;
	}
	return true;
}

static enum npm_can check_current(struct npm_check *c)
{
	struct strata_str now = npm_node_version(c->current), then = npm_node_version(c->dep);
	bool newer = now.len && then.len && strata_version_npm.compare(then, now) >= 0;
	bool will_do = npm_node_satisfies(c->tree, c->current, c->edge);

	if (npm_node_matches(c->dep, c->current) && (will_do || c->overridden))
		return NPM_CAN_KEEP;
	if (newer && npm_node_may_replace(c->tree, c->dep, c->current, NULL) &&
	    check_peers(c, NPM_CAN_REPLACE) != NPM_CAN_CONFLICT)
		return c->peers;
	if (will_do)
		return NPM_CAN_KEEP;
	if (c->prefer_dedupe && !newer && npm_node_may_replace(c->tree, c->dep, c->current, NULL) &&
	    check_peers(c, NPM_CAN_REPLACE) != NPM_CAN_CONFLICT)
		return c->peers;
	if (c->target != deepest(c))
		return NPM_CAN_CONFLICT;
	if (!npm_edge_is_peer(c->edge) && c->target == c->edge->from)
		return check_peers(c, NPM_CAN_REPLACE);
	if (!c->parent && !npm_edge_is_peer(c->edge))
		return NPM_CAN_CONFLICT;
	return may_push_sets(c) ? check_peers(c, NPM_CAN_REPLACE) : NPM_CAN_CONFLICT;
}

/* Who finds another one further up, through this place, must be content with the new one. */
static enum npm_can check_free(struct npm_check *c)
{
	struct npm_node *found = c->target != entry_edge(c)->from
					 ? npm_node_find(c->target, c->edge->id)
					 : NULL;

	for (size_t i = 0; found && i < found->in.count; i++) {
		struct npm_edge *e = found->in.items[i];

		if (npm_node_is_below(e->from, c->target) && npm_edge_is_valid(c->tree, e) &&
		    !npm_node_satisfies(c->tree, c->dep, e))
			return NPM_CAN_CONFLICT;
	}
	return check_peers(c, NPM_CAN_OK);
}

static enum npm_can check(struct npm_check *c)
{
	if (c->dep->failed)
		return c->current ? NPM_CAN_REPLACE : NPM_CAN_OK;
	if (c->target_edge && npm_edge_is_peer(c->target_edge) && !npm_node_is_top(c->target))
		return NPM_CAN_CONFLICT;
	if (!c->current && c->target_edge && c->target_edge != c->edge &&
	    !npm_node_satisfies(c->tree, c->dep, c->target_edge))
		return NPM_CAN_CONFLICT;
	return c->current ? check_current(c) : check_free(c);
}

enum npm_can npm_check_place(struct npm_check *c)
{
	c->current = npm_node_child(c->target, c->edge->id);
	c->target_edge = npm_node_edge(c->target, c->edge->id);
	c->overridden = !npm_node_satisfies(c->tree, c->dep, c->edge);
	c->prefer_dedupe = c->prefer_dedupe || npm_edge_is_peer(c->edge);
	c->can = check(c);
	if (!c->self)
		c->self = c->can;
	return c->can;
}

/* The first answer counts for all that ask again. */
static enum npm_can check_peers(struct npm_check *c, enum npm_can state)
{
	bool conflict = false;

	c->self = state;
	if (c->peers)
		return c->peers;
	for (size_t i = 0; i < c->dep->out.count; i++) {
		struct npm_edge *e = c->dep->out.items[i];
		struct npm_check peer = { .tree = c->tree, .parent = c, .edge = e, .dep = e->to,
					  .prefer_dedupe = true };

		if (!npm_edge_is_peer(e) || !e->to || is_on_path(c, e->to))
			continue;
		peer.target = npm_deepest(c->target, e->to->id);
		if (npm_check_place(&peer) == NPM_CAN_CONFLICT)
			conflict = true;
	}
	c->peers = conflict ? NPM_CAN_CONFLICT : state;
	return c->peers;
}
