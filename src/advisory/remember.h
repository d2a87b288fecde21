/*
 * remember.h - matching that is done once, and remembered from run to run.
 *
 * What a package is affected by depends on the package, on the records and on the day
 * that is asked about: it is kept in the memo by these. A new commit asks for the few
 * packages that it brings, an unchanged history for none.
 */
#ifndef ADVISORY_REMEMBER_H
#define ADVISORY_REMEMBER_H

#include "advisory/advisory.h"
#include "memo/memo.h"
#include "strata/buf.h"

/*
 * As advisory_match, and with the same answer. set: names what is mostly asked about
 * together, and is one value of the memo; memo NULL: nothing is remembered. What is put
 * into the memo lives in arena.
 */
struct advisory_memory {
	struct memo *memo;
	struct strata_str set;
};

int advisory_match_remembered(struct strata_findings *out, struct strata_notes *notes,
			      struct advisory_db *db, const struct strata_inventory *inventory,
			      struct strata_str as_of, const struct advisory_memory *memory,
			      struct strata_arena *arena, struct strata_error *err);

/* What is remembered, as bytes and back; for tests. */
struct remembered_package {
	struct strata_str key;
	struct strata_findings findings; /* without their place */
	struct strata_strs notes;        /* reasons */
};

STRATA_VEC(remembered_packages, struct remembered_package);

void remembered_encode(struct strata_buf *out, const struct remembered_packages *packages);
bool remembered_decode(struct remembered_packages *out, struct strata_str bytes,
		       struct strata_arena *arena);

#endif
