/*
 * manifest.h - what a Python manifest asks pip for: requirements with extras and markers,
 * and constraints; what the facts of a parser leave out.
 */
#ifndef RESOLVE_PYPI_MANIFEST_H
#define RESOLVE_PYPI_MANIFEST_H

#include "python/python.h"
#include "resolve/solver.h"

struct pypi_asked {
	struct python_requirement requirement;
	enum strata_scope scope;
	bool more; /* than what installs the project: an extra, a group */
	struct strata_str path; /* of the file that asks */
	unsigned line;
};

STRATA_VEC(pypi_asked_list, struct pypi_asked);

struct pypi_manifest {
	struct strata_str name, version; /* of the project, where it tells */
	struct pypi_asked_list asked, limits;
	struct strata_notes notes;
	size_t files; /* read so far */
};

int pypi_manifest_read(struct pypi_manifest *out, const struct solver_input *in,
		       struct strata_error *err);

#endif
