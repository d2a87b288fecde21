/*
 * mod.h - what a go.mod says of the module graph: requirements, replacements, exclusions,
 * retractions, and whether its graph is pruned.
 *
 * The parser of the format (parsers/go/mod.c) answers packages; here the words count, as
 * the go command reads them. A go.mod of a dependency is read laxly, as there: of what it
 * replaces and excludes nothing counts, of what is unknown neither.
 */
#ifndef RESOLVE_GO_MOD_H
#define RESOLVE_GO_MOD_H

#include "go/modfile.h"
#include "strata/facts.h"

struct go_node;

struct go_require {
	struct strata_str path, version; /* version as it is meant: "v1" is v1.0.0 */
	struct strata_str query;         /* a branch, a commit, "latest": has no version yet */
	bool indirect;
	unsigned line;
	struct go_node *node; /* the graph's own: NULL until it was looked for, */
	struct go_node **at;  /* as this is, for all that require just that; may be NULL */
};

STRATA_VEC(go_requires, struct go_require);

struct go_interval {
	struct strata_str low, high;
};

STRATA_VEC(go_retracts, struct go_interval);

struct go_use {
	struct strata_str folder;
	unsigned line;
};

STRATA_VEC(go_uses, struct go_use);

struct go_mod {
	struct strata_str module, go;
	bool pruned; /* go 1.17 and later */
	struct go_requires requires;
	struct modfile_replaces replaces;
	struct go_requires excludes;
	struct go_retracts retracts;
	struct go_uses uses; /* of a go.work */
};

/*
 * ESYNTAX for a malformed requirement. Of what is not `own`, for one without a version and
 * for a block that is not closed, too.
 */
int go_mod_read(struct go_mod *out, struct strata_str bytes, bool own, struct strata_arena *arena,
		struct strata_error *err);

/* "v1.2.3" of "v1.2.3", "v1.2" or "v1.2.3+meta"; "+incompatible" stays. Absent: no version. */
struct strata_str go_canonical(struct strata_str version, struct strata_arena *arena);

/* "v0.0.0-20240102030405-0123456789ab": a commit, made a version by go. */
bool go_is_pseudo(struct strata_str version);

#endif
