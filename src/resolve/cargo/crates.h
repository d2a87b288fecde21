/*
 * crates.h - the crates of a solve: their versions, and which of them a dependency admits.
 *
 * A crate is a name in a source. Files of the index are asked for once. What cannot be had
 * (git, another registry, a failed request) is a crate with one version of which nothing is
 * known.
 */
#ifndef RESOLVE_CARGO_CRATES_H
#define RESOLVE_CARGO_CRATES_H

#include "resolve/cargo/index.h"
#include "resolve/cargo/manifest.h"

struct cargo_crate;
struct cargo_plan;

struct cargo_version {
	struct cargo_crate *crate;
	struct strata_str version;     /* absent: it cannot be known */
	struct strata_str requirement; /* of what cannot be known */
	struct strata_str line;        /* its entry in the index */
	struct strata_str rust;
	unsigned link;      /* a name; 0: none */
	unsigned slot;      /* what is compatible with it has the same, from 1 */
	unsigned in_place;  /* slot of the crate that a patch stands for; 0 */
	bool replaces;      /* and it is of [replace], which changes no choice */
	unsigned number;    /* of all that were candidates, from 0 */
	const struct cargo_manifest *manifest; /* of what lies in the snapshot */
	const struct cargo_summary *summary;   /* once it was asked for */
	struct cargo_plan *plans;
};

STRATA_VEC(cargo_versions, struct cargo_version *);

/* What [patch] (or [replace]) has in place of the crate of that name in a source. */
struct cargo_patch {
	struct strata_str of;   /* the source: as cargo_crates_source has it */
	struct strata_str name;
	struct cargo_version *version; /* NULL: it cannot be read, and the source's counts */
	struct strata_str from; /* where it would be */
};

STRATA_VEC(cargo_patches, struct cargo_patch);

struct cargo_candidates {
	struct cargo_versions list; /* the best first */
};

struct cargo_crate {
	struct strata_str name, from;
	enum cargo_source source;
	struct cargo_published_list published;
	struct cargo_version **made; /* of each that is published; NULL: not yet */
	struct registry_answer answer;
	const struct registry_server *server;
	bool answered, lacking;
	struct cargo_version *only; /* of what is no registry's, or lacking */
};

STRATA_VEC(cargo_crate_list, struct cargo_crate *);

struct cargo_rust {
	uint64_t part[3];
};

STRATA_VEC(cargo_rusts, struct cargo_rust);

struct cargo_crates {
	const struct solver_input *in;
	struct strata_arena *arena;
	struct cargo_names names;
	struct cargo_manifests manifests;
	struct strata_map by_key;     /* source, from, name -> index into all */
	struct cargo_crate_list all;
	struct strata_map by_question; /* crate, requirement -> address of candidates */
	struct strata_map slots;
	size_t slot_count;
	struct cargo_versions versions; /* by number */
	struct cargo_patches patches;
	struct cargo_rusts rusts; /* of the members, where these versions are preferred */
};

void cargo_crates_init(struct cargo_crates *crates, const struct solver_input *in);
void cargo_crates_release(struct cargo_crates *crates);

/* The crate's version that lies in the snapshot. */
struct cargo_version *cargo_crates_local(struct cargo_crates *crates,
					 const struct cargo_manifest *manifest);

/*
 * A source as patches name it: "" (the default registry), a registry's name, or an address of
 * git without what does not matter in it.
 */
struct strata_str cargo_crates_source(struct cargo_crates *crates, struct strata_str text);

/* Adds what stands in place of a source's crate of that name. */
void cargo_crates_patch(struct cargo_crates *crates, struct strata_str of,
			const struct cargo_dep *dep, bool replaces);

/* Says which patches of what is active could not be read. */
void cargo_crates_say_patches(struct cargo_crates *crates, const struct cargo_versions *active);

/* Starts to fetch; returns at once. */
void cargo_crates_want(struct cargo_crates *crates, const struct cargo_dep *dep);

/* The versions that a dependency admits; none: its crate has no such version. */
const struct cargo_candidates *cargo_crates_candidates(struct cargo_crates *crates,
						       struct cargo_dep *dep);

const struct cargo_summary *cargo_crates_summary(struct cargo_crates *crates,
						 struct cargo_version *version);

/* The versions of a crate of the default registry that are not yanked; texts in arena. */
int cargo_crates_versions(struct strata_strs *out, struct cargo_crates *crates,
			  struct strata_str name, struct strata_arena *arena,
			  struct strata_error *err);

/* False when it is no version of Rust: "1.70", "1.70.1". */
bool cargo_rust_read(struct cargo_rust *out, struct strata_str text);

#endif
