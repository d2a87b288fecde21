/*
 * inventory.h - what a snapshot is made of (step 2 of three): its manifests, and
 * each package of each project once.
 *
 * A project is a folder with manifests. A component is one package in one
 * project: "one entry per project that has it"; edges, scope and directness are
 * that project's. Built by resolve, read by the judges and the reports; all of it
 * lives in one arena.
 */
#ifndef STRATA_INVENTORY_H
#define STRATA_INVENTORY_H

#include "strata/facts.h"
#include "strata/format.h"

/* What a path is for. Findings of all but OWN and GENERATED stand apart. */
enum strata_role {
	STRATA_ROLE_OWN,
	STRATA_ROLE_TEST,
	STRATA_ROLE_FIXTURE,
	STRATA_ROLE_EXAMPLE,
	STRATA_ROLE_VENDORED,
	STRATA_ROLE_GENERATED,
};

struct strata_place {
	struct strata_str path;
	unsigned line; /* 0: the whole file */
};

STRATA_VEC(strata_places, struct strata_place);
STRATA_VEC(strata_indices, unsigned);

/*
 * What a manifest asks for and its lockfile does not hold: another version, or none. The
 * lockfile rules; that they differ is a finding.
 */
struct strata_drift {
	const struct strata_drift *next; /* of the same component */
	struct strata_place manifest, lock;
	struct strata_str requirement;
	struct strata_str held; /* the version that the lockfile has; absent: it has none */
};

struct strata_component {
	struct strata_str id; /* project path plus purl: unique in the inventory */
	const struct strata_ecosystem *ecosystem;
	struct strata_str name; /* as written */
	struct strata_str key;  /* normalised: what advisories are looked up by */
	struct strata_str version;     /* absent: not pinned */
	struct strata_str requirement; /* absent: none known */
	struct strata_str release; /* of the distribution, as OSV writes it: "12", "v3.20"; or absent */
	struct strata_str purl;
	enum strata_scope scope;
	enum strata_tri direct;
	enum strata_role role; /* the most serious of its places': OWN before all others */
	bool maybe;            /* the version is what is asked for at least, not what is used */
	struct strata_str source, commit;
	struct strata_strs checksums;
	struct strata_strs licences; /* as written */
	struct strata_str licence;   /* what they mean, or the text beside a copy of it: an SPDX
					expression; absent: unknown */
	struct strata_str project; /* "." for the top folder */
	struct strata_places places; /* sorted by path and line; at least one */
	struct strata_indices dependencies; /* components; sorted */
	struct strata_indices parents;      /* the reverse */
	const struct strata_drift *drift; /* NULL: none */
	bool root_edge; /* a project's root depends on it */
	bool local;     /* the project's own: listed, never matched with advisories */
};

STRATA_VEC(strata_components, struct strata_component);

struct strata_manifest {
	struct strata_str path;
	struct strata_str blob; /* its object id, hexadecimal */
	const struct strata_format *format;
	enum strata_role role;
	struct strata_str project;
	struct strata_roots roots;
	bool unreadable;
	struct strata_str resolved; /* the versions are those that would have been installed at
				       that time, RFC 3339; absent: as the files say */
	struct strata_str answered_by; /* path of the lockfile, or of the manifest that it was
					  resolved with; absent: nothing answers it */
	bool whole; /* resolved, and nothing is lacking */
	struct strata_str refused; /* why its package manager would not install it; absent */
};

STRATA_VEC(strata_manifests, struct strata_manifest);

struct strata_inventory {
	struct strata_arena *arena;
	struct strata_manifests manifests;   /* sorted by path, then format */
	struct strata_components components; /* sorted by id */
	struct strata_notes notes;           /* sorted by path, line, reason */
	struct strata_notes lacking; /* those of them that say what could not be resolved */
	bool open; /* a manifest that no lockfile answers asks for what a solver could find out */
	size_t files, parsed;
};

/*
 * Adds components that have no edges and ids of their own. What refers to components by their
 * index is the inventory's own alone, then: no finding does yet.
 */
void strata_inventory_add(struct strata_inventory *inventory, struct strata_components *added);

/* "pkg:npm/%40scope/name@1.0": the package-url specification, 2026-11. */
struct strata_str strata_purl(struct strata_arena *arena, const struct strata_ecosystem *ecosystem,
			      struct strata_str name, struct strata_str version);

/*
 * Whether a package URL as people write it means this one: without a version it means
 * all of them, '*' is a wildcard, and a scope may be written "@scope".
 */
bool strata_purl_means(struct strata_str written, struct strata_str purl);

const char *strata_scope_name(enum strata_scope scope);
const char *strata_role_name(enum strata_role role);

/*
 * The shortest chains from a root to a component, at most `most`, each a list of
 * components that ends with it; shortest first, then by id. Cycles are passed
 * over. A component without a way from a root gives the chain of itself alone.
 */
STRATA_VEC(strata_chains, struct strata_indices);

void strata_inventory_chains(struct strata_chains *out, const struct strata_inventory *inventory,
			     unsigned component, size_t most, struct strata_arena *arena);

#endif
