/*
 * reference.c - the files that a file draws in: includes, constraints, go.sum.
 *
 * An included file that is a manifest by its own name stands for itself; one that
 * only the reference makes a manifest counts to the project of the file that
 * names it.
 */
#include "resolve/unit.h"
#include "strata/limits.h"

/* Includes may include: a file is drawn in once, and only so many. */
struct drawn {
	struct unit_set *set;
	struct unit *unit;
	struct strata_map seen;
};

static void follow(struct drawn *d, const struct facts_file *file);

static void append_packages(struct drawn *d, const struct facts_file *file)
{
	for (size_t i = 0; i < file->facts.packages.count; i++)
		*strata_vec_push(d->set->arena, &d->unit->packages) = (struct unit_package){
			.facts = file->facts.packages.items[i],
			.path = file->path,
		};
}

/* A pin for what is asked for without one; nothing else of the file counts. */
static void constrain(struct drawn *d, const struct facts_file *file)
{
	const struct strata_ecosystem *ecosystem = file->format->ecosystem;
	struct strata_map pins = STRATA_MAP_INIT(d->set->arena);
	struct strata_arena *arena = d->set->arena;
	size_t index;

	for (size_t i = 0; i < file->facts.packages.count; i++) {
		const struct strata_package *p = &file->facts.packages.items[i];

		if (p->version.len)
			*strata_map_at(&pins, ecosystem->normalise(arena, p->name), NULL) = i;
	}
	for (size_t i = 0; i < d->unit->packages.count; i++) {
		struct unit_package *asked = &d->unit->packages.items[i];

		if (asked->facts.version.len ||
		    !strata_map_get(&index, &pins, ecosystem->normalise(arena, asked->facts.name)))
			continue;
		asked->facts.version = file->facts.packages.items[index].version;
		asked->facts.line = file->facts.packages.items[index].line;
		asked->path = file->path;
	}
}

static struct strata_str module_key(struct strata_arena *arena, const struct strata_package *p)
{
	return strata_arena_join(arena, p->name, STRATA_STR("@"), p->version);
}

/* Checksums of what is listed; with `indirect` also the modules that are not. */
static void add_sums(struct drawn *d, const struct facts_file *sums, bool indirect)
{
	struct strata_arena *arena = d->set->arena;
	struct strata_map exact = STRATA_MAP_INIT(arena), listed = STRATA_MAP_INIT(arena);
	size_t count = d->unit->packages.count, index;

	for (size_t i = 0; i < sums->facts.packages.count; i++)
		*strata_map_at(&exact, module_key(arena, &sums->facts.packages.items[i]), NULL) = i;
	for (size_t i = 0; i < count; i++) {
		struct strata_package *p = &d->unit->packages.items[i].facts;

		strata_map_at(&listed, p->name, NULL);
		if (p->checksums.count == 0 &&
		    strata_map_get(&index, &exact, module_key(arena, p)))
			p->checksums = sums->facts.packages.items[index].checksums;
	}
	for (size_t i = 0; indirect && i < sums->facts.packages.count; i++) {
		const struct strata_package *p = &sums->facts.packages.items[i];

		if (!strata_map_get(&index, &listed, p->name))
			*strata_vec_push(arena, &d->unit->packages) =
				(struct unit_package){ .facts = *p, .path = sums->path };
	}
}

static void include(struct drawn *d, const struct facts_file *file)
{
	if (!unit_lookup(d->set, file->path, file->format))
		append_packages(d, file);
	follow(d, file);
}

static void follow_one(struct drawn *d, const struct facts_file *file,
		       const struct strata_reference *ref)
{
	struct strata_str path = unit_path(d->set->arena, strata_path_dir(file->path), ref->path);
	const struct facts_file *other;
	struct unit *unit;
	bool added;

	strata_map_at(&d->seen, path, &added);
	if (!added)
		return;
	if (d->seen.count > STRATA_LIMIT_INCLUDES) {
		unit_note(d->set, file->path, ref->line, "more than %d files are drawn in",
			  STRATA_LIMIT_INCLUDES);
		return;
	}
	other = path.ptr ? facts_lookup(d->set->facts, path, ref->format) : NULL;
	if (!other) {
		if (ref->kind == STRATA_REF_INCLUDE || ref->kind == STRATA_REF_CONSTRAINTS)
			unit_note(d->set, file->path, ref->line,
				  "'%.*s' is referred to, but is not in the snapshot",
				  STRATA_ARG(ref->path));
		return;
	}
	if (ref->kind == STRATA_REF_INCLUDE)
		include(d, other);
	else if (ref->kind == STRATA_REF_CONSTRAINTS)
		constrain(d, other);
	else
		add_sums(d, other, ref->kind == STRATA_REF_INDIRECT);
	unit = unit_lookup(d->set, path, ref->format);
	if (unit && ref->kind == STRATA_REF_CONSTRAINTS)
		unit->consumed = true;
}

static void follow(struct drawn *d, const struct facts_file *file)
{
	for (size_t i = 0; i < file->facts.references.count; i++) {
		const struct strata_reference *ref = &file->facts.references.items[i];

		switch (ref->kind) {
		case STRATA_REF_INCLUDE:
		case STRATA_REF_CONSTRAINTS:
		case STRATA_REF_CHECKSUMS:
		case STRATA_REF_INDIRECT: follow_one(d, file, ref); break;
		case STRATA_REF_MANIFEST:
		case STRATA_REF_MEMBER:
		case STRATA_REF_PARENT:
		case STRATA_REF_IMPORT: break; /* join.c, inherit.c */
		}
	}
}

void reference_follow(struct unit_set *set, struct unit *unit)
{
	struct drawn d = { .set = set, .unit = unit, .seen = STRATA_MAP_INIT(set->arena) };

	if (unit->file->facts.references.count == 0)
		return;
	strata_map_at(&d.seen, unit->file->path, NULL);
	follow(&d, unit->file);
}
