/* read.c - the bytes of a file of the snapshot; see read.h. */
#include "image/read.h"

static const struct source_entry *entry_of(const struct facts_set *facts, struct strata_str path)
{
	size_t low = 0, high = facts->entries.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strata_str_cmp(facts->entries.items[middle].path, path);

		if (order == 0)
			return &facts->entries.items[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

int image_read(struct strata_str *bytes, const struct facts_set *facts, struct strata_str path,
	       struct strata_arena *arena, struct strata_error *err)
{
	const struct source_entry *entry = entry_of(facts, path);

	return entry ? source_read(bytes, facts->source, entry, arena, err) : STRATA_ENOTFOUND;
}
