/*
 * summary.h - what one version of a crate asks for, from a registry's index or from a
 * manifest: its dependencies, and its features as cargo's resolver sees them.
 *
 * Names of features and dependencies are numbers, the same in a whole solve.
 */
#ifndef RESOLVE_CARGO_SUMMARY_H
#define RESOLVE_CARGO_SUMMARY_H

#include "strata/arena.h"
#include "strata/error.h"
#include "strata/map.h"

/* Texts as numbers from 1. */
struct cargo_names {
	struct strata_map by_text;
};

unsigned cargo_name(struct cargo_names *names, struct strata_str text);

STRATA_VEC(cargo_ids, unsigned);

/* Sorts, and leaves each once. */
void cargo_ids_tidy(struct cargo_ids *ids);
bool cargo_ids_has(const struct cargo_ids *ids, unsigned id); /* of a tidy one */

enum cargo_source {
	CARGO_REGISTRY, /* `from` is the registry's name or its index; "": the default */
	CARGO_PATH,     /* `from` is a folder of the snapshot */
	CARGO_ELSEWHERE, /* `from` is as written: git, or a folder outside of the snapshot */
};

struct cargo_candidates;

struct cargo_dep {
	struct strata_str name; /* the crate's own */
	unsigned handle;        /* the name by which it is asked for */
	struct strata_str requirement;
	enum cargo_source source;
	struct strata_str from;
	struct cargo_ids features;
	bool optional, defaults, dev;
	const struct cargo_candidates *candidates; /* once they were asked for */
};

STRATA_VEC(cargo_deps, struct cargo_dep);

/* One thing that a feature turns on. */
struct cargo_value {
	unsigned feature; /* of the crate itself; of the dependency where that is set */
	unsigned dep;     /* a handle; with feature 0: "dep:x" */
	bool weak;
};

STRATA_VEC(cargo_values, struct cargo_value);

struct cargo_feature {
	unsigned name;
	struct cargo_values values;
};

STRATA_VEC(cargo_features, struct cargo_feature);

struct cargo_summary {
	struct strata_str checksum; /* SHA-256, hexadecimal; absent: none is told */
	struct cargo_deps deps;
	struct cargo_features features; /* by name once it is finished */
};

/* "x", "dep:x", "x/y", "x?/y". */
void cargo_summary_value(struct cargo_feature *feature, struct strata_str text,
			 struct cargo_names *names, struct strata_arena *arena);

/* Puts features of one name together, and adds those that optional dependencies imply. */
void cargo_summary_finish(struct cargo_summary *summary, struct strata_arena *arena);

const struct cargo_feature *cargo_summary_feature(const struct cargo_summary *summary,
						  unsigned name);

#endif
