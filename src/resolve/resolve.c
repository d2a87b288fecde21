/* resolve.c - from facts to projects; see resolve.h. The order of the steps is the file. */
#include "resolve/resolve.h"

#include "discover/discover.h"
#include "resolve/unit.h"

void unit_add(struct unit_set *set, struct unit *unit, const struct strata_package *facts,
	      struct strata_str path)
{
	*strata_vec_push(set->arena, &unit->packages) = (struct unit_package){
		.facts = facts,
		.path = path,
		.scope = facts->scope,
		.direct = facts->direct,
	};
}

struct strata_package *unit_change(struct unit_set *set, struct unit_package *package)
{
	struct strata_package *own = (struct strata_package *)package->facts;

	if (!package->changed) {
		own = strata_arena_alloc(set->arena, sizeof(*own));
		*own = *package->facts;
		package->facts = own;
		package->changed = true;
	}
	return own;
}

static void add_unit(struct unit_set *set, const struct facts_file *file)
{
	struct unit *unit = strata_vec_push(set->arena, &set->items);
	const struct strata_facts *facts = &file->facts;

	unit->file = file;
	/* A vendored manifest is no project of its own. */
	unit->project = discover_home(file->path);
	strata_vec_reserve(set->arena, &unit->packages, facts->packages.count);
	for (size_t i = 0; i < facts->packages.count; i++)
		unit_add(set, unit, &facts->packages.items[i], file->path);
	for (size_t i = 0; i < facts->roots.count; i++)
		*strata_vec_push(set->arena, &unit->roots) = facts->roots.items[i];
	strata_vec_reserve(set->arena, &unit->edges, facts->edges.count);
	for (size_t i = 0; i < facts->edges.count; i++)
		*strata_vec_push(set->arena, &unit->edges) = facts->edges.items[i];
	*strata_map_at(&set->by_file, facts_file_key(set->arena, file->path, file->format), NULL) =
		set->items.count - 1;
}

struct unit *unit_lookup(struct unit_set *set, struct strata_str path,
			 const struct strata_format *format)
{
	const struct facts_file *file = facts_lookup(set->facts, path, format);
	size_t index;

	if (!file || !strata_map_get(&index, &set->by_file,
				     facts_file_key(set->arena, path, file->format)))
		return NULL;
	return &set->items.items[index];
}

struct strata_str unit_path_above(struct strata_arena *arena, struct strata_str path)
{
	struct strata_str dir = strata_path_dir(path), base = strata_path_base(path);

	if (!dir.len)
		return STRATA_NONE;
	dir = strata_path_dir(dir);
	return dir.len ? strata_arena_join(arena, dir, STRATA_STR("/"), base) : base;
}

bool unit_inherits_by(const struct strata_reference *ref)
{
	return ref->kind == STRATA_REF_PARENT || ref->kind == STRATA_REF_ABOVE ||
	       ref->kind == STRATA_REF_PERHAPS;
}

void unit_note(struct unit_set *set, struct strata_str path, unsigned line, const char *format, ...)
{
	struct strata_note *note = strata_vec_push(set->out->arena, &set->out->notes);
	va_list args;

	note->path = path;
	note->line = line;
	va_start(args, format);
	note->reason = strata_arena_vprintf(set->out->arena, format, args);
	va_end(args);
}

void unit_note_missing(struct unit_set *set, const struct facts_file *of,
		       const struct strata_reference *ref)
{
	unit_note(set, of->path, ref->line, "'%.*s' is referred to, but is not in the snapshot",
		  STRATA_ARG(ref->path));
}

/* A parent that has a name may be another file, or come from elsewhere: inherit.c tells. */
static void draw_project(struct unit_set *set, const struct facts_file *of,
			 const struct strata_reference *ref)
{
	struct strata_str path = strata_arena_path(set->arena, strata_path_dir(of->path), ref->path);
	const struct facts_file *parent = NULL;

	while (path.ptr && !(parent = facts_lookup(set->facts, path, ref->format)) &&
	       ref->kind == STRATA_REF_ABOVE)
		path = unit_path_above(set->arena, path);
	if (parent && !unit_lookup(set, path, ref->format))
		add_unit(set, parent);
	else if (!parent && ref->kind == STRATA_REF_PARENT && !ref->name.ptr)
		unit_note_missing(set, of, ref);
}

/* What inherits is never a part of who names it: a pom's module is a project of its own. */
static bool is_project(const struct strata_reference *ref)
{
	return unit_inherits_by(ref) ||
	       (ref->kind == STRATA_REF_INCLUDE && ref->format && ref->format->pin);
}

/*
 * A parent may have any name: what only a reference makes one is a project as well. It may
 * name a parent in turn, which then follows in the list.
 */
static void draw_projects(struct unit_set *set)
{
	for (size_t i = 0; i < set->items.count; i++) {
		const struct facts_file *of = set->items.items[i].file;

		for (size_t j = 0; j < of->facts.references.count; j++) {
			const struct strata_reference *ref = &of->facts.references.items[j];

			if (is_project(ref) && ref->path.ptr && ref->format)
				draw_project(set, of, ref);
		}
	}
}

static void copy_notes(struct strata_inventory *out, const struct facts_set *set)
{
	for (size_t i = 0; i < set->notes.count; i++)
		*strata_vec_push(out->arena, &out->notes) = set->notes.items[i];
	for (size_t i = 0; i < set->files.count; i++) {
		const struct facts_file *file = set->files.items[i];
		const struct strata_facts *facts = &file->facts;

		for (size_t j = 0; j < facts->notes.count; j++)
			*strata_vec_push(out->arena, &out->notes) = facts->notes.items[j];
		if (facts->notes_left_out)
			*strata_vec_push(out->arena, &out->notes) = (struct strata_note){
				.path = file->path,
				.reason = strata_arena_printf(out->arena, "and %zu more notes",
							      facts->notes_left_out),
			};
	}
}

/* What a solver that lacked nothing has found out since is no gap any more. */
static void drop_solved(struct strata_notes *notes, const struct unit_set *set)
{
	struct strata_map solved = STRATA_MAP_INIT(set->arena);
	size_t kept = 0, ignored;

	for (size_t i = 0; i < set->items.count; i++) {
		const struct unit *unit = &set->items.items[i];

		if (unit->answered_by && unit->answered_by->whole)
			strata_map_at(&solved, unit->file->path, NULL);
	}
	for (size_t i = 0; solved.count && i < notes->count; i++) {
		struct strata_note note = notes->items[i];

		if (!note.unsolved || !strata_map_get(&ignored, &solved, note.path))
			notes->items[kept++] = note;
	}
	if (solved.count)
		notes->count = kept;
}

static void resolve_open(struct unit_set *set, const struct resolve_context *context)
{
	struct strata_inventory *out = set->out;
	size_t first = out->notes.count;

	solve_manifests(set, context);
	for (size_t i = first; i < out->notes.count; i++)
		*strata_vec_push(out->arena, &out->lacking) = out->notes.items[i];
}

void resolve_inventory(struct strata_inventory *out, struct facts_set *facts,
		       const struct resolve_context *context, struct strata_arena *arena)
{
	struct strata_arena scratch = STRATA_ARENA_INIT;
	struct unit_set set = { .facts = facts, .arena = &scratch, .out = out };
	size_t found = facts->files.count;

	*out = (struct strata_inventory){ .arena = arena, .files = facts->entries.count };
	set.by_file = STRATA_MAP_INIT(&scratch);
	for (size_t i = 0; i < found; i++)
		if (facts->files.items[i]->format->kind != STRATA_FORMAT_COMPANION &&
		    !facts->files.items[i]->drawn)
			add_unit(&set, facts->files.items[i]);
	draw_projects(&set);
	vendored_settle(&set);
	inherit_all(&set);
	for (size_t i = 0; i < set.items.count; i++)
		reference_follow(&set, &set.items.items[i]);
	offer_settle(&set);
	gitlink_settle(&set);
	feature_settle(&set);
	/* Lockfiles, and manifests that were made from others: compiled requirements. */
	for (size_t i = 0; i < set.items.count; i++)
		join_manifests(&set, &set.items.items[i]);
	resolve_open(&set, context);
	inherit_note_open(&set);
	for (size_t i = 0; i < set.items.count; i++)
		scope_settle(&set.items.items[i], &scratch);
	merge_units(out, &set);
	copy_notes(out, facts);
	drop_solved(&out->notes, &set);
	strata_notes_sort(&out->notes);
	strata_arena_release(&scratch);
}
