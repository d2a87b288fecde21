/*
 * project.h - projects of the indexes by name: their versions that could be installed, and
 * what each of these asks for. Asked for once in a solve, read once.
 */
#ifndef RESOLVE_PYPI_PROJECT_H
#define RESOLVE_PYPI_PROJECT_H

#include "python/python.h"
#include "resolve/pypi/page.h"
#include "resolve/pypi/target.h"
#include "strata/map.h"

STRATA_VEC(python_requirements, struct python_requirement);

struct pypi_release {
	struct strata_str version; /* absent: the project's data cannot be had */
	const struct pypi_file *file; /* the best of its files */
	int rank;                     /* of that file; 0 is an sdist */
	bool yanked, pre;
	bool wanted;
	bool read; /* what follows is there */
	struct python_requirements requires;
	struct strata_str licence;
	const struct strata_error *lack; /* why it could not be read, or not for sure */
};

STRATA_VEC(pypi_releases, struct pypi_release);

struct pypi_project {
	struct strata_str name; /* normal */
	struct pypi_releases releases; /* the newest first */
	const struct strata_error *lack; /* why its page could not be had */
	const struct strata_error *absence; /* the indexes have nothing of it that can be installed */
};

STRATA_VEC(pypi_project_list, struct pypi_project *);

struct pypi_finder {
	const struct solver_input *in;
	const struct pypi_target *target;
	struct strata_arena *arena;
	struct strata_map by_name;   /* -> index into all */
	struct strata_map by_python; /* requires-python -> 1 fits, 2 does not */
	struct pypi_project_list all;
	bool lenient; /* what is absent counts as what could not be had */
};

/* Starts to fetch a project's page (its name normal); returns at once. */
void pypi_project_want(struct pypi_finder *f, struct strata_str name);

/*
 * Never NULL. A project whose page cannot be had says so in `lack`, and has one release
 * without a version, which asks for nothing. An absent one has none.
 */
struct pypi_project *pypi_project_get(struct pypi_finder *f, struct strata_str name);

/* From here on absent projects are lacking ones. False when there are none so far. */
bool pypi_project_relent(struct pypi_finder *f);

/* The same for what a release asks for. */
void pypi_release_want(struct pypi_finder *f, const struct pypi_project *p,
		       struct pypi_release *release);
void pypi_release_read(struct pypi_finder *f, const struct pypi_project *p,
		       struct pypi_release *release);

#endif
