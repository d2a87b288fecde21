/*
 * sources.h - which source package a distribution makes a package of: advisories name the source.
 *
 * Of Debian and Ubuntu by Debian's own list (data/image/debian.sources, made by debian.py): names
 * hardly change from release to release but for numbers in them, and what it does not have is
 * looked up by its own name. Of Alpine by what it calls the parts of a package.
 */
#ifndef IMAGE_SOURCES_H
#define IMAGE_SOURCES_H

#include "strata/ecosystem.h"
#include "strata/map.h"

/* Empty but for the arena at first; the list is unpacked when first asked for. */
struct image_sources {
	struct strata_arena *arena;
	bool read;
	struct strata_str text; /* a line for each source: its name, then those of its packages */
	struct strata_map at;   /* package -> where its source's line begins */
};

struct strata_str image_source_of(struct image_sources *sources,
				  const struct strata_ecosystem *ecosystem, struct strata_str name);

#endif
