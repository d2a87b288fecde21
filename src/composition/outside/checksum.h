/* checksum.h - whether a file is the one that a lockfile or a registry means. */
#ifndef COMPOSITION_OUTSIDE_CHECKSUM_H
#define COMPOSITION_OUTSIDE_CHECKSUM_H

#include "strata/arena.h"
#include "strata/error.h"

enum outside_checked {
	OUTSIDE_UNCHECKED, /* no checksum of those is one of a file */
	OUTSIDE_RIGHT,
	OUTSIDE_WRONG,
};

/*
 * Holds a file that is open against checksums, written "sha512-BASE64" or "sha256:HEX". Those of
 * the strongest kind count: one of them has to be right, since a lockfile lists all files of a
 * release.
 */
enum outside_checked outside_check(int file, const struct strata_strs *sums, struct strata_arena *scratch);

/* The same of go.sum's "h1:BASE64" and the 32 bytes that a module's zip gave. */
enum outside_checked outside_check_h1(struct strata_str h1, const struct strata_strs *sums,
				      struct strata_arena *scratch);

#endif
