/*
 * graph.h - the module graph as the go command loads it, and the version of each module
 * that minimal version selection takes: the highest that anything in the graph requires.
 *
 * Of a main module whose graph is pruned (go 1.17) the go.mod of each requirement is read,
 * and what these require is in the graph without being read, unless it is of a go.mod
 * that is not pruned: below it everything is read. A requirement of a main module that is
 * not the selected one is raised to it, which may bring in more: the graph is loaded again
 * until nothing changes.
 *
 * In a workspace all members are main modules and their requirements are read one level
 * deeper; of what is needed by them the selected versions are read, too.
 *
 * Specified: go.dev/ref/mod, "Minimal version selection", "Module graph pruning" and
 * "Workspaces"; design/36460 (lazy loading), 2026-11.
 */
#ifndef RESOLVE_GO_GRAPH_H
#define RESOLVE_GO_GRAPH_H

#include "resolve/go/kept.h"
#include "resolve/go/mod.h"
#include "resolve/go/proxy.h"
#include "resolve/go/sums.h"
#include "strata/map.h"

enum go_pruning {
	GO_PRUNED,
	GO_UNPRUNED,
	GO_WORKSPACE,
};

enum { GO_PRUNINGS = 3 };

struct go_node;

/* A module at any version. */
struct go_path {
	struct go_node *selected; /* in this round; NULL: nothing asks for it */
	size_t package;           /* what the answer calls it, + 1 */
};

/* A module at a version. */
struct go_node {
	struct strata_str path, version; /* version "": a main module */
	struct go_path *of;
	const struct modfile_replace *replace; /* what stands for it; NULL: itself */
	struct strata_str base; /* the folder that a replacing folder is relative to */
	struct go_mod mod;
	bool kept; /* its go.mod was read by an earlier run */
	bool read, there; /* its go.mod was asked for; could be had */
	bool loaded;      /* its requirements are in the graph of this round */
	bool queued[GO_PRUNINGS];
	bool seen;        /* workspace: its selected version was loaded again */
	bool left_out;    /* an excluded version, or a toolchain: no part of the graph */
	bool judged;      /* it was or is the selected one of this round, or a higher one was */
};

STRATA_VEC(go_nodes, struct go_node *);
STRATA_VEC(go_paths, struct go_path *);

struct go_main {
	struct go_node *node;
	struct strata_str folder; /* in the snapshot */
};

STRATA_VEC(go_mains, struct go_main);

struct go_waiting {
	struct go_node *node;
	enum go_pruning pruning;
};

STRATA_VEC(go_queue, struct go_waiting);

struct go_graph {
	const struct solver_input *in;
	struct strata_arena *arena;
	struct go_proxy proxy;
	struct go_sums sums;
	struct go_kept kept;
	struct go_mains mains;
	const struct modfile_replaces *work_replaces; /* of a go.work; NULL without one */
	struct strata_str work_folder;
	struct strata_map excluded; /* "path@version" */
	struct strata_map by_version; /* "path@version" -> index into nodes */
	struct go_nodes nodes;
	struct strata_map by_path; /* -> index into paths */
	struct go_paths paths;
	struct go_queue queue;
	size_t next, steps;
};

void go_graph_init(struct go_graph *g, const struct solver_input *in);
void go_graph_release(struct go_graph *g);

/* A main module: its go.mod is `mod`. All of them are added before the graph is loaded. */
void go_graph_add_main(struct go_graph *g, const struct go_mod *mod, struct strata_str folder);

/* ELIMIT; what cannot be had is a lack of the solve. */
int go_graph_load(struct go_graph *g, struct strata_error *err);

/* What is required; NULL for what has no version, and for what is left out. */
struct go_node *go_graph_required(struct go_graph *g, struct go_require *r);

/* "go" and "toolchain" are requirements, but no modules. */
bool go_is_toolchain(struct strata_str path);

#endif
