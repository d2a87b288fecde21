/* tree.c - nodes and edges; see tree.h. */
#include "resolve/npm/tree.h"

#include "strata/ecosystem.h"

unsigned npm_name_id(struct npm_tree *t, struct strata_str name)
{
	size_t *id = strata_map_at(&t->ids, strata_name_lower(t->arena, name), NULL);

	if (!*id)
		*id = t->ids.count;
	return (unsigned)*id;
}

const struct npm_spec *npm_tree_spec(struct npm_tree *t, struct strata_str name,
				     struct strata_str text)
{
	bool added;
	size_t *index = strata_map_at(&t->specs,
				      strata_arena_join(t->arena, name, STRATA_STR("@"), text), &added);

	if (added) {
		*index = t->all_specs.count;
		*strata_vec_push(t->arena, &t->all_specs) = npm_spec_parse(name, text, t->arena);
	}
	return t->all_specs.items[*index];
}

/* --- looking around ---------------------------------------------------------------------- */

struct npm_node *npm_node_child(const struct npm_node *node, unsigned id)
{
	for (size_t i = 0; i < node->children.count; i++)
		if (node->children.items[i]->id == id)
			return node->children.items[i];
	return NULL;
}

struct npm_edge *npm_node_edge(const struct npm_node *node, unsigned id)
{
	for (size_t i = 0; i < node->out.count; i++)
		if (node->out.items[i]->id == id)
			return node->out.items[i];
	return NULL;
}

struct npm_node *npm_node_find(const struct npm_node *node, unsigned id)
{
	struct npm_node *found = NULL;

	for (; node && !found; node = npm_node_up(node))
		found = npm_node_child(node, id);
	return found;
}

bool npm_node_is_own(const struct npm_node *node)
{
	if (node->stands_for)
		node = node->stands_for;
	return (npm_node_is_root(node) && !node->stands_for) || node->member;
}

bool npm_node_bundles(const struct npm_node *node, struct strata_str name)
{
	const struct strata_strs *bundled = &node->manifest->bundled;

	for (size_t i = 0; i < bundled->count && !npm_node_is_own(node); i++)
		if (strata_str_eq(bundled->items[i], name))
			return true;
	return false;
}

bool npm_node_is_below(const struct npm_node *node, const struct npm_node *of)
{
	for (; node; node = npm_node_up(node))
		if (node == of)
			return true;
	return false;
}

unsigned npm_node_depth(const struct npm_node *node)
{
	unsigned depth = 0;

	for (; node->parent; node = node->parent)
		depth++;
	return depth;
}

struct strata_str npm_node_version(const struct npm_node *node)
{
	return node->target ? node->target->manifest->version : node->manifest->version;
}

struct strata_str npm_node_path(struct npm_tree *t, const struct npm_node *node)
{
	struct strata_str above;

	if (!node->parent)
		return node->folder.ptr ? node->folder : STRATA_STR("");
	above = npm_node_path(t, node->parent);
	return strata_arena_printf(t->arena, "%.*s/node_modules/%.*s", STRATA_ARG(above),
				   STRATA_ARG(node->name));
}

struct npm_node *npm_deepest(struct npm_node *start, unsigned id)
{
	for (struct npm_node *n = start;; n = npm_node_up(n)) {
		const struct npm_edge *e;

		if (npm_node_is_root(n) || !npm_node_up(n))
			return n;
		e = npm_node_edge(n, id);
		if (!e || !npm_edge_is_peer(e))
			return n;
	}
}

/* --- what will do -------------------------------------------------------------------------- */

bool npm_node_matches(const struct npm_node *a, const struct npm_node *b)
{
	if (a == b)
		return true;
	if (!strata_str_eq(a->name, b->name))
		return false;
	if (a->target || b->target)
		return a->target && b->target && a->target->manifest == b->target->manifest;
	if (a->manifest == b->manifest)
		return true;
	if (a->manifest->integrity.len && b->manifest->integrity.len)
		return strata_str_eq(a->manifest->integrity, b->manifest->integrity);
	return a->source == b->source && a->manifest->version.len &&
	       strata_str_eq(a->manifest->name, b->manifest->name) &&
	       strata_str_eq(a->manifest->version, b->manifest->version);
}

const struct npm_spec *npm_edge_spec(struct npm_tree *t, const struct npm_edge *e)
{
	(void)t;
	return e->override && e->override->value && strata_str_eq(e->override->name, e->name)
		       ? e->override->value
		       : e->raw;
}

static bool will_do(const struct npm_node *node, const struct npm_spec *spec)
{
	switch (spec->type) {
	case NPM_SPEC_RANGE:
		return spec->any || strata_intervals_contain(&spec->intervals, &strata_version_npm,
							     npm_node_version(node));
	case NPM_SPEC_TAG: return !node->source && !node->target;
	case NPM_SPEC_FOLDER: return node->target && strata_str_eq(node->source->text, spec->text);
	case NPM_SPEC_GIT:
	case NPM_SPEC_REMOTE:
	case NPM_SPEC_ARCHIVE: break;
	}
	return node->source && strata_str_eq(node->source->text, spec->text);
}

static bool satisfied_by(struct npm_tree *t, const struct npm_edge *e, const struct npm_node *node)
{
	if (!strata_str_eq(node->name, e->name))
		return false;
	/* What cannot be looked at is taken at its word. */
	if (node->failed && !npm_node_version(node).len)
		return true;
	/* What is in an archive stays as it is, whatever overrides say. */
	if (node->bundled)
		return will_do(node, e->raw);
	if (!e->override || !e->override->of || e->override->of->any)
		return will_do(node, npm_edge_spec(t, e));
	if (will_do(node, npm_edge_spec(t, e)))
		return true;
	return will_do(node, e->raw) && !will_do(node, e->override->of);
}

bool npm_node_satisfies(struct npm_tree *t, const struct npm_node *node, const struct npm_edge *e)
{
	return satisfied_by(t, e, node);
}

static enum npm_edge_error find_error(struct npm_tree *t, const struct npm_edge *e)
{
	if (!e->to)
		return e->kind == NPM_ASK_OPTIONAL || e->kind == NPM_ASK_PEER_OPTIONAL
			       ? NPM_EDGE_OK
			       : NPM_EDGE_MISSING;
	if (npm_edge_is_peer(e) && e->from == e->to->parent && !npm_node_is_top(e->from))
		return NPM_EDGE_PEER_LOCAL;
	if (e->workspace)
		return e->to->target && e->to->target->member ? NPM_EDGE_OK : NPM_EDGE_INVALID;
	if (!satisfied_by(t, e, e->to))
		return NPM_EDGE_INVALID;
	if (e->override && e->to->override && e->to->out.count &&
	    !npm_override_specific(e->override, e->to->override))
		return NPM_EDGE_INVALID;
	return NPM_EDGE_OK;
}

enum npm_edge_error npm_edge_error(struct npm_tree *t, struct npm_edge *e)
{
	if (!e->known) {
		e->error = find_error(t, e);
		e->known = true;
	}
	return e->error;
}

bool npm_node_may_replace(struct npm_tree *t, const struct npm_node *node, struct npm_node *old,
			  const struct npm_nodes *ignored)
{
	struct npm_gather which = { .not_to = old, .valid = true };
	struct npm_nodes from = { 0 }, own = { 0 };
	unsigned set;

	if (!strata_str_eq(node->name, old->name) ||
	    !strata_str_eq(node->manifest->name, old->manifest->name) ||
	    (old->out.count && !npm_override_eq(node->override, old->override)))
		return false;
	*strata_vec_push(t->arena, &from) = old;
	npm_gather(&own, t, &from, &which);
	set = t->sets;
	for (size_t i = 0; i < old->in.count; i++) {
		const struct npm_edge *e = old->in.items[i];
		bool passed = false;

		for (size_t k = 0; ignored && k < ignored->count && !passed; k++)
			passed = !npm_node_is_top(old) && e->from->parent == old->parent &&
				 npm_edge_is_peer(e) && ignored->items[k]->id == e->from->id;
		if (!passed && e->from->gathered != set && !satisfied_by(t, e, node))
			return false;
	}
	return true;
}

/* --- edges that are renewed ---------------------------------------------------------------- */

static void add_in(struct npm_tree *t, struct npm_node *node, struct npm_edge *e);
static void drop_in(struct npm_tree *t, struct npm_node *node, struct npm_edge *e);

static void reload(struct npm_tree *t, struct npm_edge *e, bool hard)
{
	struct npm_node *to = npm_node_find(e->from, e->id);

	if (e->from->override)
		e->override = npm_override_rule(e->from->override, e->name, e->raw);
	else
		e->override = NULL;
	if (to == e->to) {
		e->known = e->known && !hard;
		return;
	}
	if (e->to)
		drop_in(t, e->to, e);
	e->to = to;
	e->known = false;
	if (to)
		add_in(t, to, e);
}

static void set_override(struct npm_tree *t, struct npm_node *node, const struct npm_override *set)
{
	node->override = set;
	for (size_t i = 0; i < node->out.count; i++) {
		struct npm_edge *e = node->out.items[i];

		reload(t, e, true);
		if (e->to && e->override && e->to->override != e->override) {
			const struct npm_override *both =
				e->to->override ? npm_override_specific(e->to->override, e->override)
						: e->override;

			if (both && both != e->to->override)
				set_override(t, e->to, both);
		}
	}
}

static void add_in(struct npm_tree *t, struct npm_node *node, struct npm_edge *e)
{
	const struct npm_override *both = e->override;

	*strata_vec_push(t->arena, &node->in) = e;
	if (!e->override || e->override == node->override)
		return;
	if (node->override)
		both = npm_override_specific(node->override, e->override);
	if (both && both != node->override)
		set_override(t, node, both);
}

static void drop_in(struct npm_tree *t, struct npm_node *node, struct npm_edge *e)
{
	const struct npm_override *set = NULL;

	for (size_t i = 0; i < node->in.count; i++)
		if (node->in.items[i] == e) {
			node->in.items[i] = node->in.items[--node->in.count];
			break;
		}
	if (!e->override || node->override != e->override)
		return;
	for (size_t i = 0; i < node->in.count; i++) {
		const struct npm_override *other = node->in.items[i]->override;

		set = set && other ? npm_override_specific(other, set) : other;
	}
	if (set && set != node->override)
		set_override(t, node, set);
	else if (!set)
		node->override = NULL;
}

/* Whoever below asks for the name may now find another. */
static void reload_named(struct npm_tree *t, struct npm_node *node, unsigned id,
			 const struct npm_node *start)
{
	struct npm_edge *e = npm_node_edge(node, id);

	if (e && ((e->to && e->to->parent == start) || npm_node_find(node, id) != e->to))
		reload(t, e, true);
	for (size_t i = 0; i < node->children.count; i++)
		reload_named(t, node->children.items[i], id, start);
	for (size_t i = 0; i < node->members.count; i++)
		reload_named(t, node->members.items[i], id, start);
}

/* --- coming and going ----------------------------------------------------------------------- */

static bool is_renewed(struct npm_tree *t, struct strata_str name)
{
	size_t ignored;

	return t->renewed && t->renewed->count &&
	       strata_map_get(&ignored, t->renewed, strata_name_lower(t->arena, name));
}

struct npm_edge *npm_edge_add(struct npm_tree *t, struct npm_node *from, const struct npm_ask *ask)
{
	unsigned id = npm_name_id(t, ask->name);
	struct npm_edge *e;

	for (size_t i = 0; i < from->out.count; i++)
		if (from->out.items[i]->id == id) {
			if (from->out.items[i]->workspace)
				return NULL;
			/* The later list takes it over, at its own end. */
			if (from->out.items[i]->to)
				drop_in(t, from->out.items[i]->to, from->out.items[i]);
			for (size_t k = i + 1; k < from->out.count; k++)
				from->out.items[k - 1] = from->out.items[k];
			from->out.count--;
			break;
		}
	e = strata_arena_alloc(t->arena, sizeof(*e));
	*e = (struct npm_edge){
		.from = from,
		.id = id,
		.name = ask->name,
		.raw = npm_tree_spec(t, ask->name, ask->spec),
		.kind = ask->kind,
		.line = ask->line,
		.renew = is_renewed(t, ask->name),
	};
	*strata_vec_push(t->arena, &from->out) = e;
	reload(t, e, true);
	return e;
}

static bool is_loaded(const struct npm_tree *t, enum npm_ask_kind kind, bool dev)
{
	if (kind == NPM_ASK_PEER || kind == NPM_ASK_PEER_OPTIONAL)
		return !t->no_peers;
	return kind != NPM_ASK_DEV || dev;
}

/* As npm loads them: of a name in several lists the last one counts. */
static void add_edges(struct npm_tree *t, struct npm_node *node, bool dev)
{
	static const enum npm_ask_kind order[] = { NPM_ASK_PEER, NPM_ASK_PEER_OPTIONAL, NPM_ASK_PROD,
						   NPM_ASK_OPTIONAL, NPM_ASK_DEV };
	const struct npm_asks *asks = &node->manifest->asks;

	for (size_t k = 0; k < sizeof(order) / sizeof(*order); k++)
		for (size_t i = 0; i < asks->count; i++)
			if (asks->items[i].kind == order[k] && is_loaded(t, order[k], dev))
				npm_edge_add(t, node, &asks->items[i]);
}

struct npm_node *npm_node_new(struct npm_tree *t, struct strata_str name,
			      const struct npm_manifest *manifest,
			      const struct npm_override *override, bool dev)
{
	struct npm_node *node = strata_arena_alloc(t->arena, sizeof(*node));

	node->root = node;
	node->name = name;
	node->id = npm_name_id(t, name);
	node->manifest = manifest;
	node->override = override;
	add_edges(t, node, dev);
	t->nodes++;
	return node;
}

static void set_root(struct npm_node *node, struct npm_node *root)
{
	node->root = root;
	for (size_t i = 0; i < node->children.count; i++)
		set_root(node->children.items[i], root);
	for (size_t i = 0; i < node->members.count; i++)
		set_root(node->members.items[i], root);
}

/* Edges that lead from one tree into another, and those that led nowhere. */
static void reload_across(struct npm_tree *t, struct npm_node *node)
{
	for (size_t i = node->in.count; i-- > 0;)
		if (i < node->in.count && node->in.items[i]->from->root != node->root)
			reload(t, node->in.items[i], false);
	for (size_t i = 0; i < node->out.count; i++)
		if (!node->out.items[i]->to || node->out.items[i]->to->root != node->root)
			reload(t, node->out.items[i], false);
	for (size_t i = 0; i < node->children.count; i++)
		reload_across(t, node->children.items[i]);
	for (size_t i = 0; i < node->members.count; i++)
		reload_across(t, node->members.items[i]);
}

static void drop_child(struct npm_node *parent, const struct npm_node *child)
{
	size_t kept = 0;

	for (size_t i = 0; i < parent->children.count; i++)
		if (parent->children.items[i] != child)
			parent->children.items[kept++] = parent->children.items[i];
	parent->children.count = kept;
}

void npm_node_place(struct npm_tree *t, struct npm_node *node, struct npm_node *parent)
{
	*strata_vec_push(t->arena, &parent->children) = node;
	node->parent = parent;
	set_root(node, parent->root);
	reload_named(t, parent, node->id, parent);
	reload_across(t, node);
}

void npm_node_put(struct npm_tree *t, struct npm_node *node, struct npm_node *parent)
{
	*strata_vec_push(t->arena, &parent->children) = node;
	node->parent = parent;
	node->root = parent->root;
}

void npm_tree_settle(struct npm_tree *t, struct npm_node *node)
{
	for (size_t i = 0; i < node->out.count; i++)
		reload(t, node->out.items[i], true);
	for (size_t i = 0; i < node->children.count; i++)
		npm_tree_settle(t, node->children.items[i]);
	for (size_t i = 0; i < node->members.count; i++)
		npm_tree_settle(t, node->members.items[i]);
}

void npm_node_attach(struct npm_tree *t, struct npm_node *folder)
{
	if (folder->above || folder == t->top)
		return;
	folder->above = t->top;
	*strata_vec_push(t->arena, &t->top->members) = folder;
	set_root(folder, t->top);
	reload_across(t, folder);
}

void npm_node_remove(struct npm_tree *t, struct npm_node *node)
{
	struct npm_node *parent = node->parent;

	if (!parent)
		return;
	drop_child(parent, node);
	node->parent = NULL;
	set_root(node, node);
	reload_named(t, parent, node->id, parent);
	reload_across(t, node);
}

void npm_node_replace(struct npm_tree *t, struct npm_node *node, struct npm_node *old)
{
	struct npm_node *parent = old->parent;
	struct npm_nodes kids = old->children;

	old->children = (struct npm_nodes){ 0 };
	drop_child(parent, old);
	old->parent = NULL;
	old->root = old;
	node->children = kids;
	for (size_t i = 0; i < kids.count; i++)
		kids.items[i]->parent = node;
	npm_node_place(t, node, parent);
	reload_across(t, old);
	/* What lies in the old one's folder is found by the new one. */
	for (size_t i = 0; i < node->out.count; i++)
		reload(t, node->out.items[i], false);
}
