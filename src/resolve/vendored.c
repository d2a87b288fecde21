/*
 * vendored.c - manifests of copies that lie in the tree.
 *
 * A vendored manifest that says what it is stands for the copy that lies there: it is a
 * package of the project around it, and what it asks for was decided elsewhere. The project's
 * lockfile may have the copy as a folder of the tree, as its members: it is none of them, so
 * what the copy needs is not asked for by the project.
 */
#include "resolve/unit.h"

static bool names_itself(const struct unit *unit)
{
	for (size_t i = 0; i < unit->roots.count; i++)
		if (unit->roots.items[i].name.len && unit->roots.items[i].version.len)
			return true;
	return false;
}

static struct strata_str copy_key(struct unit_set *set, const struct unit *unit,
				  const struct strata_package *p)
{
	struct strata_str name = p->ecosystem->normalise(set->arena, p->name);

	return strata_arena_printf(set->arena, "%.*s\n%s\n%.*s\n%.*s", STRATA_ARG(unit->project),
				   p->ecosystem->name, STRATA_ARG(name), STRATA_ARG(p->version));
}

/* Known as `copies` by project, name and version. */
static void keep_installed_copy(struct unit_set *set, struct unit *unit, struct strata_map *copies)
{
	struct strata_roots roots = unit->roots;

	if (!names_itself(unit))
		return;
	unit->packages.count = unit->edges.count = 0;
	unit->roots = (struct strata_roots){ 0 };
	for (size_t i = 0; i < roots.count; i++) {
		const struct strata_root *root = &roots.items[i];
		struct strata_package *copy;

		if (!root->name.len || !root->version.len)
			continue;
		copy = strata_arena_alloc(set->arena, sizeof(*copy));
		copy->ecosystem = unit->file->format->ecosystem;
		copy->name = root->name;
		copy->version = root->version;
		copy->line = root->line;
		unit_add(set, unit, copy, unit->file->path);
		strata_map_at(copies, copy_key(set, unit, copy), NULL);
	}
}

static void follow_copies(struct unit_set *set, struct unit *lock, const struct strata_map *copies)
{
	size_t ignored;

	for (size_t i = 0; i < lock->packages.count; i++) {
		struct unit_package *p = &lock->packages.items[i];

		if (p->facts->local &&
		    strata_map_get(&ignored, copies, copy_key(set, lock, p->facts)))
			unit_change(set, p)->local = false;
	}
}

void vendored_settle(struct unit_set *set)
{
	struct strata_map copies = STRATA_MAP_INIT(set->arena);

	for (size_t i = 0; i < set->items.count; i++) {
		struct unit *unit = &set->items.items[i];

		if (unit->file->role == STRATA_ROLE_VENDORED &&
		    unit->file->format->kind == STRATA_FORMAT_MANIFEST)
			keep_installed_copy(set, unit, &copies);
	}
	for (size_t i = 0; copies.count && i < set->items.count; i++) {
		struct unit *unit = &set->items.items[i];

		if (unit->file->role != STRATA_ROLE_VENDORED &&
		    unit->file->format->kind == STRATA_FORMAT_LOCK)
			follow_copies(set, unit, &copies);
	}
}
