/*
 * merge_base.c - where two revisions began to differ.
 *
 * libgit2 finds it without a look at the rest of the history, but follows no replaced or
 * grafted commit and stops at a damaged one. There it is searched for: the walk of a range marks
 * what the left side reaches; where the right side's own commits stand on such a commit,
 * both had the same history up to it.
 */
#include "source/commits.h"
#include "source/snapshot.h"

enum { NOWHERE = -1 };

/*
 * Of the commits that both reach, one that something of one alone stands on directly: the
 * last of them in the order of the walk is no ancestor of another.
 */
static int last_border(const struct source_commits *commits)
{
	int last = NOWHERE;

	for (size_t i = 0; i < commits->count; i++) {
		const struct source_commit *c = &commits->items[i];

		for (unsigned p = 0; !c->outside && p < c->parent_count; p++)
			if (commits->items[c->parents[p]].outside && (int)c->parents[p] > last)
				last = (int)c->parents[p];
	}
	return last;
}

/* Whether the tip of a range is part of what was left out. */
static bool is_inside_out(const struct source_commits *commits)
{
	for (size_t i = 0; i < commits->count; i++)
		if (!commits->items[i].outside)
			return false;
	return true;
}

static int search(struct strata_str *out, struct source *source, struct strata_str a,
		  struct strata_str b, struct strata_arena *arena, struct strata_error *err)
{
	struct strata_arena scratch = STRATA_ARENA_INIT;
	struct strata_str range = strata_arena_join(&scratch, a, STRATA_STR(".."), b);
	struct source_walk walk;
	int rc = source_walk(&walk, source, strata_arena_cstr(&scratch, range),
			     SOURCE_WALK_REACHABLE, &scratch, err);
	int base = rc < 0 ? NOWHERE : last_border(&walk.commits);

	if (rc == 0 && is_inside_out(&walk.commits))
		*out = strata_arena_dup(arena, walk.tip);
	else if (base >= 0)
		*out = source_hex(source, walk.commits.items[base].id, arena);
	strata_arena_release(&scratch);
	return rc;
}

/* Whether git has commits stand on others than those they name. */
static bool is_as_written(const struct source *source)
{
	return objects_replacements(source->objects) == 0 && !source->place.shallow &&
	       !source->place.grafted;
}

int source_merge_base(struct strata_str *out, struct source *source, struct strata_str a,
		      struct strata_str b, struct strata_arena *arena, struct strata_error *err)
{
	unsigned char one[SOURCE_ID_MOST], two[SOURCE_ID_MOST], base[SOURCE_ID_MOST];
	int rc;

	*out = STRATA_NONE;
	if ((rc = snapshot_objects(source, err)) < 0 ||
	    (rc = objects_commit(one, source->objects, a, err)) < 0 ||
	    (rc = objects_commit(two, source->objects, b, err)) < 0)
		return rc;
	if (!is_as_written(source) || !objects_merge_base(base, source->objects, one, two))
		return search(out, source, a, b, arena, err);
	*out = source_hex(source, base, arena);
	return 0;
}
