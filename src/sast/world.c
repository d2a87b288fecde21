/* world.c - see world.h. */
#include "sast/world.h"

#include "sast/match.h"
#include "sast/run.h"
#include "strata/limits.h"

struct kept {
	struct flow_unit unit;
	struct strata_str text; /* of what is no source */
	bool missing;
};

struct sast_world {
	const struct sast_files *files;
	sast_read *read;
	void *payload;
	struct syntax_cursor *cursor;
	const struct sast_language *language;
	struct strata_arena arena; /* of all that is kept */
	struct kept **kept;        /* by file */
	bool full;                 /* something was not kept, so it was not looked into */
};

void sast_files_init(struct sast_files *out, struct strata_arena *arena)
{
	memset(out, 0, sizeof *out);
	out->arena = arena;
	out->by_stem = STRATA_MAP_INIT(arena);
	out->by_name = STRATA_MAP_INIT(arena);
}

/* a/b/Helper.java is Helper of a/b; a/b/__init__.py and a/b/index.js are b of a. */
static struct strata_str module_of(struct strata_str path)
{
	struct strata_str base = strata_path_base(path), folder = strata_path_dir(path);
	size_t dot = strata_str_rchr(base, '.');
	struct strata_str stem = dot == STRATA_NPOS ? base : strata_str_take(base, dot);

	if (folder.len && strata_lists("__init__ index mod", stem))
		return folder;
	return strata_str_take(path, path.len - base.len + stem.len);
}

void sast_files_add(struct sast_files *files, struct strata_str path,
		    const struct syntax_grammar *grammar, size_t number)
{
	struct strata_str key = grammar ? strata_path_base(module_of(path)) : strata_path_base(path);
	size_t *first = strata_map_at(grammar ? &files->by_stem : &files->by_name, key, NULL);
	struct sast_file *file = strata_vec_push(files->arena, &files->list);

	*file = (struct sast_file){ path, grammar, number, (uint32_t)*first };
	*first = files->list.count;
}

struct sast_world *sast_world_new(const struct sast_files *files, sast_read *read, void *payload,
				  struct syntax_cursor *cursor)
{
	struct sast_world *w = strata_malloc(sizeof *w);

	*w = (struct sast_world){ .files = files, .read = read, .payload = payload,
				  .cursor = cursor };
	return w;
}

void sast_world_free(struct sast_world *w)
{
	if (!w)
		return;
	strata_arena_release(&w->arena);
	free(w);
}

/* NULL when one file has led into too many others. */
static struct kept *kept_of(struct sast_world *w, uint32_t file)
{
	if (w->arena.total > 4 * STRATA_LIMIT_WORLD_BYTES) {
		w->full = true;
		return NULL;
	}
	if (!w->kept)
		w->kept = strata_arena_alloc(&w->arena, w->files->list.count * sizeof(*w->kept));
	if (!w->kept[file])
		w->kept[file] = strata_arena_alloc(&w->arena, sizeof **w->kept);
	return w->kept[file];
}

static void load(struct sast_world *w, struct kept *kept, const struct sast_file *file)
{
	struct strata_str text;
	struct syntax_tree *tree = NULL;
	struct sast_matched matched;

	kept->missing = true;
	kept->unit.path = file->path;
	if (w->read(&text, w->payload, file->number, &w->arena) < 0 ||
	    syntax_parse(&tree, file->grammar, text, NULL) < 0)
		return;
	kept->unit.program = program_of(&w->arena, tree);
	if (kept->unit.program) {
		sast_match(&matched, w->language, tree, kept->unit.program, w->cursor, &w->arena);
		kept->unit.marks = matched.marks;
		flow_prepare(&kept->unit, &w->arena);
		kept->missing = false;
	}
	syntax_tree_free(tree);
}

static const struct flow_unit *unit_of(struct sast_world *w, uint32_t file)
{
	const struct sast_file *it = &w->files->list.items[file];
	struct kept *kept;

	if (it->grammar != w->language->grammar)
		return NULL;
	kept = kept_of(w, file);
	if (kept && !kept->unit.path.ptr)
		load(w, kept, it);
	return !kept || kept->missing ? NULL : &kept->unit;
}

/* Whether the module's path ends with the dotted name. */
static bool is_module(struct strata_str path, struct strata_str dotted)
{
	struct strata_str module = module_of(path);

	if (module.len < dotted.len)
		return false;
	for (size_t i = 0; i < dotted.len; i++) {
		char c = module.ptr[module.len - dotted.len + i];

		if (c != dotted.ptr[i] && !(c == '/' && dotted.ptr[i] == '.'))
			return false;
	}
	return module.len == dotted.len || module.ptr[module.len - dotted.len - 1] == '/';
}

/* How many bytes two paths begin with alike: nearer is likelier to be meant. */
static size_t nearness(struct strata_str x, struct strata_str y)
{
	size_t n = 0;

	while (n < x.len && n < y.len && x.ptr[n] == y.ptr[n])
		n++;
	return n;
}

static const struct flow_unit *find_module(struct sast_world *w, const struct flow_unit *from,
					   struct strata_str dotted)
{
	size_t dot = strata_str_rchr(dotted, '.'), first;
	struct strata_str stem = dot == STRATA_NPOS ? dotted : strata_str_skip(dotted, dot + 1);
	const struct sast_file *best = NULL;

	if (!strata_map_get(&first, &w->files->by_stem, stem))
		return NULL;
	for (uint32_t at = (uint32_t)first; at; at = w->files->list.items[at - 1].next) {
		const struct sast_file *file = &w->files->list.items[at - 1];

		if (file->grammar != w->language->grammar || !is_module(file->path, dotted))
			continue;
		/* A name alone is one of the same folder. */
		if (dot == STRATA_NPOS && !strata_str_eq(strata_path_dir(file->path),
							 strata_path_dir(from->path)))
			continue;
		if (!best || nearness(file->path, from->path) > nearness(best->path, from->path))
			best = file;
	}
	return best && !strata_str_eq(best->path, from->path) ?
		       unit_of(w, (uint32_t)(best - w->files->list.items)) : NULL;
}

static uint32_t global_function(const struct program *p, struct strata_str name)
{
	for (uint32_t i = 1; i < p->functions.count; i++) {
		const struct program_function *f = &p->functions.items[i];

		if (!f->class && !f->outer && f->body && strata_str_eq(f->name, name))
			return i;
	}
	return 0;
}

/* What is left of a name within its module: a class, a function, or a method of a class. */
static bool find_within(struct flow_target *out, const struct flow_unit *unit,
			struct strata_str module, struct strata_str rest)
{
	struct strata_str head, tail;

	*out = (struct flow_target){ unit, 0, 0 };
	if (!rest.len) {
		out->class = run_class(unit, module);
		return out->class != 0;
	}
	strata_str_cut(&head, &tail, rest, '.');
	out->class = run_class(unit, head);
	if (out->class && !tail.len)
		return true;
	if (out->class)
		out->function = run_method(unit, out->class, tail, SIZE_MAX);
	else if (!tail.len && (out->class = run_class(unit, module)))
		out->function = run_method(unit, out->class, head, SIZE_MAX);
	else if (!tail.len)
		out->function = global_function(unit->program, head);
	return out->function != 0;
}

static bool find_dotted(struct flow_target *out, struct sast_world *w, const struct flow_unit *from,
			struct strata_str dotted)
{
	struct strata_str module = dotted, rest = STRATA_NONE;

	while (module.len) {
		const struct flow_unit *unit = find_module(w, from, module);
		size_t dot;

		if (unit && find_within(out, unit, module, rest))
			return true;
		dot = strata_str_rchr(module, '.');
		if (dot == STRATA_NPOS)
			return false;
		rest = strata_str_skip(dotted, dot + 1);
		module = strata_str_take(dotted, dot);
	}
	return false;
}

/* import a.b.*: what has no other meaning may stand in a.b. */
static bool find_by_wildcard(struct flow_target *out, struct sast_world *w,
			     const struct flow_unit *from, struct strata_str dotted)
{
	const struct program_imports *all = &from->program->imports;

	for (size_t i = 0; i < all->count; i++)
		if (!all->items[i].name.ptr &&
		    find_dotted(out, w, from, STRATA_CONCAT(&w->arena, all->items[i].target,
							    STRATA_STR("."), dotted)))
			return true;
	return false;
}

static bool find(struct flow_target *out, void *payload, const struct flow_unit *from,
		 struct strata_str dotted)
{
	struct sast_world *w = payload;

	return find_dotted(out, w, from, dotted) || find_by_wildcard(out, w, from, dotted);
}

/* key = value, key: value; below [section] the key is asked for as section, \1, key. */
static struct strata_str property_in(struct strata_str text, struct strata_str key)
{
	struct strata_str line, section = STRATA_NONE, head, value, name = key, within = STRATA_NONE;
	size_t parted = strata_str_chr(key, 1);

	if (parted != STRATA_NPOS) {
		within = strata_str_take(key, parted);
		name = strata_str_skip(key, parted + 1);
	}
	while (text.ptr) {
		strata_str_cut(&line, &text, text, '\n');
		line = strata_str_trim(line);
		if (line.len > 2 && line.ptr[0] == '[')
			section = strata_str_take(strata_str_skip(line, 1), line.len - 2);
		if ((!strata_str_cut(&head, &value, line, '=') &&
		     !strata_str_cut(&head, &value, line, ':')) ||
		    !strata_str_eq(strata_str_trim(head), name) ||
		    (within.ptr && !strata_str_eq(within, section)))
			continue;
		return strata_str_trim(value);
	}
	return STRATA_NONE;
}

static struct strata_str property(void *payload, const struct flow_unit *from,
				  struct strata_str file, struct strata_str key)
{
	struct sast_world *w = payload;
	const struct sast_file *best = NULL;
	struct kept *kept;
	size_t first;

	if (!strata_map_get(&first, &w->files->by_name, strata_path_base(file)))
		return STRATA_NONE;
	for (uint32_t at = (uint32_t)first; at; at = w->files->list.items[at - 1].next) {
		const struct sast_file *it = &w->files->list.items[at - 1];

		if (!best || nearness(it->path, from->path) > nearness(best->path, from->path))
			best = it;
	}
	kept = kept_of(w, (uint32_t)(best - w->files->list.items));
	if (kept && !kept->text.ptr && !kept->missing)
		kept->missing = w->read(&kept->text, w->payload, best->number, &w->arena) < 0;
	return kept && !kept->missing ? property_in(kept->text, key) : STRATA_NONE;
}

bool sast_world_is_full(const struct sast_world *w)
{
	return w->full;
}

struct flow_world sast_world_for(struct sast_world *w, const struct sast_language *language)
{
	if (language != w->language || w->arena.total > STRATA_LIMIT_WORLD_BYTES) {
		strata_arena_release(&w->arena);
		w->kept = NULL;
	}
	w->language = language;
	w->full = false;
	return (struct flow_world){ find, property, w };
}
