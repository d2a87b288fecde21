/*
 * build.h - a project's tree, built as npm builds it: see tree.h and place.h.
 *
 * Nodes are taken from a queue, the shallowest first and then by path; each gets what it
 * lacks. What it asks for is tried out, with its peers, in a tree that begins with a
 * stand-in for who asks.
 */
#ifndef RESOLVE_NPM_BUILD_H
#define RESOLVE_NPM_BUILD_H

#include "resolve/npm/fetch.h"
#include "resolve/npm/pick.h"
#include "resolve/npm/place.h"

struct npm_member {
	struct strata_str folder; /* in the snapshot */
	struct npm_node *node;
};

STRATA_VEC(npm_members, struct npm_member);

/* What a requirement leads to; NULL, and why. */
struct npm_picked {
	const struct npm_manifest *manifest;
	const struct strata_error *failed;
};

struct npm_build {
	const struct solver_input *in;
	struct strata_arena *arena;
	struct npm_tree tree;
	struct npm_fetcher *fetcher;
	struct npm_picker picker;
	struct strata_str folder;     /* of the project, in the snapshot */
	struct npm_members members;   /* of the workspace */
	struct strata_notes *notes;   /* where they go; paths and texts in notes_arena */
	struct strata_arena *notes_arena;
	struct strata_map picks;      /* "name@requirement" -> index into picked, + 1 */
	STRATA_VEC(, struct npm_picked) picked;
	struct npm_members folders;   /* that links lead to */
	struct npm_nodes queue;       /* sorted, the next one last */
	struct npm_nodes links;       /* whose folders are yet to be looked at */
	size_t placed, steps;
	bool locked; /* the tree began with that of a lockfile */
};

/* tree.top and members are there; what cannot be had is said. ELIMIT. */
int npm_build(struct npm_build *build, struct strata_error *err);

/*
 * locked.c: the tree that the lockfile of in->holds tells. What of it has no place in this
 * project is left out, and so asked for anew.
 */
int npm_lock_read(struct npm_build *build, struct strata_error *err);

/* What a requirement leads to; asked for once. */
struct npm_picked npm_build_pick(struct npm_build *build, const struct npm_spec *spec);

/* What lies in a folder of the snapshot; NULL without a manifest there. */
struct npm_node *npm_build_folder(struct npm_build *build, struct strata_str name,
				  struct strata_str folder);

struct npm_node *npm_build_link(struct npm_build *build, struct strata_str name,
				struct npm_node *folder, const struct npm_spec *spec);

/* npm's own and those of a member: the manifest in a folder of the snapshot. */
int npm_build_read(const struct npm_manifest **out, struct npm_build *build,
		   struct strata_str folder, struct strata_error *err);

/*
 * bundle.c: what a package brings in its own archive, put below it. What the archive is
 * lacking is a lack of the solve.
 */
void npm_bundle_want(struct npm_build *build, const struct npm_node *node);
void npm_bundle_open(struct npm_build *build, struct npm_node *node);

#endif
