/*
 * solve.c - what `dotnet restore` would take for a project: all of its target frameworks
 * together, as in a packages.lock.json.
 *
 * What restore calls an error (a requirement that what is taken does not fulfil) is noted, and
 * answered as well as it goes.
 */
#include "resolve/nuget/graph.h"

#include "strata/limits.h"

struct solving {
	const struct solver_input *in;
	struct strata_facts *out;
	struct strata_arena *arena;
	struct nuget_feed feed;
	struct strata_map packages; /* "id\nversion" -> package of out */
	struct strata_map edges;    /* "from to" -> 1 */
	struct strata_map lacking, said;
};

static size_t add_package(struct solving *s, const struct nuget_node *n)
{
	struct strata_arena *arena = s->out->arena;
	struct strata_str key = STRATA_CONCAT(s->arena, n->package->id, STRATA_STR("\n"), n->chosen->version);
	struct strata_package *p;
	size_t *index;
	bool added;

	index = strata_map_at(&s->packages, key, &added);
	if (!added)
		return *index;
	*index = s->out->packages.count;
	p = strata_vec_push(arena, &s->out->packages);
	p->ecosystem = &strata_ecosystem_nuget;
	p->name = strata_arena_dup(arena, n->package->name);
	if (nuget_is_lacking(n->chosen))
		p->requirement = STRATA_STR("");
	else
		p->version = strata_arena_dup(arena, n->chosen->version);
	if (n->chosen->licence.len)
		*strata_vec_push(arena, &p->licences) = strata_arena_dup(arena, n->chosen->licence);
	return *index;
}

static void add_lack(struct solving *s, const struct nuget_node *n)
{
	bool added;

	if (!n->chosen->lack)
		return;
	strata_map_at(&s->lacking, n->package->id, &added);
	if (added)
		solver_lacks(s->in, n->package->name, n->chosen->lack);
}

static bool is_taken(const struct nuget_node *n)
{
	return n->reached && !n->project && n->chosen;
}

/* Each once, whatever frameworks have it. */
static void add_edge(struct solving *s, int from, size_t to, enum strata_scope scope)
{
	struct strata_str key = strata_arena_printf(s->arena, "%d %zu %d", from, to, (int)scope);
	bool added;

	strata_map_at(&s->edges, key, &added);
	if (added)
		strata_facts_edge(s->out, from, to, scope);
}

static void say_unfulfilled(struct solving *s, const struct nuget_node *from, const struct nuget_node *n,
			    struct strata_str text)
{
	struct nuget_range range;
	bool added;

	if (!text.len || nuget_is_lacking(n->chosen) || nuget_range_read(&range, text, s->arena, NULL) < 0)
		return;
	range.pre = true; /* it is taken for whoever asks for a pre-release */
	if (nuget_range_admits(&range, n->chosen->version))
		return;
	strata_map_at(&s->said, STRATA_CONCAT(s->arena, from->name, STRATA_STR(" "), n->name), &added);
	if (added)
		strata_facts_note(s->out, 0, "'%.*s' asks for '%.*s' %.*s, and %.*s is taken",
				  STRATA_ARG(from->name), STRATA_ARG(n->name), STRATA_ARG(text),
				  STRATA_ARG(n->chosen->version));
}

/* A project of the snapshot is on the way to what it asks for. */
static void add_edges(struct solving *s, const struct nuget_graph *g, const struct nuget_node *from,
		      int index)
{
	for (size_t i = 0; i < from->edges.count; i++) {
		const struct nuget_edge *edge = &from->edges.items[i];
		const struct nuget_node *to = g->nodes.items[edge->to];
		bool own = from == g->nodes.items[0];

		if (!is_taken(to))
			continue;
		add_edge(s, index, add_package(s, to),
			 own ? edge->scope : from->project ? STRATA_SCOPE_PROD : STRATA_SCOPE_UNKNOWN);
		say_unfulfilled(s, from, to, edge->range);
	}
}

static void note_unfound(struct solving *s, const struct nuget_project *of)
{
	bool added, own = strata_str_eq(of->path, s->in->path);

	for (size_t i = 0; i < of->unfound.count; i++) {
		const struct nuget_unfound *u = &of->unfound.items[i];

		strata_map_at(&s->said, STRATA_CONCAT(s->arena, of->path, STRATA_STR("\n"), u->name),
			      &added);
		if (added)
			strata_facts_note(s->out, own ? u->line : 0,
					  "the project '%.*s' that '%.*s' refers to is not found: what "
					  "it asks for is not known",
					  STRATA_ARG(u->name), STRATA_ARG(of->path));
	}
}

static void answer(struct solving *s, const struct nuget_graph *g)
{
	for (size_t i = 1; i < g->nodes.count; i++)
		if (is_taken(g->nodes.items[i])) {
			add_package(s, g->nodes.items[i]);
			add_lack(s, g->nodes.items[i]);
		}
	for (size_t i = 0; i < g->nodes.count; i++) {
		const struct nuget_node *n = g->nodes.items[i];

		if (n->project && (i == 0 || n->reached)) {
			note_unfound(s, n->project);
			add_edges(s, g, n, STRATA_ROOT(0));
		} else if (is_taken(n)) {
			add_edges(s, g, n, (int)add_package(s, n));
		}
	}
}

static int solve_framework(struct solving *s, struct strata_str framework, struct strata_error *err)
{
	struct nuget_graph g = { .feed = &s->feed, .in = s->in, .arena = s->arena,
				 .framework_name = framework,
				 .framework = nuget_framework_of(framework, s->arena) };
	struct nuget_project project;
	int rc;

	if ((rc = nuget_project_read(&project, s->in, s->in->path, framework, s->arena, err)) < 0 ||
	    (rc = nuget_graph_solve(&g, &project, err)) < 0)
		return rc;
	answer(s, &g);
	return 0;
}

static void begin(struct solving *s)
{
	struct strata_arena *arena = s->out->arena;

	*strata_vec_push(arena, &s->out->roots) = (struct strata_root){ .dir = STRATA_STR("") };
	strata_facts_refer(s->out, STRATA_REF_MANIFEST,
			   strata_arena_dup(arena, strata_path_base(s->in->path)), 0)->format = s->in->format;
}

static int solve(struct strata_facts *out, const struct solver_input *in, struct strata_error *err)
{
	struct solving s = { .in = in, .out = out, .arena = in->scratch,
			     .packages = STRATA_MAP_INIT(in->scratch), .edges = STRATA_MAP_INIT(in->scratch),
			     .lacking = STRATA_MAP_INIT(in->scratch), .said = STRATA_MAP_INIT(in->scratch) };
	struct nuget_project project;
	int rc;

	if (!strata_str_ends(in->path, STRATA_STR("proj")))
		return strata_fail(err, STRATA_EUNSUPPORTED, 0, "no project of the snapshot uses it");
	if ((rc = nuget_project_read(&project, in, in->path, STRATA_NONE, s.arena, err)) < 0)
		return rc;
	if (!project.frameworks.count)
		return strata_fail(err, STRATA_EUNSUPPORTED, 0, "its target framework is not known");
	nuget_feed_init(&s.feed, in, s.arena);
	begin(&s);
	if (project.frameworks.count > STRATA_LIMIT_VERSIONS)
		strata_facts_note(out, 0, "more than %d target frameworks: the rest is not resolved",
				  STRATA_LIMIT_VERSIONS);
	for (size_t i = 0; rc == 0 && i < project.frameworks.count && i < STRATA_LIMIT_VERSIONS; i++)
		rc = solve_framework(&s, project.frameworks.items[i], err);
	nuget_feed_release(&s.feed);
	return rc;
}

static int versions(struct strata_strs *out, const struct solver_input *in, struct strata_str name,
		    struct strata_arena *arena, struct strata_error *err)
{
	struct nuget_feed feed;
	const struct nuget_package *p;
	int rc;

	nuget_feed_init(&feed, in, in->scratch);
	p = nuget_feed_get(&feed, name);
	rc = p->lack ? (int)p->lack->code : 0;
	if (p->lack && err)
		*err = *p->lack;
	for (size_t i = 0; i < p->releases.count; i++)
		if (!p->releases.items[i].unlisted)
			*strata_vec_push(arena, out) = strata_arena_dup(arena, p->releases.items[i].version);
	nuget_feed_release(&feed);
	return rc;
}

const struct solver solver_nuget = {
	.formats = "nuget/msbuild",
	.config = &registry_config_nuget,
	.decides = true,
	.solve = solve,
	.versions = versions,
};
