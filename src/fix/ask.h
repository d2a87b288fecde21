/*
 * ask.h - where a manifest asks for a package, to the byte.
 *
 * The manifest's own parser says it: what it appends are slices of the bytes where they can
 * be. What it had to put together from several texts has no place of its own.
 */
#ifndef FIX_ASK_H
#define FIX_ASK_H

#include "strata/format.h"

struct fix_ask {
	struct strata_str name;    /* as written */
	struct strata_str written; /* of the bytes: the requirement, or the version; absent: it
				      has no place of its own */
	struct strata_str requirement, version; /* as the parser has them */
	unsigned line;
};

STRATA_VEC(fix_asks, struct fix_ask);

/* All that the manifest asks of the package with that normalised name. */
int fix_asks_find(struct fix_asks *out, const struct strata_format *format, struct strata_str path,
		  struct strata_str bytes, const struct strata_ecosystem *ecosystem,
		  struct strata_str key, struct strata_arena *arena, struct strata_error *err);

#endif
