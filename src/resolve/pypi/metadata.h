/*
 * metadata.h - what a release says of itself: the headers of its core metadata.
 *
 * Spec: packaging.python.org, "Core metadata specifications" (PEP 566, 643), 2026-11.
 */
#ifndef RESOLVE_PYPI_METADATA_H
#define RESOLVE_PYPI_METADATA_H

#include "strata/arena.h"
#include "strata/facts.h"

struct pypi_metadata {
	struct strata_strs requires; /* Requires-Dist, by PEP 508 */
	struct strata_str requires_python, licence;
	bool open; /* of an sdist: a wheel that is built of it may ask for something else */
};

/* ESYNTAX when it has no Name. */
int pypi_metadata_read(struct pypi_metadata *out, struct strata_str bytes,
		       struct strata_arena *arena, struct strata_error *err);

#endif
