/*
 * gitlink.c - the commits of submodules.
 *
 * .gitmodules tells where a submodule comes from, the snapshot at which commit. A path
 * without a submodule, or with one whose commit is not known (an untracked repository in a
 * work tree), leaves the package without one.
 */
#include "resolve/unit.h"

static const struct source_entry *find_submodule(struct facts_set *facts, struct strata_str path)
{
	const struct source_entry *entry = path.len ? facts_entry(facts, path) : NULL;

	return entry && entry->type == SOURCE_SUBMODULE && entry->has_id ? entry : NULL;
}

/* References stand in the order of their packages, each with its package's line. */
static void settle(struct unit_set *set, struct unit *unit)
{
	const struct strata_references *refs = &unit->file->facts.references;
	struct strata_str base = strata_path_dir(unit->file->path);
	size_t at = 0;

	for (size_t i = 0; i < refs->count; i++) {
		const struct source_entry *entry;
		struct strata_package *p;

		if (refs->items[i].kind != STRATA_REF_GITLINK)
			continue;
		while (at < unit->packages.count &&
		       unit->packages.items[at].facts->line < refs->items[i].line)
			at++;
		if (at == unit->packages.count)
			return;
		entry = find_submodule(set->facts, strata_arena_path(set->arena, base, refs->items[i].path));
		if (!entry)
			continue;
		p = unit_change(set, &unit->packages.items[at]);
		p->commit = source_hex(set->facts->source, entry->id, set->out->arena);
		p->source = strata_arena_join(set->out->arena, p->source, STRATA_STR("#"), p->commit);
		p->requirement = STRATA_NONE;
	}
}

void gitlink_settle(struct unit_set *set)
{
	for (size_t i = 0; i < set->items.count; i++)
		settle(set, &set->items.items[i]);
}
