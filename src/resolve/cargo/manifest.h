/*
 * manifest.h - Cargo.toml as cargo's resolver sees it: the workspace's part put in, all
 * platforms and kinds of dependencies together.
 *
 * Format: The Cargo Book, "The Manifest Format", "Workspaces", "Overriding Dependencies",
 * 2026-11.
 */
#ifndef RESOLVE_CARGO_MANIFEST_H
#define RESOLVE_CARGO_MANIFEST_H

#include "resolve/cargo/summary.h"
#include "resolve/solver.h"

struct cargo_manifest {
	struct strata_str folder; /* in the snapshot; "" is its top */
	struct strata_str name, version, rust, links;
	struct strata_str edition, resolver;
	const struct node *top;
	struct cargo_summary summary;
	bool package; /* it has one; else it is a workspace alone */
	bool member;
};

STRATA_VEC(cargo_manifest_list, struct cargo_manifest *);

struct cargo_manifests {
	const struct solver_input *in;
	struct cargo_names *names;
	struct strata_arena *arena;
	struct strata_map by_folder; /* -> index into all, + 1; 0: there is none */
	struct cargo_manifest_list all;
	struct cargo_manifest_list members; /* in the order in which cargo takes them */
};

#define CARGO_MANIFESTS(input, numbers, memory)                                       \
	((struct cargo_manifests){ .in = (input), .names = (numbers), .arena = (memory), \
				   .by_folder = STRATA_MAP_INIT(memory) })

/* NULL when no manifest that can be read lies there. */
struct cargo_manifest *cargo_manifest_at(struct cargo_manifests *all, struct strata_str folder);

/* Finds the members of the workspace that `root` is, or that it is alone. */
void cargo_manifest_members(struct cargo_manifests *all, struct cargo_manifest *root);

/* A dependency as a table of a manifest has it (also one of [patch]). */
bool cargo_manifest_dep(struct cargo_dep *out, struct cargo_manifests *all,
			const struct cargo_manifest *of, const struct node *n);

#endif
