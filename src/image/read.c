/* read.c - the bytes of a file of the snapshot; see read.h. */
#include "image/read.h"

int image_read(struct strata_str *bytes, const struct facts_set *facts, struct strata_str path,
	       struct strata_arena *arena, struct strata_error *err)
{
	const struct source_entry *entry = facts_entry(facts, path);

	return entry ? facts_read(bytes, facts, entry, arena, err) : STRATA_ENOTFOUND;
}
