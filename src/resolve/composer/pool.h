/*
 * pool.h - all releases that may have a part in the answer, in Composer's order.
 *
 * The project's requirements are looked up, then those of each release that they admit, and
 * so on: a release is in the pool when it is stable enough and some requirement admits it. A
 * name that the project itself asks for counts with the project's constraint alone. A branch
 * that counts as a version besides is there twice, the second an alias of the first: both are
 * installed, or none.
 *
 * A package whose data cannot be had is in the pool as a stand-in, which will do for anything
 * and asks for nothing.
 */
#ifndef RESOLVE_COMPOSER_POOL_H
#define RESOLVE_COMPOSER_POOL_H

#include "resolve/composer/project.h"
#include "resolve/composer/source.h"
#include "strata/inventory.h"
#include "strata/version.h"

struct composer_package {
	struct strata_str name;
	struct strata_str version; /* that it counts as; absent: any */
	enum composer_stability stability;
	const struct composer_release *release; /* NULL: no package of a repository */
	const struct strata_error *lack;        /* of a stand-in: why its data cannot be had */
	struct composer_links links[COMPOSER_LINK_KINDS];
	int alias_of;    /* 0: it is none */
	bool root_alias; /* the project says that it counts so */
	bool asks_for_itself; /* of an alias: it requires packages of its own version */
	bool held;       /* a lockfile has it */
	bool fixed;      /* the project, the platform: there anyway */
};

STRATA_VEC(composer_packages, struct composer_package);
STRATA_VEC(composer_ids, int);

struct composer_name {
	struct strata_str name;
	struct strata_strs constraints; /* releases that one of them admits are in the pool */
	size_t looked;                  /* at so many of the constraints */
	bool queued, fixed;             /* fixed: no other constraint counts */
	bool found;                     /* a repository has it */
	struct composer_releases *releases; /* of each repository that has it, once it was asked */
	unsigned char **taken;  /* which of them are in the pool, or never will be */
	const struct strata_error *lack;
	struct composer_ids providers;  /* packages of that name, or that stand in for it */
};

STRATA_VEC(composer_names, struct composer_name *);

struct composer_pool {
	const struct solver_input *in;
	const struct composer_project *project;
	struct composer_sources *sources;
	struct strata_arena *arena;
	struct composer_packages packages; /* the first is of no use: numbers begin with 1 */
	struct strata_map by_name;         /* -> index into names */
	struct composer_names names;
	struct strata_map by_constraint;   /* -> index into constraints */
	STRATA_VEC(composer_constraints, struct strata_intervals *) constraints;
	struct strata_map provided;        /* "name\nconstraint" -> index into answers */
	STRATA_VEC(composer_provided, struct composer_ids) answers;
	STRATA_VEC(composer_queue, struct composer_name *) queue;
	struct strata_map marked; /* "name\nconstraint" that were asked for */
	size_t looks;             /* versions held against constraints */
	bool over;                /* too many */
	bool lenient; /* a name that nothing has or stands in for has a stand-in */
};

/* ELIMIT. */
int composer_pool_build(struct composer_pool *p, struct strata_error *err);

/* The packages that fulfil a requirement, in their order; none once there is `over`. */
struct composer_ids composer_pool_provides(struct composer_pool *p, struct strata_str name,
					   struct strata_str constraint);

/* Whether a constraint admits that version. */
bool composer_pool_admits(struct composer_pool *p, struct strata_str constraint,
			  struct strata_str version);

#endif
