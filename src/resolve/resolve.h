/*
 * resolve.h - from the facts of files to projects and their graphs (step 2 of three).
 */
#ifndef RESOLVE_RESOLVE_H
#define RESOLVE_RESOLVE_H

#include "facts/collect.h"
#include "resolve/solver.h"

/* What solvers keep of what registries told them, from one resolve_inventory to the next. */
struct resolve_memory;
struct resolve_memory *resolve_memory_new(void);
void resolve_memory_free(struct resolve_memory *memory);

/* How manifests are resolved that no lockfile answers. */
struct resolve_context {
	struct registry *registry;
	struct resolve_memory *memory; /* NULL: each time all is asked for, and read, anew */
	const struct solver_files *files; /* the snapshot; NULL: what the facts were collected from */
	const struct solver_held *holds;  /* NULL: none */
	bool (*wants)(struct strata_str path, void *payload); /* manifests to resolve; NULL: all */
	void *payload; /* of wants */
	const struct config *user; /* the user's own, with registries.toml */
	struct solver_environment environment;
	struct strata_str where; /* for progress: "commit 7 of 12"; absent: there is one snapshot */
	struct strata_str now;   /* RFC 3339 */
	struct strata_str as_of; /* likewise; absent: as of now */
};

/*
 * Follows the references between files, joins manifests with the lockfiles that
 * were made from them, settles scope and directness, and merges what is the same
 * package of the same project. The inventory owns its strings by way of arena
 * and of the facts, which must outlive it. Without a context nothing is solved.
 */
void resolve_inventory(struct strata_inventory *out, struct facts_set *set,
		       const struct resolve_context *context, struct strata_arena *arena);

/*
 * The versions of a package that the registry of a manifest has, as of context's day, in no
 * order. ENOTFOUND: no solver knows how to ask, or there is none; EOFFLINE as in registry.h.
 */
int resolve_versions(struct strata_strs *out, struct facts_set *set,
		     const struct resolve_context *context, const struct facts_file *manifest,
		     struct strata_str name, struct strata_arena *arena, struct strata_error *err);

#endif
