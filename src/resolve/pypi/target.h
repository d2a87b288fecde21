/*
 * target.h - the Python that is resolved for: what markers ask about, and which wheels it
 * can install.
 *
 * Spec: packaging.python.org, "Dependency specifiers" (PEP 508), "Platform compatibility
 * tags" (PEP 425, 600, 656), 2026-11. The order of tags is that of `packaging`.
 */
#ifndef RESOLVE_PYPI_TARGET_H
#define RESOLVE_PYPI_TARGET_H

#include "resolve/solver.h"

/* How pip goes about it, by its version; see run.h. */
struct pypi_manner {
	bool narrow;  /* since 25.1: what conflicted first, then upper bounds; before, depth */
	bool promote; /* since 26.1: what conflicts again and again is settled early */
};

struct pypi_target {
	struct pypi_manner manner;
	struct strata_str full, brief; /* "3.13.9", "3.13" */
	unsigned major, minor, glibc;
	bool musl;
	const char *os_name, *sys_platform, *system;
	struct strata_str machine; /* as platform.machine() says it there */
};

/* EUSAGE when [resolve] names no Python, or no pip. */
int pypi_target(struct pypi_target *out, const struct solver_environment *environment,
		struct strata_error *err);

/*
 * Whether a marker holds, with `extra` (normal name; "" for none) asked for. Only for
 * markers that python_requirement accepted; the empty one holds.
 */
bool pypi_marker_holds(const struct pypi_target *target, struct strata_str marker,
		       struct strata_str extra, struct strata_arena *scratch);

/* How good a wheel is for the target, by its file's name; -1: it cannot be installed. */
int pypi_wheel_rank(const struct pypi_target *target, struct strata_str file);

#endif
