/*
 * refer.c - files that others name, and no format by itself.
 *
 * A requirements file may draw in `base.txt`: nothing but the reference tells how to read
 * it. When all versions are read, the paths that they name are looked for over all
 * commits; what is found is read, and may name more.
 */
#include "history/steps.h"

#include "discover/discover.h"
#include "resolve/unit.h"
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

static void add_named(struct history *h, struct history_paths *paths, struct strata_str path,
		      const struct strata_format *format)
{
	if (strata_str_chr(path, '*') == STRATA_NPOS && !has_slot(h, paths, path, format) &&
	    !is_found_by_name(h, path, format))
		history_add_slot(h, paths, path, format)->drawn = true;
}

/* The same name in all folders above. */
static void add_above(struct history *h, struct history_paths *paths, struct strata_str path,
		      const struct strata_format *format)
{
	struct strata_str base = strata_path_base(path), folder = strata_path_dir(path);

	while (folder.len) {
		folder = strata_path_dir(folder);
		add_named(h, paths,
			  folder.len ? strata_arena_join(&h->arena, folder, STRATA_STR("/"), base) : base,
			  format);
	}
}

static void add_references(struct history *h, struct history_paths *paths,
			   const struct history_version *version)
{
	const struct strata_references *all = &version->file->facts.references;
	struct strata_str folder = strata_path_dir(version->file->path);

	for (size_t i = 0; i < all->count; i++) {
		const struct strata_reference *ref = &all->items[i];
		struct strata_str path = STRATA_NONE;

		if (ref->format && ref->path.len && ref->kind != STRATA_REF_MEMBER)
			path = unit_path(&h->arena, folder, ref->path);
		if (!path.len)
			continue;
		add_named(h, paths, path, ref->format);
		if (ref->kind == STRATA_REF_ABOVE)
			add_above(h, paths, path, ref->format);
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
				add_references(h, paths, &h->versions.items[seen]);
		if (h->slots.count == slots)
			return 0;
		if ((rc = history_walk_more(h, paths, slots, err)) < 0)
			return rc;
		history_read(h, versions);
	}
	return rc;
}
