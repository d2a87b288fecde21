/*
 * graph.h - what restore takes of each package, for one project and target framework.
 *
 * Each requirement is a lowest version. A package that something nearer to the project asks
 * for directly, on the way to who asks, is that one's to choose (nearest wins: the project
 * itself before all). Of what is asked for side by side the highest counts. A version that is
 * not taken asks for nothing, so passes over the graph are repeated until they find the same.
 * With transitive pinning the central list counts as the project's own.
 *
 * Rules: learn.microsoft.com, "How NuGet resolves package dependencies", "Central Package
 * Management", 2026-11.
 */
#ifndef RESOLVE_NUGET_GRAPH_H
#define RESOLVE_NUGET_GRAPH_H

#include "resolve/nuget/feed.h"
#include "resolve/nuget/project.h"

/* A set of nodes; whole: all of them. */
struct nuget_set {
	uint64_t *words;
	size_t count;
	bool whole;
};

struct nuget_edge {
	unsigned to;
	struct strata_str range; /* as written; absent: none is known */
	enum strata_scope scope;
};

STRATA_VEC(nuget_edges, struct nuget_edge);

/* A package, or a project of the snapshot. */
struct nuget_node {
	struct strata_str name;
	const struct nuget_project *project; /* NULL: a package */
	struct nuget_package *package;
	struct nuget_release *chosen, *best; /* best: of the pass at hand */
	bool reached, queued;
	struct nuget_set hidden; /* nodes that who is nearer chooses, on all ways to this one */
	struct nuget_edges edges;
	const struct nuget_release *edges_of; /* of which release they are */
	struct strata_map by_range;           /* a range -> index into taken */
	STRATA_VEC(nuget_taken, struct nuget_release *) taken;
};

STRATA_VEC(nuget_nodes, struct nuget_node *);

struct nuget_graph {
	struct nuget_feed *feed;
	const struct solver_input *in;
	struct strata_arena *arena;
	struct nuget_framework framework;
	struct strata_str framework_name;
	struct strata_map by_name; /* in lower case -> index into nodes */
	struct nuget_nodes nodes;  /* the first is the project */
	STRATA_VEC(nuget_queue, unsigned) queue;
	size_t cells, looks; /* cells: bytes of all sets */
};

/* ELIMIT. project: read for that framework. */
int nuget_graph_solve(struct nuget_graph *g, const struct nuget_project *project, struct strata_error *err);

/* A release without a version: nothing of the package could be had, or nothing fits. */
bool nuget_is_lacking(const struct nuget_release *release);

#endif
