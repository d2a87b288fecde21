/*
 * solve.c - manifests that no lockfile answers: what would be installed for them.
 *
 * A solver's answer takes the place of the lockfile: it is joined with the manifests that
 * it was made for, as any lockfile is. A package of it stands where the manifest asks for
 * it; one that nobody asks for directly, where its nearest asker stands.
 *
 * What could not be found out is said: what no cache holds in one note of the manifest
 * (nobody allowed to ask for it), as well as what no known registry has; each other lack in
 * a note of its own. Where no registry is known at all, no solver starts.
 */
#include <stdlib.h>

#include "resolve/unit.h"
#include "strata/limits.h"

enum {
#define SOLVER(id) SOLVER_##id,
#include "resolve/solvers.def"
#undef SOLVER
	SOLVERS
};

/* What one of the solvers keeps from one solve to the next. */
struct kept {
	const struct solver *solver;
	void *data;
};

struct resolve_memory {
	struct strata_arena arena;
	struct kept learnt[SOLVERS];
};

struct solving {
	struct unit_set *set;
	const struct resolve_context *context;
	struct solver_files files;
	struct strata_arena scratch; /* of one solve */
	struct strata_arena lasting; /* of all */
	struct kept kept[SOLVERS];
	struct units_found members;  /* solved with those that name them */
	struct units_found open;     /* to be solved: an answer may join others of them */
};

static int read_file(struct strata_str *bytes, const struct solver_files *files,
		     struct strata_str path, struct strata_arena *arena, struct strata_error *err)
{
	const struct facts_set *facts = files->payload;
	size_t at = solver_files_from(files, path);

	if (at >= files->entries->count ||
	    !strata_str_eq(files->entries->items[at].path, path) ||
	    files->entries->items[at].type == SOURCE_SUBMODULE)
		return STRATA_ENOTFOUND;
	return facts_read(bytes, facts, &files->entries->items[at], arena, err);
}

static struct solver_files files_of(struct facts_set *facts, const struct resolve_context *context)
{
	if (context && context->files)
		return *context->files;
	return (struct solver_files){ read_file, &facts->entries, facts };
}

/* --- what is to be solved ------------------------------------------------------------------ */

/* What no registry has: `go 1.21` stands for a standard library of that version at least. */
static bool is_given(const struct strata_package *p)
{
	return p->maybe && p->version.ptr;
}

static bool asks(const struct unit *unit)
{
	const struct solver *solver = solver_of(unit->file->format);

	for (size_t i = 0; i < unit->packages.count; i++) {
		const struct strata_package *p = unit->packages.items[i].facts;

		if ((solver && solver->siblings) || !(p->local || is_given(p)))
			return true;
	}
	return false;
}

/* A workspace alone asks for nothing itself: its members do, whom it answers. */
static bool members_ask(struct solving *s, const struct unit *unit)
{
	struct units_found members = { 0 };

	if (!solver_of(unit->file->format)->workspaces)
		return false;
	members_find(&members, s->set, unit, true);
	for (size_t i = 0; i < members.count; i++)
		if (asks(members.items[i]))
			return true;
	return false;
}

static bool is_open(const struct unit *unit)
{
	return unit->file->format->kind == STRATA_FORMAT_MANIFEST && !unit->answered_by &&
	       !unit->answers && !unit->consumed && !unit->file->facts.unreadable &&
	       unit->file->role != STRATA_ROLE_VENDORED && solver_of(unit->file->format);
}

static bool is_wanted(const struct resolve_context *context, const struct unit *unit)
{
	return !context->wants || context->wants(unit->file->path, context->payload);
}

static bool is_member(const struct solving *s, const struct unit *unit)
{
	for (size_t i = 0; i < s->members.count; i++)
		if (s->members.items[i] == unit)
			return true;
	return false;
}

/* One that lies above leads its own workspace: a folder in it may depend on it. */
static bool lies_above(const struct unit *unit, const struct unit *of)
{
	struct strata_str above = strata_path_dir(unit->file->path);
	struct strata_str folder = strata_path_dir(of->file->path);

	return !above.len || (strata_str_starts(folder, above) && folder.len > above.len &&
			      folder.ptr[above.len] == '/');
}

static void find_members_of(struct solving *s, const struct unit *unit)
{
	struct units_found found = { 0 };

	members_find(&found, s->set, unit, true);
	for (size_t i = 0; i < found.count; i++)
		if (!lies_above(found.items[i], unit))
			*strata_vec_push(s->set->arena, &s->members) = found.items[i];
}

static void find_members(struct solving *s)
{
	for (size_t i = 0; i < s->set->items.count; i++) {
		const struct unit *unit = &s->set->items.items[i];

		if (is_open(unit) && solver_of(unit->file->format)->workspaces)
			find_members_of(s, unit);
	}
}

/* What a solver says besides its answer. */
struct told {
	struct solver_lacks_list lacks;
	struct strata_strs undated;
	struct strata_str refused;
	struct solver_elsewhere_list elsewhere;
};

/* --- what it lacks ------------------------------------------------------------------------- */

static void say_lack(struct solving *s, const struct unit *unit, const struct solver_lack *lack)
{
	unit_note(s->set, unit->file->path, 0, "'%.*s' is not resolved: %s%s%s%s",
		  STRATA_ARG(lack->name), lack->err.text, lack->err.path[0] ? " (" : "",
		  lack->err.path, lack->err.path[0] ? ")" : "");
}

static int compare_lacks(const void *a, const void *b)
{
	return strata_str_cmp(((const struct solver_lack *)a)->name,
			      ((const struct solver_lack *)b)->name);
}

/* "a, b, c and 7 more" of those with that error. */
static size_t name_those(struct strata_buf *out, const struct solver_lacks_list *lacks, int code)
{
	size_t count = 0;

	for (size_t i = 0; i < lacks->count; i++) {
		const struct solver_lack *lack = &lacks->items[i];

		if (lack->err.code == code && count++ < STRATA_LIMIT_NAMES_SHOWN)
			strata_buf_addf(out, "%s%.*s", count > 1 ? ", " : "",
					STRATA_ARG(lack->name));
	}
	if (count > STRATA_LIMIT_NAMES_SHOWN)
		strata_buf_addf(out, " and %zu more", count - STRATA_LIMIT_NAMES_SHOWN);
	return count;
}

static void say_offline(struct solving *s, const struct unit *unit,
			const struct solver_lacks_list *lacks)
{
	struct strata_buf names = STRATA_BUF_INIT;
	size_t count = name_those(&names, lacks, STRATA_EOFFLINE);

	if (count)
		unit_note(s->set, unit->file->path, 0,
			  "not resolved: %zu package%s in no cache: %.*s (--online asks registries)",
			  count, count == 1 ? " is" : "s are", STRATA_ARG(strata_buf_str(&names)));
	strata_buf_release(&names);
}

/* Servers are known, but none of these packages: those of one scope of npm alone. */
static void say_unknown(struct solving *s, const struct unit *unit,
			const struct solver_lacks_list *lacks)
{
	struct strata_buf names = STRATA_BUF_INIT;

	if (name_those(&names, lacks, STRATA_EUSAGE))
		for (size_t i = 0; i < lacks->count; i++)
			if (lacks->items[i].err.code == STRATA_EUSAGE) {
				unit_note(s->set, unit->file->path, 0, "not resolved: %.*s: %s",
					  STRATA_ARG(strata_buf_str(&names)),
					  lacks->items[i].err.text);
				break;
			}
	strata_buf_release(&names);
}

static bool is_said_together(const struct solver_lack *lack)
{
	return lack->err.code == STRATA_EOFFLINE || lack->err.code == STRATA_EUSAGE;
}

static void say_lacks(struct solving *s, const struct unit *unit, struct solver_lacks_list *lacks)
{
	size_t said = 0;

	strata_vec_sort(lacks, compare_lacks);
	say_offline(s, unit, lacks);
	say_unknown(s, unit, lacks);
	for (size_t i = 0; i < lacks->count; i++)
		if (!is_said_together(&lacks->items[i]) && said++ < STRATA_LIMIT_NOTES_PER_FILE)
			say_lack(s, unit, &lacks->items[i]);
	if (said > STRATA_LIMIT_NOTES_PER_FILE)
		unit_note(s->set, unit->file->path, 0, "and %zu more packages are not resolved",
			  said - STRATA_LIMIT_NOTES_PER_FILE);
}

static int compare_names(const void *a, const void *b)
{
	return strata_str_cmp(*(const struct strata_str *)a, *(const struct strata_str *)b);
}

/* Each once: two servers may have it. */
static void sort_names(struct strata_strs *names)
{
	size_t kept = 0;

	strata_vec_sort(names, compare_names);
	for (size_t i = 0; i < names->count; i++)
		if (!kept || !strata_str_eq(names->items[kept - 1], names->items[i]))
			names->items[kept++] = names->items[i];
	names->count = kept;
}

static void say_undated(struct solving *s, const struct unit *unit, struct strata_strs *undated)
{
	struct strata_buf names = STRATA_BUF_INIT;

	sort_names(undated);
	for (size_t i = 0; i < undated->count && i < STRATA_LIMIT_NAMES_SHOWN; i++)
		strata_buf_addf(&names, "%s%.*s", i ? ", " : "", STRATA_ARG(undated->items[i]));
	if (undated->count > STRATA_LIMIT_NAMES_SHOWN)
		strata_buf_addf(&names, " and %zu more", undated->count - STRATA_LIMIT_NAMES_SHOWN);
	if (undated->count)
		unit_note(s->set, unit->file->path, 0,
			  "resolved as of a day, but the registry does not date all versions of %.*s: "
			  "those count as published",
			  STRATA_ARG(strata_buf_str(&names)));
	strata_buf_release(&names);
}

/* The server was gone: what it said before stands. */
static void say_stale(struct solving *s, const struct unit *unit)
{
	const struct strata_error *why;
	size_t count = registry_stale(s->context->registry, &why);

	if (count)
		unit_note(s->set, unit->file->path, 0,
			  "resolved with %zu answer%s of the cache that should have been asked for again: "
			  "%s%s%s%s",
			  count, count == 1 ? "" : "s", why->text, why->path[0] ? " (" : "", why->path,
			  why->path[0] ? ")" : "");
}

static void copy_notes(struct solving *s, const struct unit *unit, const struct strata_notes *notes)
{
	for (size_t i = 0; i < notes->count; i++) {
		const struct strata_note *n = &notes->items[i];

		unit_note(s->set, n->path.len ? n->path : unit->file->path, n->line, "%.*s",
			  STRATA_ARG(n->reason));
	}
}

/* --- an answer in the place of a lockfile -------------------------------------------------- */

static struct unit *make_unit(struct solving *s, const struct unit *of,
			      const struct strata_facts *facts)
{
	struct facts_file *file = strata_arena_alloc(s->set->out->arena, sizeof(*file));
	struct unit *unit = strata_arena_alloc(s->set->arena, sizeof(*unit));

	*file = *of->file;
	file->facts = *facts;
	*unit = (struct unit){ .file = file, .project = of->project, .solved = true };
	for (size_t i = 0; i < facts->packages.count; i++)
		unit_add(s->set, unit, &facts->packages.items[i], file->path);
	for (size_t i = 0; i < facts->roots.count; i++)
		*strata_vec_push(s->set->arena, &unit->roots) = facts->roots.items[i];
	for (size_t i = 0; i < facts->edges.count; i++)
		*strata_vec_push(s->set->arena, &unit->edges) = facts->edges.items[i];
	return unit;
}

struct spread {
	unsigned *first, *next; /* edges by their start, + 1 */
	unsigned *queue;
	size_t head, tail;
};

static void spread_init(struct spread *sp, const struct unit *unit, struct strata_arena *arena)
{
	size_t packages = unit->packages.count + 1, edges = unit->edges.count + 1;

	*sp = (struct spread){
		.first = strata_arena_alloc(arena, packages * sizeof(unsigned)),
		.next = strata_arena_alloc(arena, edges * sizeof(unsigned)),
		.queue = strata_arena_alloc(arena, packages * sizeof(unsigned)),
	};
	for (size_t i = unit->edges.count; i-- > 0;) {
		int from = unit->edges.items[i].from;

		if (from < 0)
			continue;
		sp->next[i] = sp->first[from];
		sp->first[from] = (unsigned)i + 1;
	}
	for (size_t i = 0; i < unit->packages.count; i++)
		if (unit->packages.items[i].facts->line)
			sp->queue[sp->tail++] = (unsigned)i;
}

/* The place of what is asked for directly goes on to what that asks for, the nearest first. */
static void spread_places(struct solving *s, struct unit *unit)
{
	struct spread sp;

	spread_init(&sp, unit, &s->scratch);
	while (sp.head < sp.tail) {
		const struct unit_package *from = &unit->packages.items[sp.queue[sp.head]];

		for (unsigned e = sp.first[sp.queue[sp.head++]]; e; e = sp.next[e - 1]) {
			struct unit_package *to = &unit->packages.items[unit->edges.items[e - 1].to];

			if (to->facts->line)
				continue;
			to->path = from->path;
			unit_change(s->set, to)->line = from->facts->line;
			sp.queue[sp.tail++] = (unsigned)unit->edges.items[e - 1].to;
		}
	}
}

/* When what the solver was told was so. */
static struct strata_str time_of(const struct solving *s)
{
	const struct registry *registry = s->context->registry;
	time_t oldest = registry_oldest(registry);
	const struct strata_error *why;

	if (s->context->as_of.ptr)
		return s->context->as_of;
	if ((registry_is_online(registry) && !registry_stale(registry, &why)) || !oldest)
		return s->context->now;
	return strata_arena_time(s->set->out->arena, oldest);
}

static bool found_something(const struct strata_facts *facts)
{
	for (size_t i = 0; i < facts->packages.count; i++)
		if (facts->packages.items[i].version.len && !facts->packages.items[i].local)
			return true;
	return false;
}

static void take_answer(struct solving *s, struct unit *of, const struct strata_facts *facts,
			const struct told *told)
{
	struct strata_str when = time_of(s);
	bool whole = !told->lacks.count && !told->refused.len;
	struct unit *unit;

	if (!found_something(facts) && !(whole && solver_of(of->file->format)->decides))
		return;
	unit = make_unit(s, of, facts);
	unit->whole = whole;
	unit->alone = !solver_of(of->file->format)->workspaces;
	unit->decides = solver_of(of->file->format)->decides;
	unit->refused = told->refused;
	unit->elsewhere = &told->elsewhere;
	join_manifests(s->set, unit);
	unit->elsewhere = NULL; /* it is the solve's alone */
	spread_places(s, unit);
	scope_settle(unit, &s->scratch);
	*strata_vec_push(s->set->arena, &s->set->solutions) = unit;
	for (size_t i = 0; i < s->set->items.count; i++)
		if (s->set->items.items[i].answered_by == unit)
			s->set->items.items[i].resolved = when;
}

/* --- one manifest --------------------------------------------------------------------------- */

static void **kept_of(struct kept *all, const struct solver *solver)
{
	while (all->solver && all->solver != solver)
		all++;
	all->solver = solver;
	return &all->data;
}

/* What a solver of that manifest is told, its settings read. */
static int make_input(struct solver_input *in, struct solving *s, const struct facts_file *file,
		      struct told *told, struct strata_notes *notes, struct strata_arena *arena,
		      struct strata_error *err)
{
	const struct solver *solver = solver_of(file->format);
	struct registry_settings *settings = strata_arena_alloc(arena, sizeof(*settings));
	struct registry_place place = {
		.user = s->context->user,
		.files = &s->files,
		.folder = strata_path_dir(file->path),
		.home = getenv("HOME"),
	};
	int rc = registry_settings_read(settings, solver->config, &place, arena, err);

	*in = (struct solver_input){
		.path = file->path,
		.format = file->format,
		.files = &s->files,
		.registry = s->context->registry,
		.settings = settings,
		.environment = &s->context->environment,
		.as_of = s->context->as_of,
		.holds = s->context->holds,
		.lacks = &told->lacks,
		.undated = &told->undated,
		.refused = &told->refused,
		.elsewhere = &told->elsewhere,
		.scratch = &s->scratch,
		.lasting = &s->lasting,
		.kept = kept_of(s->kept, solver),
	};
	if (s->context->memory) {
		in->learning = &s->context->memory->arena;
		in->learnt = kept_of(s->context->memory->learnt, solver);
	}
	*notes = settings->notes;
	if (rc == 0 && !settings->servers.count && !solver->alone)
		rc = registry_unknown(settings, err);
	return rc;
}

static int run_solver(struct strata_facts *facts, struct solving *s, const struct unit *unit,
		      struct told *told, struct strata_error *err)
{
	struct strata_notes notes = { 0 };
	struct solver_input in;
	int rc = make_input(&in, s, unit->file, told, &notes, s->set->out->arena, err);

	copy_notes(s, unit, &notes);
	return rc < 0 ? rc : solver_of(unit->file->format)->solve(facts, &in, err);
}

static void end(struct solving *s)
{
	strata_arena_release(&s->scratch);
	strata_arena_release(&s->lasting);
}

static struct strata_str subject_of(struct solving *s, const struct facts_file *file)
{
	struct strata_str where = s->context->where;

	return where.ptr ? strata_arena_printf(&s->scratch, "%.*s, %.*s", STRATA_ARG(where),
					       STRATA_ARG(file->path))
			 : file->path;
}

static void solve_unit(struct solving *s, struct unit *unit)
{
	struct strata_facts facts = { .arena = s->set->out->arena };
	struct strata_error err = STRATA_ERROR_INIT;
	struct told told = { 0 };

	registry_begin(s->context->registry, subject_of(s, unit->file));
	if (run_solver(&facts, s, unit, &told, &err) < 0) {
		if (err.code == STRATA_ENOTFOUND) /* nothing fits: nor would its own manager find it */
			unit->refused = strata_arena_printf(s->set->out->arena, "not resolved: %s",
							    err.text);
		unit_note(s->set, unit->file->path, err.path[0] ? 0 : err.line, "not resolved: %s%s%s%s",
			  err.text, err.path[0] ? " (" : "", err.path, err.path[0] ? ")" : "");
	} else {
		copy_notes(s, unit, &facts.notes);
		say_lacks(s, unit, &told.lacks);
		say_undated(s, unit, &told.undated);
		say_stale(s, unit);
		take_answer(s, unit, &facts, &told);
	}
	strata_arena_reset(&s->scratch);
}

void solve_manifests(struct unit_set *set, const struct resolve_context *context)
{
	struct solving s = { .set = set, .context = context, .files = files_of(set->facts, context) };

	find_members(&s);
	for (size_t i = 0; i < set->items.count; i++) {
		struct unit *unit = &set->items.items[i];

		if (!is_open(unit) || (context && !is_wanted(context, unit)) ||
		    is_member(&s, unit) || !(asks(unit) || members_ask(&s, unit)))
			continue;
		set->out->open = true;
		*strata_vec_push(set->arena, &s.open) = unit;
	}
	for (size_t i = 0; context && i < s.open.count; i++)
		solve_unit(&s, s.open.items[i]);
	end(&s);
}

struct resolve_memory *resolve_memory_new(void)
{
	struct resolve_memory *memory = strata_malloc(sizeof(*memory));

	*memory = (struct resolve_memory){ .arena = STRATA_ARENA_INIT };
	return memory;
}

void resolve_memory_free(struct resolve_memory *memory)
{
	strata_arena_release(&memory->arena);
	free(memory);
}

int resolve_versions(struct strata_strs *out, struct facts_set *set,
		     const struct resolve_context *context, const struct facts_file *manifest,
		     struct strata_str name, struct strata_arena *arena, struct strata_error *err)
{
	const struct solver *solver = solver_of(manifest->format);
	struct solving s = { .context = context, .files = files_of(set, context) };
	struct strata_notes notes = { 0 };
	struct told told = { 0 };
	struct solver_input in;
	int rc;

	if (!solver || !solver->versions)
		return strata_fail(err, STRATA_ENOTFOUND, 0, "nobody is asked for versions of '%.*s'",
				   STRATA_ARG(name));
	registry_begin(context->registry, subject_of(&s, manifest));
	rc = make_input(&in, &s, manifest, &told, &notes, arena, err);
	if (rc == 0)
		rc = solver->versions(out, &in, name, arena, err);
	end(&s);
	return rc;
}
