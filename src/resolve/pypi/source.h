/*
 * source.h - where the metadata of one file is had from.
 *
 * An index that says so has it beside the file (PEP 658). Else it is in the file: of a
 * wheel its last bytes are fetched, which list what is in it and mostly hold the metadata
 * too; all of it where the server sends no parts, or of an sdist. What was found so is
 * kept as if the index had it, and the file is not.
 *
 * Spec: packaging.python.org, "Simple repository API", "Binary distribution format",
 * "Source distribution format", 2026-11.
 */
#ifndef RESOLVE_PYPI_SOURCE_H
#define RESOLVE_PYPI_SOURCE_H

#include "resolve/pypi/metadata.h"
#include "resolve/pypi/page.h"
#include "resolve/solver.h"

struct pypi_source {
	const struct solver_input *in;
	const struct pypi_file *file;
	struct strata_str name; /* of the project, normal */
	struct strata_arena *arena;
};

static inline bool pypi_file_is_wheel(const struct pypi_file *file)
{
	return strata_str_ends(file->name, STRATA_STR(".whl"));
}

/* Starts to fetch; returns at once. */
void pypi_source_want(const struct pypi_source *source);

/* Below 0 as registry_get; err's path is the address. */
int pypi_source_metadata(struct pypi_metadata *out, const struct pypi_source *source,
			 struct strata_error *err);

/* --- of source.c's siblings: out of a file that is an archive ------------------------------- */

/* wheel.c: the text of METADATA. */
void pypi_wheel_want(const struct pypi_source *source);
int pypi_wheel_text(struct strata_str *out, const struct pypi_source *source,
		    struct strata_error *err);

/* sdist.c: that of PKG-INFO, with the requirements of its egg-info where it has none. */
int pypi_sdist_text(struct strata_str *out, const struct pypi_source *source,
		    struct strata_error *err);

/* All of the file. EIO when it does not have the checksum that the index tells. */
struct registry_ask pypi_source_ask(const struct pypi_source *source);
int pypi_source_whole(struct registry_answer *out, const struct pypi_source *source,
		      struct strata_error *err);
int pypi_source_check(const struct pypi_source *source, struct strata_str bytes,
		      struct strata_error *err);

#endif
