/*
 * refer.c - files that others name, and no format by itself.
 *
 * A requirements file may draw in `base.txt`: nothing but the reference tells how to read
 * it. When all versions are read, the paths that they name are looked for over all
 * commits; what is found is read, and may name more.
 */
#include "discover/discover.h"
#include "history/recall.h"
#include "history/steps.h"
#include "strata/limits.h"

/* Whether the first walk met it, wherever it ever was. */
static bool is_found_by_name(const struct history *h, struct strata_str path,
			     const struct strata_format *format)
{
	struct strata_arena scratch = STRATA_ARENA_INIT;
	struct discover_formats formats = { 0 };
	bool found = false;

	discover_formats(&formats, h->formats, path, &scratch);
	for (size_t i = 0; i < formats.count; i++)
		found = found || formats.items[i] == format;
	strata_arena_release(&scratch);
	return found;
}

static bool has_slot(const struct history *h, const struct history_paths *paths,
		     struct strata_str path, const struct strata_format *format)
{
	size_t first;

	if (!strata_map_get(&first, &paths->by_path, path) || first < 2)
		return false;
	for (size_t slot = first - 1; slot; slot = paths->next.items[slot - 1])
		if (h->slots.items[slot - 1].format == format)
			return true;
	return false;
}

static void add_drawn(struct history *h, struct history_paths *paths,
		      const struct history_version *version)
{
	const struct history_links *links = &h->recall->versions.items[version->known].links;

	for (size_t i = 0; i < links->count; i++) {
		const struct history_link *link = &links->items[i];

		if (link->kind == HISTORY_LINK_DRAWS && !has_slot(h, paths, link->text, link->format) &&
		    !is_found_by_name(h, link->text, link->format))
			history_add_slot(h, paths, link->text, link->format)->drawn = true;
	}
}

int history_refer(struct history *h, struct history_paths *paths, struct strata_error *err)
{
	size_t seen = 0;
	int rc = 0;

	for (int round = 0; round < STRATA_LIMIT_INCLUDES && seen < h->versions.count; round++) {
		size_t versions = h->versions.count, slots = h->slots.count;

		for (; seen < versions; seen++)
			if (h->versions.items[seen].file)
				add_drawn(h, paths, &h->versions.items[seen]);
		if (h->slots.count == slots)
			return 0;
		if ((rc = history_walk_more(h, paths, slots, err)) < 0)
			return rc;
		history_read(h, versions);
	}
	return rc;
}
