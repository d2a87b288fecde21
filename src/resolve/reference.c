/*
 * reference.c - the files that a file draws in: includes, constraints, go.sum.
 *
 * An included file that is a manifest by its own name stands for itself; one that
 * only the reference makes a manifest counts to the project of the file that
 * names it.
 */
#include "resolve/unit.h"
#include "strata/limits.h"

STRATA_VEC(drawn_files, const struct facts_file *);

/*
 * Includes may include: a file is drawn in once in each role, and only so many.
 * Constraints wait until all that they may pin is there.
 */
struct drawn {
	struct unit_set *set;
	struct unit *unit;
	struct strata_map seen; /* "path" for an include, "path\n" for constraints */
	struct drawn_files constraints;
	bool constraining; /* what a constraints file draws in constrains too */
};

static void follow(struct drawn *d, const struct facts_file *file);

static void append_packages(struct drawn *d, const struct facts_file *file)
{
	for (size_t i = 0; i < file->facts.packages.count; i++)
		unit_add(d->set, d->unit, &file->facts.packages.items[i], file->path);
}

/* What both ask for; the inventory keeps the text. */
static void narrow(struct strata_arena *arena, struct strata_str *requirement,
		   struct strata_str more)
{
	if (requirement->len && more.len)
		*requirement = strata_arena_join(arena, *requirement, STRATA_STR(","), more);
	else if (more.len)
		*requirement = more;
}

static void constrain_package(struct drawn *d, struct unit_package *asked,
			      const struct facts_file *file, const struct strata_package *limit)
{
	struct strata_package *p = unit_change(d->set, asked);

	if (!limit->version.len) {
		narrow(d->set->out->arena, &p->requirement, limit->requirement);
		return;
	}
	p->version = limit->version;
	p->line = limit->line;
	asked->path = file->path;
}

/* A pin or a limit for what is asked for without a version; nothing else of the file counts. */
static void constrain(struct drawn *d, const struct facts_file *file)
{
	const struct strata_ecosystem *ecosystem = file->format->ecosystem;
	struct strata_map limits = STRATA_MAP_INIT(d->set->arena);
	struct strata_arena *arena = d->set->arena;
	size_t index;

	for (size_t i = 0; i < file->facts.packages.count; i++)
		*strata_map_at(&limits,
			       ecosystem->normalise(arena, file->facts.packages.items[i].name),
			       NULL) = i;
	for (size_t i = 0; i < d->unit->packages.count; i++) {
		struct unit_package *asked = &d->unit->packages.items[i];

		if (!asked->facts->version.len && !asked->facts->source.len &&
		    strata_map_get(&index, &limits, ecosystem->normalise(arena, asked->facts->name)))
			constrain_package(d, asked, file, &file->facts.packages.items[index]);
	}
}

/*
 * A file that only limits what others ask for asks for nothing by itself. One that
 * says for what its packages are needed does ask: a lockfile that another one is
 * layered on.
 */
static bool only_constrains(const struct facts_file *file)
{
	for (size_t i = 0; i < file->facts.packages.count; i++)
		if (file->facts.packages.items[i].scope != STRATA_SCOPE_UNKNOWN)
			return false;
	return true;
}

static void keep_constraints(struct drawn *d, const struct facts_file *file)
{
	bool outer = d->constraining;

	*strata_vec_push(d->set->arena, &d->constraints) = file;
	d->constraining = true;
	follow(d, file);
	d->constraining = outer;
}

static struct strata_str module_key(struct strata_arena *arena, const struct strata_package *p)
{
	return strata_arena_join(arena, p->name, STRATA_STR("@"), p->version);
}

/*
 * Every module and version whose content go.sum vouches for and go.mod does not list. It
 * may hold versions that the build no longer selects: which those are is only known with
 * the go.mod of each.
 */
static void add_unlisted(struct drawn *d, const struct facts_file *sums)
{
	struct strata_arena *arena = d->set->arena;
	struct strata_map listed = STRATA_MAP_INIT(arena);
	size_t count = d->unit->packages.count, index;

	for (size_t i = 0; i < count; i++)
		strata_map_at(&listed, module_key(arena, d->unit->packages.items[i].facts), NULL);
	for (size_t i = 0; i < sums->facts.packages.count; i++) {
		const struct strata_package *p = &sums->facts.packages.items[i];

		if (!strata_map_get(&index, &listed, module_key(arena, p)))
			unit_add(d->set, d->unit, p, sums->path);
	}
}

static void add_sums(struct drawn *d, const struct facts_file *sums, bool indirect)
{
	struct strata_arena *arena = d->set->arena;
	struct strata_map exact = STRATA_MAP_INIT(arena);
	size_t count = d->unit->packages.count, index;

	for (size_t i = 0; i < sums->facts.packages.count; i++)
		*strata_map_at(&exact, module_key(arena, &sums->facts.packages.items[i]), NULL) = i;
	for (size_t i = 0; i < count; i++) {
		struct unit_package *p = &d->unit->packages.items[i];

		if (p->facts->checksums.count == 0 &&
		    strata_map_get(&index, &exact, module_key(arena, p->facts)))
			unit_change(d->set, p)->checksums =
				sums->facts.packages.items[index].checksums;
	}
	if (indirect)
		add_unlisted(d, sums);
}

static void include(struct drawn *d, const struct facts_file *file)
{
	if (!unit_lookup(d->set, file->path, file->format))
		append_packages(d, file);
	follow(d, file);
}

static void note_missing(struct drawn *d, const struct facts_file *file,
			 const struct strata_reference *ref)
{
	if (ref->kind == STRATA_REF_INCLUDE || ref->kind == STRATA_REF_CONSTRAINTS)
		unit_note_missing(d->set, file, ref);
	if (ref->kind == STRATA_REF_INDIRECT) {
		unit_note(d->set, file->path, ref->line,
			  "'%.*s' is not in the snapshot: packages that only others need "
			  "are not known",
			  STRATA_ARG(ref->path));
		d->set->out->notes.items[d->set->out->notes.count - 1].unsolved = true;
	}
}

/* The first time in that role; over the limit, a note and false. */
static bool is_new(struct drawn *d, const struct facts_file *file,
		   const struct strata_reference *ref, struct strata_str path, bool constraints)
{
	bool added;

	if (constraints)
		path = strata_arena_join(d->set->arena, path, STRATA_STR("\n"), STRATA_NONE);
	if (d->seen.count > STRATA_LIMIT_INCLUDES) {
		unit_note(d->set, file->path, ref->line, "more than %d files are drawn in",
			  STRATA_LIMIT_INCLUDES);
		return false;
	}
	strata_map_at(&d->seen, path, &added);
	return added;
}

static void follow_one(struct drawn *d, const struct facts_file *file,
		       const struct strata_reference *ref)
{
	struct strata_str path = strata_arena_path(d->set->arena, strata_path_dir(file->path), ref->path);
	bool constraints = d->constraining || ref->kind == STRATA_REF_CONSTRAINTS;
	const struct facts_file *other;
	struct unit *unit;

	if (!path.ptr) {
		note_missing(d, file, ref);
		return;
	}
	if (!is_new(d, file, ref, path, constraints))
		return;
	other = facts_lookup(d->set->facts, path, ref->format);
	if (!other) {
		note_missing(d, file, ref);
		return;
	}
	if (constraints)
		keep_constraints(d, other);
	else if (ref->kind == STRATA_REF_INCLUDE)
		include(d, other);
	else
		add_sums(d, other, ref->kind == STRATA_REF_INDIRECT);
	unit = unit_lookup(d->set, path, ref->format);
	if (unit && constraints && only_constrains(other))
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
		case STRATA_REF_ABOVE:
		case STRATA_REF_PERHAPS:
		case STRATA_REF_IMPORT:
		case STRATA_REF_GITLINK: break; /* join.c, inherit.c, gitlink.c */
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
	for (size_t i = 0; i < d.constraints.count; i++)
		constrain(&d, d.constraints.items[i]);
}
