/*
 * unit.h - one file's facts on their way into the inventory. Packages stay the file's,
 * which are many: scope and directness are settled beside them, and what else the join
 * changes of one is changed in a copy.
 */
#ifndef RESOLVE_UNIT_H
#define RESOLVE_UNIT_H

#include "resolve/resolve.h"

struct unit_package {
	const struct strata_package *facts; /* as the file has it; unit_change gives a copy */
	struct strata_str path; /* of the file that says so: an included one's differs */
	enum strata_scope scope;
	enum strata_tri direct;
	const struct strata_drift *drift; /* NULL: none */
	unsigned answer; /* of a manifest's: the lockfile's package for it, + 1; 0: none */
	bool taken;   /* found in a lockfile: that entry stands for it */
	bool changed; /* facts are the unit's own */
};

STRATA_VEC(unit_packages, struct unit_package);

struct unit {
	const struct facts_file *file;
	struct strata_str project; /* the folder; "" at the top */
	struct unit_packages packages;
	struct strata_roots roots;
	struct strata_edges edges;
	bool consumed; /* a constraints file: it asks for nothing by itself */
	bool answers;  /* other manifests: as a lockfile does */
	const struct unit *answered_by; /* the last of the lockfiles that do; NULL: none does */
	bool solved;   /* no file: what a solver answers, in the place of a lockfile */
	bool whole;    /* solved, and nothing is lacking */
	struct strata_str refused; /* why its package manager would not install what it asks for,
				      or what is solved; absent: it would */
	const struct solver_elsewhere_list *elsewhere; /* solved: what manifests ask for in vain */
	bool alone;    /* solved: for the manifest itself, not for the members that it names */
	bool decides;  /* solved, and what it leaves out of what is asked for is not installed */
	struct strata_str resolved; /* when a solver answered it, RFC 3339; absent: none did */
	struct strata_note open; /* what its parents do not tell, unless a solver does; or none */
};

STRATA_VEC(units, struct unit);
STRATA_VEC(units_found, struct unit *);

/* All units of a scan, and how to find one. */
struct unit_set {
	struct facts_set *facts;
	struct strata_arena *arena;
	struct units items;
	struct units_found solutions; /* the units that are `solved` */
	struct strata_map by_file; /* "path\nformat" -> index into items */
	struct strata_inventory *out; /* for notes */
	struct units_found by_folder; /* all of them, sorted: of members.c */
	size_t globbed;               /* folders that were held against globs */
};

void unit_add(struct unit_set *set, struct unit *unit, const struct strata_package *facts,
	      struct strata_str path);

/* The facts of a package as the unit's own, to be changed. */
struct strata_package *unit_change(struct unit_set *set, struct unit_package *package);

/* The unit of that path, read as format (NULL: by its name); NULL when there is none. */
struct unit *unit_lookup(struct unit_set *set, struct strata_str path,
			 const struct strata_format *format);

/* The file of that name one folder up; absent at the top. */
struct strata_str unit_path_above(struct strata_arena *arena, struct strata_str path);

/* Whether a reference is to a file that the one that has it inherits from. */
bool unit_inherits_by(const struct strata_reference *ref);

void unit_note(struct unit_set *set, struct strata_str path, unsigned line, const char *format,
	       ...) __attribute__((format(printf, 4, 5)));

/* A note that what a file refers to is not there. */
void unit_note_missing(struct unit_set *set, const struct facts_file *of,
		       const struct strata_reference *ref);

/* reference.c: includes, constraints, go.sum. */
void reference_follow(struct unit_set *set, struct unit *unit);

/* offer.c: requirements that are as a file above offers them. */
void offer_settle(struct unit_set *set);

/* feature.c: optional requirements that other packages of the tree turn on. */
void feature_settle(struct unit_set *set);

/* inherit.c: properties, managed versions and packages of parents. */
void inherit_all(struct unit_set *set);

/* What is open even though solvers have answered. */
void inherit_note_open(struct unit_set *set);

/* vendored.c: copies that lie in the tree are packages of the project around them. */
void vendored_settle(struct unit_set *set);

/* gitlink.c: the commits of submodules. */
void gitlink_settle(struct unit_set *set);

/*
 * members.c: the manifests of a workspace's members, in the order of its globs, and of what
 * it asks for by path. `own`: without what is asked for and lies elsewhere.
 */
void members_find(struct units_found *out, struct unit_set *set, const struct unit *of, bool own);

/* join.c: manifests and workspace members of a lockfile. */
void join_manifests(struct unit_set *set, struct unit *lock);

/* drift.c: what the manifest asks for, and the lockfile that it was joined with does not hold. */
void drift_find(struct unit_set *set, struct unit *lock, struct unit *manifest);

/* solve.c: what would be installed, where no lockfile answers a manifest; without a context
 * only whether there is such a manifest. */
void solve_manifests(struct unit_set *set, const struct resolve_context *context);

/* scope.c: scope and directness by reachability from the roots. */
void scope_settle(struct unit *unit, struct strata_arena *scratch);

/* merge.c: what is the same package of the same project becomes one component. */
void merge_units(struct strata_inventory *out, const struct unit_set *set);

#endif
