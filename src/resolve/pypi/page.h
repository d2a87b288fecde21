/*
 * page.h - what an index tells of one project: its files.
 *
 * Pages come as JSON (PEP 691) or HTML (PEP 503), which says less. Both are read as a
 * stream: a page may be megabytes of files of which few can be installed.
 *
 * Spec: packaging.python.org, "Simple repository API" (PEP 503, 592, 658, 691, 700, 714),
 * 2026-11.
 */
#ifndef RESOLVE_PYPI_PAGE_H
#define RESOLVE_PYPI_PAGE_H

#include "strata/arena.h"
#include "strata/facts.h"

struct pypi_file {
	struct strata_str name;
	struct strata_str url; /* whole */
	struct strata_str requires_python;
	struct strata_str uploaded; /* RFC 3339; absent: the page does not tell */
	struct strata_str sha256;   /* in hexadecimal; of its metadata, the next */
	struct strata_str metadata_sha256;
	uint64_t size; /* in bytes; 0: not told */
	enum strata_tri metadata; /* whether there is "<url>.metadata" */
	bool yanked;
};

STRATA_VEC(pypi_files, struct pypi_file);

/*
 * `address` is where the page was. Slices of bytes, or in the arena. ESYNTAX; ELIMIT over
 * STRATA_LIMIT_PUBLISHED files.
 */
int pypi_page_read(struct pypi_files *out, struct strata_str bytes, struct strata_str address,
		   struct strata_arena *arena, struct strata_error *err);

#endif
