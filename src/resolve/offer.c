/*
 * offer.c - requirements that a file takes over from one above it.
 *
 * A member of a workspace may write "as the workspace has it": the nearest file of
 * the same name and format, in its own folder or one above it, that offers
 * something under that name tells the rest. What a member says itself (its scope,
 * its line) stays. Offers ask for nothing, so they leave the unit at the end.
 *
 * A format may name another file for that (strata_format.offers): then the keys of that one
 * tell, each maybe several packages, which stay listed there. What no key tells is said, and
 * nothing is left of it.
 */
#include "resolve/unit.h"
#include "strata/limits.h"

struct keyed {
	const struct strata_package *package;
	size_t earlier; /* one of the same key, + 1 */
};

STRATA_VEC(keyed_packages, struct keyed);

struct offering {
	struct unit_set *set;
	struct strata_map offers; /* "path\nformat\nname" -> address of the package */
	struct strata_map keys;   /* "path\nkey" -> the last of `keyed`, + 1 */
	struct keyed_packages keyed;
	struct strata_map asked;  /* "path\nscope key" that was taken over */
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

static void index_keys(struct offering *in)
{
	for (size_t i = 0; i < in->set->items.count; i++) {
		const struct facts_file *file = in->set->items.items[i].file;

		if (file->format->kind != STRATA_FORMAT_MANIFEST)
			continue;
		for (size_t j = 0; j < file->facts.keys.count; j++) {
			const struct strata_key *key = &file->facts.keys.items[j];
			size_t *last = strata_map_at(&in->keys,
						     strata_arena_printf(in->set->arena, "%.*s\n%.*s",
									 STRATA_ARG(file->path),
									 STRATA_ARG(key->text)),
						     NULL);

			*strata_vec_push(in->set->arena, &in->keyed) = (struct keyed){
				.package = &file->facts.packages.items[key->package],
				.earlier = *last,
			};
			*last = in->keyed.count;
		}
	}
}

/* The last package of that key in the nearest file that has the key; 0 without one. */
static size_t find_key(struct offering *in, const struct unit *unit, struct strata_str name)
{
	struct strata_str dir = strata_path_dir(unit->file->path), path;
	size_t last;

	for (;;) {
		path = strata_arena_printf(in->set->arena, "%.*s%s%s\n%.*s", STRATA_ARG(dir),
					   dir.len ? "/" : "", unit->file->format->offers,
					   STRATA_ARG(name));
		if (strata_map_get(&last, &in->keys, path))
			return last;
		if (dir.len == 0)
			return 0;
		dir = strata_path_dir(dir);
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

static void copy_offer(struct strata_package *p, const struct strata_package *offer)
{
	p->name = offer->name;
	p->version = offer->version;
	p->requirement = offer->requirement;
	p->source = offer->source;
	p->commit = offer->commit;
	p->local = offer->local;
}

/* What is asked for again in the same scope says nothing new. */
static bool is_asked_again(struct offering *in, const struct unit_package *asked)
{
	bool added;

	strata_map_at(&in->asked,
		      strata_arena_printf(in->set->arena, "%.*s\n%d %.*s", STRATA_ARG(asked->path),
					  asked->facts->scope, STRATA_ARG(asked->facts->inherits)),
		      &added);
	return !added;
}

/* By the keys of another file: what one key tells may be several packages. */
static void take_keyed(struct offering *in, struct unit *unit, size_t package)
{
	struct unit_package asked = unit->packages.items[package], more;
	struct strata_str name = asked.facts->inherits;
	size_t at, members = 1;

	if (is_asked_again(in, &asked))
		return;
	at = find_key(in, unit, name);
	if (!at) {
		unit_note(in->set, unit->file->path, asked.facts->line,
			  "'%.*s' is in no '%s' of this folder or one above", STRATA_ARG(name),
			  unit->file->format->offers);
		return;
	}
	copy_offer(unit_change(in->set, &unit->packages.items[package]),
		   in->keyed.items[at - 1].package);
	while ((at = in->keyed.items[at - 1].earlier) && members++ < STRATA_LIMIT_BUNDLE) {
		more = asked;
		copy_offer(unit_change(in->set, &more), in->keyed.items[at - 1].package);
		*strata_vec_push(in->set->arena, &unit->packages) = more;
	}
	if (at)
		unit_note(in->set, unit->file->path, asked.facts->line,
			  "'%.*s' stands for more than %d packages: the others are left out",
			  STRATA_ARG(name), STRATA_LIMIT_BUNDLE);
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
	copy_offer(p, offer);
	for (size_t i = 0; i < offer->features.count; i++)
		*strata_vec_push(in->set->arena, &p->features) = offer->features.items[i];
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
	struct offering in = { .set = set, .offers = STRATA_MAP_INIT(set->arena),
			       .keys = STRATA_MAP_INIT(set->arena),
			       .asked = STRATA_MAP_INIT(set->arena) };

	index_offers(&in);
	index_keys(&in);
	for (size_t i = 0; i < set->items.count; i++) {
		struct unit *unit = &set->items.items[i];

		for (size_t j = 0, count = unit->packages.count; j < count; j++) {
			struct unit_package *p = &unit->packages.items[j];

			if (p->facts->inherits.ptr && unit->file->format->offers)
				take_keyed(&in, unit, j);
			else if (p->facts->inherits.ptr && !p->facts->offered)
				take_over(&in, unit, p);
		}
	}
	for (size_t i = 0; i < set->items.count; i++)
		drop_offers(&set->items.items[i]);
}
