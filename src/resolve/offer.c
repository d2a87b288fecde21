/*
 * offer.c - requirements that a file takes over from one above it.
 *
 * A member of a workspace may write "as the workspace has it": the nearest file of
 * the same name and format, in its own folder or one above it, that offers
 * something under that name tells the rest. What a member says itself (its scope,
 * its line) stays. Offers ask for nothing, so they leave the unit at the end.
 */
#include "resolve/unit.h"

struct offering {
	struct unit_set *set;
	struct strata_map offers; /* "path\nformat\nname" -> address of the package */
};

static struct strata_str offer_key(struct offering *in, struct strata_str path,
				   const struct strata_format *format, struct strata_str name)
{
	return strata_arena_printf(in->set->arena, "%.*s\n%s\n%.*s", STRATA_ARG(path),
				   format->name, STRATA_ARG(name));
}

static void index_offers(struct offering *in)
{
	for (size_t i = 0; i < in->set->items.count; i++) {
		const struct unit *unit = &in->set->items.items[i];

		for (size_t j = 0; j < unit->packages.count; j++) {
			const struct strata_package *p = unit->packages.items[j].facts;

			if (p->offered)
				*strata_map_at(&in->offers,
					       offer_key(in, unit->file->path, unit->file->format,
							 p->inherits),
					       NULL) = (size_t)p;
		}
	}
}

static const struct strata_package *find_offer(struct offering *in, const struct unit *unit,
					       struct strata_str name)
{
	struct strata_str base = strata_path_base(unit->file->path);
	struct strata_str dir = strata_path_dir(unit->file->path), path;
	size_t offer;

	for (;;) {
		path = dir.len ? strata_arena_join(in->set->arena, dir, STRATA_STR("/"), base) : base;
		if (strata_map_get(&offer, &in->offers,
				   offer_key(in, path, unit->file->format, name)))
			return (const struct strata_package *)offer;
		if (dir.len == 0)
			return NULL;
		dir = strata_path_dir(dir);
	}
}

static void take_over(struct offering *in, const struct unit *unit, struct unit_package *package)
{
	const struct strata_package *offer = find_offer(in, unit, package->facts->inherits);
	struct strata_package *p;

	if (!offer) {
		unit_note(in->set, unit->file->path, package->facts->line,
			  "'%.*s' is to be as the workspace has it, and no file above tells",
			  STRATA_ARG(package->facts->inherits));
		return;
	}
	p = unit_change(in->set, package);
	p->name = offer->name;
	p->version = offer->version;
	p->requirement = offer->requirement;
	p->source = offer->source;
	p->commit = offer->commit;
	p->local = offer->local;
}

/* A file with offers has no edges between its packages: no index is kept anywhere. */
static void drop_offers(struct unit *unit)
{
	size_t kept = 0;

	for (size_t i = 0; i < unit->packages.count; i++)
		if (!unit->packages.items[i].facts->offered)
			unit->packages.items[kept++] = unit->packages.items[i];
	unit->packages.count = kept;
}

void offer_settle(struct unit_set *set)
{
	struct offering in = { .set = set, .offers = STRATA_MAP_INIT(set->arena) };

	index_offers(&in);
	for (size_t i = 0; i < set->items.count; i++) {
		struct unit *unit = &set->items.items[i];

		for (size_t j = 0; j < unit->packages.count; j++) {
			struct unit_package *p = &unit->packages.items[j];

			if (p->facts->inherits.ptr && !p->facts->offered)
				take_over(&in, unit, p);
		}
	}
	for (size_t i = 0; i < set->items.count; i++)
		drop_offers(&set->items.items[i]);
}
