/* build.c - see build.h. */
#include "resolve/npm/build.h"

#include "strata/limits.h"
#include "text/json.h"

/* Nodes without which the set that is tried out would make no sense. */
struct required {
	struct npm_nodes nodes;
};

static struct npm_node *node_from_edge(struct npm_build *b, struct npm_edge *edge,
				       struct npm_node *parent, struct npm_edge *second,
				       struct required *required);

static void note(struct npm_build *b, unsigned line, struct strata_str reason)
{
	for (size_t i = 0; i < b->notes->count; i++)
		if (strata_str_eq(b->notes->items[i].reason, reason))
			return;
	*strata_vec_push(b->notes_arena, b->notes) =
		(struct strata_note){ .path = b->in->path, .line = line, .reason = reason };
}

/* --- nodes --------------------------------------------------------------------------------- */

static const struct npm_manifest *unknown(struct npm_build *b, struct strata_str name)
{
	struct npm_manifest *m = strata_arena_alloc(b->arena, sizeof(*m));

	m->name = name;
	return m;
}

static const struct strata_error *fault(struct npm_build *b, enum strata_code code,
					const struct npm_spec *spec, const char *why)
{
	struct strata_error *err = strata_arena_alloc(b->arena, sizeof(*err));

	strata_fail(err, code, 0, "'%.*s' %s", STRATA_ARG(spec->raw), why);
	return err;
}

/* One object for each version, however it was asked for. */
static const struct npm_manifest *manifest_of(struct npm_build *b, const struct npm_spec *spec,
					      const struct npm_published *v)
{
	struct strata_arena *arena = b->fetcher->arena;
	struct strata_str key = STRATA_CONCAT(b->arena, spec->name, STRATA_STR("@"), v->version);
	struct npm_manifest *m;
	size_t known;

	if (strata_map_get(&known, &b->fetcher->manifests, key))
		return (const struct npm_manifest *)(uintptr_t)known;
	m = strata_arena_alloc(arena, sizeof(*m));
	*strata_map_at(&b->fetcher->manifests, strata_arena_dup(arena, key), NULL) = (uintptr_t)m;
	npm_manifest_read(m, v->text, arena, NULL);
	m->name = strata_arena_dup(arena, spec->name);
	m->version = v->version;
	return m;
}

/* What a lockfile prefers is of this solve alone. */
static const struct npm_published *pick_version(struct npm_build *b, const struct npm_packument *p,
						const struct npm_spec *spec)
{
	struct strata_str key = STRATA_CONCAT(b->arena, spec->name, STRATA_STR("@"), spec->text);
	struct strata_arena scratch = STRATA_ARENA_INIT;
	bool plain = !solver_keeps_any(b->in, spec->name);
	const struct npm_published *v;
	size_t known;

	if (plain && strata_map_get(&known, &b->fetcher->picks, key))
		return (const struct npm_published *)(uintptr_t)known;
	v = npm_pick(&b->picker, p, spec->name, spec->text, &scratch);
	strata_arena_release(&scratch);
	if (plain)
		*strata_map_at(&b->fetcher->picks, strata_arena_dup(b->fetcher->arena, key), NULL) =
			(uintptr_t)v;
	return v;
}

static struct npm_picked pick(struct npm_build *b, const struct npm_spec *spec)
{
	struct npm_picked out = { 0 };
	const struct npm_packument *p = npm_fetch_get(&out.failed, b->fetcher, spec->name);
	const struct npm_published *v = p ? pick_version(b, p, spec) : NULL;

	if (v)
		out.manifest = manifest_of(b, spec, v);
	else if (p)
		out.failed = fault(b, STRATA_ENOTFOUND, spec, "admits none of its versions");
	return out;
}

struct npm_picked npm_build_pick(struct npm_build *b, const struct npm_spec *spec)
{
	size_t *index = strata_map_at(&b->picks,
				      strata_arena_printf(b->arena, "%.*s@%.*s",
							  STRATA_ARG(spec->name),
							  STRATA_ARG(spec->text)),
				      NULL);

	if (!*index) {
		struct npm_picked picked = pick(b, spec);

		*strata_vec_push(b->arena, &b->picked) = picked;
		*index = b->picked.count;
	}
	return b->picked.items[*index - 1];
}

struct npm_node *npm_build_link(struct npm_build *b, struct strata_str name,
				struct npm_node *folder, const struct npm_spec *spec)
{
	struct npm_node *node = strata_arena_alloc(b->arena, sizeof(*node));

	*node = (struct npm_node){ .root = node, .name = name, .target = folder, .source = spec,
				   .id = npm_name_id(&b->tree, name), .manifest = folder->manifest };
	return node;
}

/* "a/../b" relative to the folder it is asked from; absent when it leaves the snapshot. */
static struct strata_str folder_from(struct npm_build *b, const struct npm_node *from,
				     struct strata_str path)
{
	while (from->parent)
		from = from->parent;
	if (from->stands_for)
		return folder_from(b, from->stands_for, path);
	if (path.len && path.ptr[0] == '~')
		return STRATA_NONE;
	return strata_arena_path(b->arena, from->folder.ptr ? from->folder : b->folder, path);
}

static bool is_inside(const struct npm_build *b, struct strata_str folder)
{
	return !b->folder.len || (strata_str_starts(folder, b->folder) &&
				  folder.len > b->folder.len && folder.ptr[b->folder.len] == '/');
}

struct npm_node *npm_build_folder(struct npm_build *b, struct strata_str name,
				  struct strata_str folder)
{
	const struct npm_manifest *m;
	struct npm_node *node;

	for (size_t i = 0; i < b->members.count; i++)
		if (strata_str_eq(b->members.items[i].folder, folder))
			return b->members.items[i].node;
	for (size_t i = 0; i < b->folders.count; i++)
		if (strata_str_eq(b->folders.items[i].folder, folder))
			return b->folders.items[i].node;
	if (strata_str_eq(folder, b->folder))
		return b->tree.top;
	if (npm_build_read(&m, b, folder, NULL) < 0)
		return NULL;
	node = npm_node_new(&b->tree, m->name.len ? m->name : name, m, NULL, true);
	node->folder = folder;
	node->inside = is_inside(b, folder);
	*strata_vec_push(b->arena, &b->folders) = (struct npm_member){ folder, node };
	return node;
}

static struct npm_node *failed_node(struct npm_build *b, struct strata_str name,
				    const struct npm_spec *spec, const struct strata_error *why)
{
	struct npm_node *node = npm_node_new(&b->tree, name, unknown(b, spec->name), NULL, false);

	node->failed = why;
	if (spec->type != NPM_SPEC_RANGE && spec->type != NPM_SPEC_TAG)
		node->source = spec;
	return node;
}

static struct npm_node *member_named(struct npm_build *b, struct strata_str name,
				     const struct npm_edge *edge)
{
	for (size_t i = 0; i < b->members.count; i++) {
		struct npm_node *node = b->members.items[i].node, *link;

		if (!strata_str_eq(node->name, name))
			continue;
		if (edge->workspace)
			return npm_build_link(b, edge->name, node, edge->raw);
		link = npm_node_child(b->tree.top, node->id);
		return link && link->target == node && npm_node_satisfies(&b->tree, link, edge) ? link
												: NULL;
	}
	return NULL;
}

static struct npm_node *node_from_spec(struct npm_build *b, struct npm_edge *edge,
				       const struct npm_spec *spec)
{
	struct npm_node *node = member_named(b, edge->workspace ? edge->name : spec->name, edge);
	struct npm_picked picked;
	struct strata_str folder;

	if (node)
		return node;
	if (spec->type == NPM_SPEC_FOLDER) {
		folder = folder_from(b, edge->from, spec->text);
		node = folder.ptr ? npm_build_folder(b, edge->name, folder) : NULL;
		if (node && node != b->tree.top)
			return npm_build_link(b, edge->name, node, spec);
		return failed_node(b, edge->name, spec,
				   fault(b, STRATA_EUNSUPPORTED, spec,
					 "is no folder of the snapshot with a manifest"));
	}
	if (spec->type != NPM_SPEC_RANGE && spec->type != NPM_SPEC_TAG)
		return failed_node(b, edge->name, spec,
				   fault(b, STRATA_EUNSUPPORTED, spec,
					 "is outside of the registry, and not looked at"));
	picked = npm_build_pick(b, spec);
	return picked.manifest ? npm_node_new(&b->tree, edge->name, picked.manifest, NULL, false)
			       : failed_node(b, edge->name, spec, picked.failed);
}

/* --- sets of peers --------------------------------------------------------------------------- */

static bool is_required(const struct required *r, const struct npm_node *node)
{
	for (size_t i = 0; i < r->nodes.count; i++)
		if (r->nodes.items[i] == node)
			return true;
	return false;
}

static void require(struct npm_build *b, struct required *r, struct npm_node *node)
{
	if (!is_required(r, node))
		*strata_vec_push(b->arena, &r->nodes) = node;
}

/* A tree of its own that begins with somebody who asks for the same as node. */
static struct npm_node *stand_in(struct npm_build *b, struct npm_node *node)
{
	struct npm_node *top = npm_node_new(&b->tree, node->name, node->manifest, node->override,
					    npm_node_is_top(node));

	top->stands_for = node;
	node->stand_in = top;
	return top;
}

static bool is_mine(const struct npm_node *top)
{
	return npm_node_is_own(top);
}

static void refuse(struct npm_build *b, const struct npm_edge *edge)
{
	struct strata_str why = strata_arena_printf(
		b->notes_arena,
		"npm would refuse to install this: '%.*s' asks for '%.*s@%.*s' beside it, which "
		"others exclude",
		STRATA_ARG(edge->from->name), STRATA_ARG(edge->name), STRATA_ARG(edge->raw->raw));

	note(b, 0, why);
	solver_refuses(b->in, why);
}

static int compare_edges(const void *a, const void *b)
{
	return npm_collate((*(struct npm_edge *const *)a)->name, (*(struct npm_edge *const *)b)->name);
}

/* Nothing of the name is there yet. */
static void load_missing(struct npm_build *b, struct npm_node *node, struct npm_edge *edge,
			 struct required *required)
{
	struct npm_edge *asked = npm_node_edge(node->parent, edge->id);
	bool mine = is_mine(node->parent);
	struct npm_node *dep;

	if (!asked) {
		node_from_edge(b, edge, node->parent, NULL, required);
		return;
	}
	dep = node_from_edge(b, asked, node->parent, edge, required);
	if (npm_edge_is_valid(&b->tree, edge))
		return;
	if (mine && is_required(required, dep) && node->parent)
		refuse(b, edge);
	edge->conflicted = true;
}

/* Something is there that will not do: is there one that suits all? */
static void load_other(struct npm_build *b, struct npm_node *node, struct npm_edge *edge,
		       struct required *required)
{
	struct npm_node *current = edge->to;
	struct npm_node *dep = node_from_edge(b, edge, NULL, NULL, required);

	if (npm_node_may_replace(&b->tree, dep, current, NULL))
		node_from_edge(b, edge, node->parent, NULL, required);
	else if (node->parent && is_mine(node->parent) && is_required(required, edge->from))
		refuse(b, edge);
}

static struct npm_node *load_peers(struct npm_build *b, struct npm_node *node,
				   struct required *required)
{
	struct npm_edges peers = { 0 };

	for (size_t i = 0; i < node->out.count; i++) {
		struct npm_edge *e = node->out.items[i];

		if (npm_edge_is_peer(e) && !(e->to && npm_edge_is_valid(&b->tree, e)))
			*strata_vec_push(b->arena, &peers) = e;
	}
	strata_vec_sort(&peers, compare_edges);
	for (size_t i = 0; i < peers.count && node->parent; i++) {
		struct npm_edge *e = peers.items[i];

		if (++b->steps > STRATA_LIMIT_SOLVER_STEPS)
			return node;
		if (e->to && npm_edge_is_valid(&b->tree, e))
			continue;
		if (!e->to)
			load_missing(b, node, e, required);
		else
			load_other(b, node, e, required);
	}
	return node;
}

/* In the tree that is tried out; what lies there by that name makes room. */
static void put_in_set(struct npm_build *b, struct npm_node *node, struct npm_node *top)
{
	struct npm_node *old;

	if (node->parent == top || node->root == b->tree.top)
		return;
	if ((old = npm_node_child(top, node->id)))
		npm_node_remove(&b->tree, old);
	npm_node_place(&b->tree, node, top);
}

static struct npm_node *node_from_edge(struct npm_build *b, struct npm_edge *edge,
				       struct npm_node *parent, struct npm_edge *second,
				       struct required *required)
{
	struct npm_tree *t = &b->tree;
	struct npm_node *top = parent ? parent : stand_in(b, edge->from), *first, *other = NULL;

	first = node_from_spec(b, edge, npm_edge_spec(t, edge));
	put_in_set(b, first, top);
	if (second && !npm_edge_is_valid(t, second)) {
		other = node_from_spec(b, second, npm_edge_spec(t, second));
		put_in_set(b, other, top);
		if (!npm_edge_is_valid(t, edge))
			other = NULL;
	}
	if (other)
		first = other;
	else
		put_in_set(b, first, top);
	if ((is_required(required, edge->from) && edge->kind != NPM_ASK_PEER_OPTIONAL) ||
	    (second && is_required(required, second->from) && second->kind != NPM_ASK_PEER_OPTIONAL))
		require(b, required, first);
	if (first->root != t->top)
		first->brought_by = top->stands_for;
	return first->target ? first : load_peers(b, first, required);
}

/* --- the queue ---------------------------------------------------------------------------------- */

/* Whether a comes later than b. */
static bool is_later(const struct npm_node *a, const struct npm_node *b)
{
	return a->depth != b->depth ? a->depth > b->depth : npm_collate(a->path, b->path) > 0;
}

static void push(struct npm_build *b, struct npm_node *node)
{
	size_t low = 0, high;

	if (node->queued || node->target)
		return;
	node->queued = true;
	node->depth = npm_node_depth(node);
	node->path = npm_node_path(&b->tree, node);
	high = b->queue.count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (is_later(b->queue.items[middle], node))
			low = middle + 1;
		else
			high = middle;
	}
	strata_vec_push(b->arena, &b->queue);
	for (size_t i = b->queue.count - 1; i > low; i--)
		b->queue.items[i] = b->queue.items[i - 1];
	b->queue.items[low] = node;
}

static bool is_problem(struct npm_build *b, const struct npm_node *node, struct npm_edge *e)
{
	if (npm_node_bundles(node, e->name) || (e->to && e->to->failed))
		return false;
	if (!e->to)
		return e->kind != NPM_ASK_PEER_OPTIONAL;
	return e->renew || !npm_edge_is_valid(&b->tree, e);
}

static void want(struct npm_build *b, struct npm_node *node)
{
	for (size_t i = 0; i < node->out.count; i++) {
		const struct npm_spec *spec = npm_edge_spec(&b->tree, node->out.items[i]);

		if ((spec->type == NPM_SPEC_RANGE || spec->type == NPM_SPEC_TAG) &&
		    !node->out.items[i]->workspace && is_problem(b, node, node->out.items[i]))
			npm_fetch_want(b->fetcher, spec->name);
	}
}

/* --- steps ------------------------------------------------------------------------------------------ */

/* The nearest to the top that will do. */
static struct npm_node *find_below(struct npm_build *b, struct npm_node *top, struct npm_edge *edge)
{
	struct npm_nodes walk = { 0 };

	*strata_vec_push(b->arena, &walk) = top;
	for (size_t i = 0; i < walk.count; i++) {
		struct npm_node *node = walk.items[i];

		if (node != top && node->id == edge->id && npm_node_satisfies(&b->tree, node, edge))
			return node;
		for (size_t k = 0; k < node->children.count; k++)
			*strata_vec_push(b->arena, &walk) = node->children.items[k];
	}
	return NULL;
}

struct task {
	struct npm_edge *edge;
	struct npm_node *dep;
};

STRATA_VEC(tasks, struct task);

static int compare_tasks(const void *a, const void *b)
{
	return npm_collate(((const struct task *)a)->edge->name, ((const struct task *)b)->edge->name);
}

static struct npm_node *dep_for(struct npm_build *b, struct npm_node *node, struct npm_edge *edge)
{
	bool peer = npm_edge_is_peer(edge);
	struct npm_node *source = peer && node->brought_by ? node->brought_by : node;
	struct npm_node *top = source->stand_in ? source->stand_in : stand_in(b, source);
	struct npm_edge *asked = npm_node_edge(top, edge->id);
	struct npm_node *dep = NULL;
	struct required required = { 0 };

	if (asked && asked->to && npm_edge_is_valid(&b->tree, asked) &&
	    npm_node_satisfies(&b->tree, asked->to, edge))
		return asked->to;
	if (edge->kind == NPM_ASK_PEER_OPTIONAL && !edge->renew)
		dep = find_below(b, npm_node_up(edge->from) ? npm_node_up(edge->from) : edge->from,
				 edge);
	if (dep)
		return dep;
	require(b, &required, edge->from);
	return node_from_edge(b, edge, peer ? top : NULL, NULL, &required);
}

/* Who is not content any more must be looked at again. */
static void push_unhappy(struct npm_build *b, const struct npm_placement *p)
{
	for (size_t i = 0; i < p->placed->in.count; i++) {
		struct npm_edge *e = p->placed->in.items[i];

		if (e == p->edge || e->conflicted || npm_edge_is_valid(&b->tree, e))
			continue;
		e->from->seen = false;
		push(b, e->from);
	}
}

static void after_placing(struct npm_build *b, const struct npm_placement *p)
{
	if (p->refused)
		refuse(b, p->edge);
	if (p->placed) {
		b->placed++;
		push_unhappy(b, p);
		push(b, p->placed);
		for (size_t i = 0; i < p->again.count; i++) {
			p->again.items[i]->seen = false;
			push(b, p->again.items[i]);
		}
		want(b, p->placed);
		npm_bundle_want(b, p->placed);
	}
	for (size_t i = 0; i < p->children.count; i++)
		after_placing(b, p->children.items[i]);
}

static void step(struct npm_build *b, struct npm_node *node)
{
	struct tasks tasks = { 0 };

	for (size_t i = 0; i < node->out.count; i++) {
		struct npm_edge *e = node->out.items[i];

		if (!e->conflicted && is_problem(b, node, e))
			*strata_vec_push(b->arena, &tasks) = (struct task){ e, dep_for(b, node, e) };
	}
	strata_vec_sort(&tasks, compare_tasks);
	for (size_t i = 0; i < tasks.count; i++)
		after_placing(b, npm_place(&b->tree, tasks.items[i].dep, tasks.items[i].edge, NULL));
	for (size_t i = 0; i < node->out.count; i++)
		if (node->out.items[i]->to && node->out.items[i]->to->target)
			*strata_vec_push(b->arena, &b->links) = node->out.items[i]->to;
}

/* Folders that links lead to come last, when the project has all of its own. */
static bool push_links(struct npm_build *b)
{
	for (size_t i = 0; i < b->links.count; i++) {
		struct npm_node *folder = b->links.items[i]->target;

		if (b->links.items[i]->root == b->tree.top && folder->root == b->tree.top &&
		    !folder->seen) {
			want(b, folder);
			push(b, folder);
		}
	}
	b->links.count = 0;
	return b->queue.count > 0;
}

static bool has_problem(struct npm_build *b, struct npm_node *node)
{
	for (size_t i = 0; i < node->out.count; i++)
		if (is_problem(b, node, node->out.items[i]))
			return true;
	return false;
}

static bool is_renewed(const struct npm_node *node)
{
	for (size_t i = 0; i < node->out.count; i++)
		if (node->out.items[i]->renew)
			return true;
	return false;
}

static void push_problem(struct npm_build *b, struct npm_node *node)
{
	if (node->queued || node->seen)
		return;
	want(b, node);
	push(b, node);
}

/*
 * Of a tree that was there before, what it lacks. npm looks for it from the project on and
 * follows no link: what is wrong below a member of the workspace stays as the lockfile has it.
 */
static void push_problems(struct npm_build *b)
{
	struct npm_nodes all = { 0 };

	npm_reach_unlinked(&all, &b->tree);
	for (size_t i = 0; i < all.count; i++)
		if (has_problem(b, all.items[i]))
			push_problem(b, all.items[i]);
	all.count = 0;
	npm_reach(&all, &b->tree, true);
	for (size_t i = 0; i < all.count; i++)
		if (is_renewed(all.items[i]))
			push_problem(b, all.items[i]);
}

int npm_build(struct npm_build *b, struct strata_error *err)
{
	if (b->locked)
		push_problems(b);
	push(b, b->tree.top);
	want(b, b->tree.top);
	for (size_t i = 0; i < b->members.count; i++)
		want(b, b->members.items[i].node);
	while (b->queue.count || push_links(b)) {
		struct npm_node *node = b->queue.items[--b->queue.count];

		node->queued = false;
		if (node->seen || node->root != b->tree.top)
			continue;
		node->seen = true;
		if (!npm_node_is_own(node))
			npm_bundle_open(b, node);
		step(b, node);
		if (b->placed > STRATA_LIMIT_SOLVED_PACKAGES ||
		    ++b->steps > STRATA_LIMIT_SOLVER_STEPS)
			return strata_fail(err, STRATA_ELIMIT, 0,
					   "it asks for more than %d packages, or takes too many steps",
					   STRATA_LIMIT_SOLVED_PACKAGES);
	}
	return 0;
}

int npm_build_read(const struct npm_manifest **out, struct npm_build *b, struct strata_str folder,
		   struct strata_error *err)
{
	struct npm_manifest *m = strata_arena_alloc(b->arena, sizeof(*m));
	struct strata_str bytes, path = STRATA_STR("package.json");
	struct node *top;
	int rc;

	if (folder.len)
		path = strata_arena_join(b->arena, folder, STRATA_STR("/"), path);
	if ((rc = b->in->files->read(&bytes, b->in->files, path, b->arena, err)) < 0 ||
	    (rc = json_tree(&top, bytes, JSON_STRICT, b->arena, err)) < 0)
		return rc;
	npm_manifest_of(m, top, b->arena);
	*out = m;
	return 0;
}
