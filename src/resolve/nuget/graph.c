/* graph.c - see graph.h. */
#include "resolve/nuget/graph.h"

#include "strata/limits.h"
#include "strata/version.h"

enum { PASSES = 64 };

static const struct strata_version_scheme *const scheme = &strata_version_nuget;

bool nuget_is_lacking(const struct nuget_release *release)
{
	return !release->version.ptr;
}

/* --- sets -------------------------------------------------------------------------------------- */

static bool has(const struct nuget_set *s, unsigned i)
{
	return s->whole || (i / 64 < s->count && (s->words[i / 64] >> (i % 64) & 1));
}

static struct nuget_set copy_set(struct nuget_graph *g, const struct nuget_set *s)
{
	size_t count = g->nodes.count / 64 + 1;
	struct nuget_set out = { strata_arena_alloc(g->arena, count * sizeof(uint64_t)), count, false };

	g->cells += count * sizeof(uint64_t);
	if (s->count)
		memcpy(out.words, s->words, (s->count < count ? s->count : count) * sizeof(uint64_t));
	return out;
}

/* What is nearer than what this one asks for: what is nearer than itself, and what it asks for. */
static struct nuget_set hidden_below(struct nuget_graph *g, const struct nuget_node *n)
{
	struct nuget_set out = copy_set(g, &n->hidden);

	for (size_t i = 0; i < n->edges.count; i++)
		out.words[n->edges.items[i].to / 64] |= (uint64_t)1 << (n->edges.items[i].to % 64);
	return out;
}

/* Whether there is less in it now. */
static bool narrow(struct nuget_graph *g, struct nuget_set *s, const struct nuget_set *by)
{
	bool changed = s->whole;

	if (s->whole) {
		*s = copy_set(g, by);
		return changed;
	}
	for (size_t i = 0; i < s->count; i++) {
		uint64_t words = s->words[i] & (i < by->count ? by->words[i] : 0);

		changed = changed || words != s->words[i];
		s->words[i] = words;
	}
	return changed;
}

/* --- nodes ------------------------------------------------------------------------------------- */

static unsigned node_of(struct nuget_graph *g, struct strata_str name)
{
	struct nuget_node *n;
	size_t *index;
	bool added;

	index = strata_map_at(&g->by_name, strata_name_lower(g->arena, name), &added);
	if (!added)
		return (unsigned)*index;
	*index = g->nodes.count;
	n = strata_arena_alloc(g->arena, sizeof(*n));
	n->name = name;
	n->hidden.whole = true;
	n->by_range = STRATA_MAP_INIT(g->arena);
	*strata_vec_push(g->arena, &g->nodes) = n;
	return (unsigned)*index;
}

static void add_edge(struct nuget_graph *g, struct nuget_node *from, struct strata_str name,
		     struct strata_str range, enum strata_scope scope)
{
	unsigned to = node_of(g, name);

	if (g->nodes.items[to] != from)
		*strata_vec_push(g->arena, &from->edges) = (struct nuget_edge){ to, range, scope };
}

static struct strata_str name_of(struct strata_str path)
{
	struct strata_str base = strata_path_base(path);

	return strata_str_take(base, strata_str_rchr(base, '.'));
}

/* As it is built for the framework at hand: its own nearest. NULL: it cannot be read. */
static const struct nuget_project *read_project(struct nuget_graph *g, struct strata_str path)
{
	struct nuget_project *project = strata_arena_alloc(g->arena, sizeof(*project));
	struct nuget_framework *own;
	size_t nearest;

	if (nuget_project_read(project, g->in, path, STRATA_NONE, g->arena, NULL) < 0)
		return NULL;
	own = strata_arena_alloc(g->arena, (project->frameworks.count + 1) * sizeof(*own));
	for (size_t i = 0; i < project->frameworks.count; i++)
		own[i] = nuget_framework_of(project->frameworks.items[i], g->arena);
	nearest = nuget_framework_nearest(&g->framework, own, project->frameworks.count);
	if (nearest != STRATA_NPOS &&
	    nuget_project_read(project, g->in, path, project->frameworks.items[nearest], g->arena, NULL) < 0)
		return NULL;
	return project;
}

/* A project that cannot be read asks for nothing; its own scan says why. */
static void add_project(struct nuget_graph *g, struct nuget_node *from, struct strata_str path)
{
	unsigned index = node_of(g, name_of(path));
	struct nuget_node *n = g->nodes.items[index];

	if (n != from && !n->project)
		n->project = read_project(g, path);
	if (n->project)
		add_edge(g, from, n->name, STRATA_NONE, STRATA_SCOPE_PROD);
}

static void add_project_edges(struct nuget_graph *g, struct nuget_node *n, bool own)
{
	for (size_t i = 0; i < n->project->references.count; i++) {
		const struct nuget_reference *r = &n->project->references.items[i];

		if (!r->removed && (own || !r->is_private))
			add_edge(g, n, r->name, r->range, r->scope);
	}
	for (size_t i = 0; i < n->project->projects.count; i++)
		add_project(g, n, n->project->projects.items[i]);
}

/* What a node asks for, by what was chosen of it. */
static void find_edges(struct nuget_graph *g, struct nuget_node *n)
{
	const struct nuget_wants *wants = NULL;

	if (n->project ? n->edges.count > 0 : n->edges_of == n->chosen)
		return;
	n->edges.count = 0;
	n->edges_of = n->chosen;
	if (n->project)
		add_project_edges(g, n, n == g->nodes.items[0]);
	else if (!nuget_is_lacking(n->chosen))
		wants = nuget_feed_wants(g->feed, n->package, n->chosen, &g->framework);
	for (size_t i = 0; wants && i < wants->count; i++) {
		nuget_feed_want(g->feed, wants->items[i].name);
		add_edge(g, n, wants->items[i].name, wants->items[i].range, STRATA_SCOPE_UNKNOWN);
	}
}

/* --- versions ---------------------------------------------------------------------------------- */

static bool is_published(const struct nuget_graph *g, const struct nuget_release *r)
{
	return !g->in->as_of.ptr || r->time.len < 19 ||
	       strata_str_cmp(strata_str_take(r->time, 19), strata_str_take(g->in->as_of, 19)) <= 0;
}

static struct nuget_release *lacking(struct nuget_graph *g, const struct nuget_node *n,
				     struct strata_str range)
{
	struct nuget_release *r = strata_arena_alloc(g->arena, sizeof(*r));
	struct strata_error *err = strata_arena_alloc(g->arena, sizeof(*err));

	*err = STRATA_ERROR_INIT;
	if (!n->package->lack)
		strata_fail(err, STRATA_ENOTFOUND, 0, "no version of it fits '%.*s'", STRATA_ARG(range));
	*r = (struct nuget_release){ .version = STRATA_NONE,
				     .lack = n->package->lack ? n->package->lack : err };
	return r;
}

static bool is_held(const struct nuget_graph *g, const struct nuget_node *n,
		    const struct nuget_range *range, const struct nuget_release *r)
{
	return solver_keeps(g->in, n->package->id, r->version) && nuget_range_admits(range, r->version);
}

/* The best of those that a range admits. What is not listed does not float. */
static struct nuget_release *best_of(struct nuget_graph *g, const struct nuget_node *n,
				     struct strata_str text)
{
	struct nuget_releases *all = &n->package->releases;
	struct nuget_release *best = NULL;
	struct nuget_range range;

	if (!text.ptr || nuget_range_read(&range, text, g->arena, NULL) < 0)
		return lacking(g, n, text.ptr ? text : STRATA_STR("what is not known"));
	g->looks += 16 * all->count;
	for (size_t i = 0; i < all->count; i++) {
		struct nuget_release *r = &all->items[i];

		if (!is_published(g, r) || (range.floats && r->unlisted))
			continue;
		if (is_held(g, n, &range, r))
			return r;
		if (nuget_range_prefers(&range, r->version, best ? best->version : STRATA_NONE))
			best = r;
	}
	return best ? best : lacking(g, n, text);
}

static void note_undated(struct nuget_graph *g, const struct nuget_node *n)
{
	for (size_t i = 0; g->in->as_of.ptr && i < n->package->releases.count; i++)
		if (n->package->releases.items[i].time.len < 19) {
			solver_undated(g->in, n->package->name);
			return;
		}
}

static struct nuget_release *release_of(struct nuget_graph *g, struct nuget_node *n, struct strata_str range)
{
	size_t *index;
	bool added;

	if (!n->package) {
		n->package = nuget_feed_get(g->feed, n->name);
		note_undated(g, n);
	}
	index = strata_map_at(&n->by_range, range.ptr ? range : STRATA_STR("?"), &added);
	if (added) {
		*index = n->taken.count;
		*strata_vec_push(g->arena, &n->taken) = best_of(g, n, range);
	}
	return n->taken.items[*index];
}

/* --- passes ------------------------------------------------------------------------------------ */

static bool is_higher(const struct nuget_release *a, const struct nuget_release *b)
{
	if (!b || nuget_is_lacking(a) || nuget_is_lacking(b))
		return !b || (nuget_is_lacking(b) && !nuget_is_lacking(a));
	return scheme->compare(a->version, b->version) > 0;
}

/* What the central list says of a package that the project does not ask for itself. */
static struct strata_str pin_of(const struct nuget_graph *g, const struct nuget_node *n)
{
	const struct nuget_project *project = g->nodes.items[0]->project;
	size_t index;

	if (!project->pins_transitive || n->project ||
	    !strata_map_get(&index, &project->central, strata_name_lower(g->arena, n->name)))
		return STRATA_NONE;
	return project->pins.items[index];
}

static void enqueue(struct nuget_graph *g, unsigned index)
{
	struct nuget_node *n = g->nodes.items[index];

	if (!n->queued)
		*strata_vec_push(g->arena, &g->queue) = index;
	n->queued = true;
}

/* Whether a version is that which the last pass chose; the first that is met, where none did. */
static bool is_chosen(struct nuget_node *n, struct nuget_release *release)
{
	if (is_higher(release, n->best))
		n->best = release;
	if (!n->chosen)
		n->chosen = release;
	return n->chosen == release ||
	       (!nuget_is_lacking(release) && !nuget_is_lacking(n->chosen) &&
		scheme->compare(n->chosen->version, release->version) == 0);
}

static void follow(struct nuget_graph *g, const struct nuget_node *from, const struct nuget_edge *edge,
		   const struct nuget_set *below, const struct nuget_set *top)
{
	struct nuget_node *n = g->nodes.items[edge->to], *root = g->nodes.items[0];
	struct strata_str pin = from == root ? STRATA_NONE : pin_of(g, n);

	if (n == root || (from != root && has(&from->hidden, edge->to)))
		return;
	if (!n->project && !is_chosen(n, release_of(g, n, pin.ptr ? pin : edge->range)))
		return;
	g->looks += below->count;
	if (narrow(g, &n->hidden, pin.ptr ? top : below) || !n->reached)
		enqueue(g, edge->to);
	n->reached = true;
}

static int process(struct nuget_graph *g, unsigned index, const struct nuget_set *top,
		   struct strata_error *err)
{
	struct nuget_node *n = g->nodes.items[index];
	struct nuget_set below;

	n->queued = false;
	find_edges(g, n);
	below = hidden_below(g, n);
	g->looks += n->edges.count + 1;
	for (size_t i = 0; i < n->edges.count; i++) {
		struct nuget_edge edge = n->edges.items[i];

		follow(g, n, &edge, &below, top);
	}
	if (g->nodes.count > STRATA_LIMIT_SOLVED_PACKAGES)
		return strata_fail(err, STRATA_ELIMIT, 0, "more than %d packages",
				   STRATA_LIMIT_SOLVED_PACKAGES);
	if (g->cells > STRATA_LIMIT_SOLVER_CELLS || g->looks > STRATA_LIMIT_SOLVER_LOOKS)
		return strata_fail(err, STRATA_ELIMIT, 0, "no answer after %u steps",
				   STRATA_LIMIT_SOLVER_LOOKS);
	return 0;
}

static void begin_pass(struct nuget_graph *g)
{
	for (size_t i = 0; i < g->nodes.count; i++) {
		struct nuget_node *n = g->nodes.items[i];

		n->reached = n->queued = i == 0;
		n->best = NULL;
		n->hidden = (struct nuget_set){ .whole = i > 0 };
	}
	g->queue.count = 0;
	*strata_vec_push(g->arena, &g->queue) = 0;
}

static int run_pass(struct nuget_graph *g, struct strata_error *err)
{
	struct nuget_set top;
	int rc = 0;

	begin_pass(g);
	find_edges(g, g->nodes.items[0]);
	top = hidden_below(g, g->nodes.items[0]);
	for (size_t i = 0; rc == 0 && i < g->queue.count; i++)
		rc = process(g, g->queue.items[i], &top, err);
	return rc;
}

/* The highest that was asked for is chosen for the next pass. False: all were. */
static bool choose(struct nuget_graph *g)
{
	bool changed = false;

	for (size_t i = 1; i < g->nodes.count; i++) {
		struct nuget_node *n = g->nodes.items[i];

		changed = changed || (n->best && n->best != n->chosen);
		n->chosen = n->best;
	}
	return changed;
}

int nuget_graph_solve(struct nuget_graph *g, const struct nuget_project *project, struct strata_error *err)
{
	unsigned root;
	int rc = 0;

	g->by_name = STRATA_MAP_INIT(g->arena);
	root = node_of(g, name_of(project->path));
	g->nodes.items[root]->project = project;
	for (size_t i = 0; i < project->references.count && i < STRATA_LIMIT_SOLVED_PACKAGES; i++)
		nuget_feed_want(g->feed, project->references.items[i].name);
	for (int pass = 0; pass < PASSES; pass++) {
		if ((rc = run_pass(g, err)) < 0 || !choose(g))
			return rc;
	}
	return strata_fail(err, STRATA_ELIMIT, 0, "no answer after %d passes", PASSES);
}
