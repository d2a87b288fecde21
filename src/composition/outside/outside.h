/*
 * outside.h - the lines of what a snapshot depends on, which lie outside of it.
 *
 * Each package of the inventory counts once, by its version, however many projects have it. From
 * the best there is: an installed copy; what its registry serves, counted once for ever; what is
 * known of its size. A package of which nothing is known is named, with the reason.
 */
#ifndef COMPOSITION_OUTSIDE_OUTSIDE_H
#define COMPOSITION_OUTSIDE_OUTSIDE_H

#include "composition/outside/count.h"
#include "facts/collect.h"
#include "memo/memo.h"
#include "resolve/solver.h"

enum outside_from {
	OUTSIDE_FROM_NOWHERE,   /* nothing is known: `why` says so */
	OUTSIDE_FROM_TREE,      /* it lies in the snapshot, and counts there */
	OUTSIDE_FROM_INSTALLED, /* a copy on this machine */
	OUTSIDE_FROM_ARCHIVE,   /* what the registry serves */
	OUTSIDE_FROM_SIZE,      /* an estimate */
	OUTSIDE_APART,          /* no part of what runs here: `why` says so */
};

const char *outside_from_name(enum outside_from from);

/* What an estimate is made from. */
enum outside_size {
	OUTSIDE_NO_SIZE,
	OUTSIDE_UNPACKED, /* bytes of all its files */
	OUTSIDE_PACKED,   /* of its archive */
	OUTSIDE_CLASSES,  /* of its class files */
};

struct outside_package {
	const struct strata_component *component; /* of those that are the same the first */
	bool direct;                              /* a project asks for it itself */
	enum outside_from from;
	struct outside_counts counts;
	uint64_t error; /* lines that an estimate may be off by */
	enum outside_size measure;
	uint64_t size;         /* by that measure; also of what was counted */
	struct strata_str why; /* why it was not counted; absent: it was */
};

STRATA_VEC(outside_packages, struct outside_package);

struct outside_share {
	uint64_t packages, files, lines; /* lines of code */
	uint64_t estimated, error;       /* of these, lines that are estimates; what they may be off by */
};

struct outside_ecosystem {
	const struct strata_ecosystem *ecosystem;
	uint64_t unknown; /* packages of which nothing is known */
	struct outside_share direct, transitive;
};

STRATA_VEC(outside_ecosystems, struct outside_ecosystem);

struct outside_view {
	struct outside_packages packages;     /* sorted by purl */
	struct outside_ecosystems ecosystems; /* most lines first */
	struct outside_languages languages;   /* most code first; of what was counted */
	struct outside_share direct, transitive;
	uint64_t counted, in_tree, unknown; /* packages, those that are apart left out */
	bool partial; /* there is more than is counted: files of packages, packages nobody could name */
};

struct outside_options {
	const struct strata_inventory *inventory;
	const struct facts_set *facts; /* of the snapshot */
	unsigned roles;                /* bits of strata_role whose packages count */
	bool unresolved;               /* nobody tried to find what manifests leave open */
	struct strata_str top;         /* of the work tree, on disk; absent: there is none */
	const char *home;              /* NULL: no cache of a package manager is looked into */
	unsigned jobs;
	struct memo *memo;         /* NULL: none */
	struct registry *registry; /* offline: its cache alone */
	const struct config *user; /* who names registries */
	const struct solver_environment *environment;
};

/* What is in out lives in arena. What could not be counted is a note, too. */
void outside_measure(struct outside_view *out, struct strata_notes *notes,
		     const struct outside_options *options, struct strata_arena *arena);

#endif
