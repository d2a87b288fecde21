/* graft.c - parents in place of others; see graft.h. */
#include "source/graft.h"

#include "source/disk.h"
#include "strata/limits.h"

static void set(struct grafts *g, struct strata_str id, struct strata_str parents, bool shallow,
		struct strata_arena *arena)
{
	struct strata_str hex, lines = STRATA_STR("");

	while (parents.len) {
		strata_str_cut(&hex, &parents, parents, ' ');
		lines = strata_arena_printf(arena, "%.*sparent %.*s\n", STRATA_ARG(lines),
					    STRATA_ARG(hex));
	}
	*strata_map_at(&g->by_id, id, NULL) = g->items.count;
	*strata_vec_push(arena, &g->items) = (struct graft){ lines, shallow };
}

static void read_list(struct grafts *g, const struct repository *r, const char *name, bool shallow,
		      struct strata_arena *arena)
{
	const char *path = strata_arena_printf(arena, "%s/%s", r->common_dir, name).ptr;
	struct strata_str bytes, line, id, parents;

	if (disk_read(&bytes, path, STRATA_LIMIT_GRAFT_BYTES, arena, NULL) < 0)
		return;
	while (bytes.len) {
		strata_str_cut(&line, &bytes, bytes, '\n');
		strata_str_cut(&id, &parents, strata_str_trim(line), ' ');
		if (id.len == 2 * (size_t)r->hash)
			set(g, id, shallow ? STRATA_NONE : parents, shallow, arena);
	}
}

void grafts_read(struct grafts *out, const struct repository *repository, struct strata_arena *arena)
{
	*out = (struct grafts){ .by_id = STRATA_MAP_INIT(arena) };
	read_list(out, repository, "shallow", true, arena);
	read_list(out, repository, "info/grafts", false, arena);
}

const struct graft *graft_of(const struct grafts *grafts, struct strata_str hex)
{
	size_t index;

	return grafts->items.count && strata_map_get(&index, &grafts->by_id, hex)
		       ? &grafts->items.items[index]
		       : NULL;
}
