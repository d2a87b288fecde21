/*
 * whose.c - see whose.h.
 *
 * A path convention decides alone; so does the mark of a generator. Else signs are held against
 * what the project is like: whose copyright most of its files carry and under which licence. A
 * header of somebody else under the project's own licence is a contribution; under another one it
 * is a copy.
 */
#include "composition/whose.h"

#include <string.h>

#include "strata/map.h"

#define SHIM_LINES 120 /* a file that is named after a library and is shorter may only use it */
#define OWN_PER_CENT 5 /* of the files with a holder: whoever has so many is one of the project */
#define OWN_LEAST 3

/* The scripts that lie in one folder. */
struct folder {
	size_t scripts, libraries;
};

STRATA_VEC(folders, struct folder);

struct project {
	const struct source *source;
	struct strata_map holders; /* in lower case -> how many files */
	struct strata_map by_folder; /* path -> index into folders */
	struct folders folders;
	struct strata_map sheets;  /* names without extension of what styles are made from */
	size_t with_holder;
	struct strata_str licence;
	struct strata_str text; /* of the licence file */
	struct strata_arena *arena;
};

static void add_holders(struct project *p, const struct witness *w)
{
	bool added;

	if (w->script && (w->minified || w->banner || w->known))
		return;
	p->with_holder += w->holder_count > 0;
	for (unsigned i = 0; i < w->holder_count; i++)
		++*strata_map_at(&p->holders, strata_arena_lower(p->arena, w->holders[i]), &added);
}

static bool is_own_holder(struct project *p, struct strata_str holder)
{
	size_t count = 0, least = p->with_holder * OWN_PER_CENT / 100;

	if (p->text.ptr && strata_str_find(p->text, holder) != STRATA_NPOS)
		return true;
	strata_map_get(&count, &p->holders, strata_arena_lower(p->arena, holder));
	return count >= (least > OWN_LEAST ? least : OWN_LEAST);
}

static bool has_own_holder(struct project *p, const struct witness *w)
{
	for (unsigned i = 0; i < w->holder_count; i++)
		if (is_own_holder(p, w->holders[i]))
			return true;
	return false;
}

static void say(struct composition_file *file, struct project *p, enum composition_whose whose,
                enum composition_confidence confidence, const char *reason)
{
	file->whose = whose;
	file->confidence = confidence;
	*strata_vec_push(p->arena, &file->reasons) = strata_arena_printf(p->arena, "%s", reason);
}

/* Folders that are named for what they hold, besides those that have the role. */
static bool in_vendor_folder(const struct project *p, const struct composition_file *file)
{
	static const char folders[] =
		"vendors stolen extern external bower vendor-js thirdparty-js";
	struct strata_str name, rest = strata_path_dir(facts_path_below(p->source, file->path));

	while (strata_str_cut(&name, &rest, rest, '/') || name.len)
		if (strata_lists(folders, name))
			return true;
	return file->role == STRATA_ROLE_VENDORED;
}

static struct strata_str sheet_name(struct strata_str path)
{
	struct strata_str base = strata_path_base(path);
	size_t dot = strata_str_chr(base, '.');

	base = strata_str_take(base, dot == STRATA_NPOS ? base.len : dot);
	return strata_str_ends(base, STRATA_STR("-rtl")) ? strata_str_take(base, base.len - 4)
	                                                 : base;
}

/* A style that has the name of one in Sass or its like is what that was made into. */
static bool is_compiled_style(const struct project *p, const struct composition_file *file)
{
	size_t count;

	return strcmp(file->language->name, "CSS") == 0 &&
	       strata_map_get(&count, &p->sheets, sheet_name(file->path));
}

static void add_sheet(struct project *p, const struct composition_file *file)
{
	static const char *const names[] = { "Sass", "LESS", "Stylus" };
	bool added;

	for (size_t i = 0; i < sizeof(names) / sizeof *(names); i++)
		if (strcmp(file->language->name, names[i]) == 0)
			strata_map_at(&p->sheets, sheet_name(file->path), &added);
}

static bool is_generated(const struct composition_file *file, const struct witness *w)
{
	if (w->generated)
		return true;
	return file->role == STRATA_ROLE_GENERATED && !w->banner && !w->known;
}

/* A script or style that libraries hand out. */
static bool is_library_script(struct project *p, const struct composition_file *file,
                              const struct witness *w)
{
	bool foreign = !has_own_holder(p, w);

	if (!w->script || !foreign)
		return false;
	if (w->known && (w->minified || w->banner || file->lines.code >= SHIM_LINES))
		return true;
	if (w->author && w->holder_count == 0 && !w->licence.ptr &&
	    strcmp(file->language->name, "JavaScript") == 0)
		return true;
	return w->banner && (w->minified || w->licence.ptr || w->holder_count || w->bundled);
}

/* Versions of the GPL are one: what is under one is often under a later one as well. */
static bool is_licence_of_project(const struct project *p, struct strata_str licence)
{
	return strata_str_eq(licence, p->licence) || (strata_str_starts(licence, STRATA_STR("GPL-")) &&
						       strata_str_starts(p->licence, STRATA_STR("GPL-")));
}

static bool is_foreign_source(struct project *p, const struct witness *w)
{
	if (has_own_holder(p, w))
		return false;
	if (w->known && (w->holder_count || w->public_domain || w->licence.ptr || w->author))
		return true;
	if (w->holder_count == 0 || !w->licence.ptr)
		return false;
	return !is_licence_of_project(p, w->licence);
}

static void judge(struct composition_file *file, const struct witness *w, struct project *p)
{
	file->licence = w->licence;
	if (w->configured) {
		say(file, p, COMPOSITION_GENERATED, COMPOSITION_HIGH,
		    "written by autoconf or automake");
	} else if (in_vendor_folder(p, file)) {
		say(file, p, COMPOSITION_IN_TREE, COMPOSITION_HIGH,
		    "its folder is one for code of others");
	} else if (is_library_script(p, file, w)) {
		say(file, p, COMPOSITION_IN_TREE, COMPOSITION_HIGH,
		    w->known ? "it has the name and the look of a library"
		             : "its first comment is a library's banner");
	} else if (is_generated(file, w)) {
		say(file, p, COMPOSITION_GENERATED, COMPOSITION_HIGH,
		    w->generated ? w->generated : "its name or folder is one for generated files");
	} else if (file->language->kind == LANGUAGE_DATA ||
	           file->language->kind == LANGUAGE_PROSE) {
		say(file, p, COMPOSITION_DATA, COMPOSITION_HIGH, "its language");
	} else if (file->role != STRATA_ROLE_FIXTURE && (w->minified || w->bundled)) {
		say(file, p, COMPOSITION_GENERATED, COMPOSITION_MEDIUM,
		    w->minified ? "it is minified, and names no library" : "a bundler's marks");
	} else if (is_compiled_style(p, file)) {
		say(file, p, COMPOSITION_GENERATED, COMPOSITION_MEDIUM,
		    "a style sheet of its name is there that it is made from");
	} else if (is_foreign_source(p, w)) {
		say(file, p, COMPOSITION_IN_TREE, COMPOSITION_MEDIUM,
		    "its header has another holder or licence than the project");
	} else {
		say(file, p, COMPOSITION_FIRST_PARTY,
		    w->holder_count && !has_own_holder(p, w) ? COMPOSITION_LOW : COMPOSITION_HIGH,
		    "nothing tells otherwise");
	}
	if (file->whose == COMPOSITION_IN_TREE && w->known)
		file->origin = strata_str_of(w->known);
}

/* A folder that is named for libraries, perhaps the project's own: what else is in it tells. */
static bool is_library_folder(struct strata_str folder)
{
	return strata_lists("lib libs library libraries plugins", strata_path_base(folder));
}

static struct folder *folder_of(struct project *p, const struct composition_file *file)
{
	bool added;
	size_t *index = strata_map_at(&p->by_folder, strata_path_dir(file->path), &added);

	if (added) {
		strata_vec_push(p->arena, &p->folders);
		*index = p->folders.count - 1;
	}
	return &p->folders.items[*index];
}

/*
 * Scripts between libraries: those that a program made are libraries, too, and in a folder for
 * libraries all are.
 */
static void follow_neighbours(struct composition_file *file, const struct witness *w, struct project *p)
{
	const struct folder *folder = folder_of(p, file);

	if (file->whose == COMPOSITION_IN_TREE || 2 * folder->libraries <= folder->scripts ||
	    has_own_holder(p, w))
		return;
	if (file->whose != COMPOSITION_GENERATED && !is_library_folder(strata_path_dir(file->path)))
		return;
	file->reasons.count = 0;
	say(file, p, COMPOSITION_IN_TREE, COMPOSITION_MEDIUM, "it lies among libraries");
}

void whose_judge(struct composition_files *files, const struct witnesses *witnesses,
                 const struct source *source, struct strata_str licence,
                 struct strata_arena *arena)
{
	struct project p = { .source = source, .text = licence, .arena = arena };

	p.holders = p.sheets = p.by_folder = STRATA_MAP_INIT(arena);
	if (licence.ptr)
		p.licence = witness_licence(licence);
	for (size_t i = 0; i < files->count; i++)
		if (!in_vendor_folder(&p, &files->items[i])) {
			add_holders(&p, &witnesses->items[i]);
			add_sheet(&p, &files->items[i]);
		}
	for (size_t i = 0; i < files->count; i++) {
		struct composition_file *file = &files->items[i];

		judge(file, &witnesses->items[i], &p);
		if (witnesses->items[i].script) {
			struct folder *folder = folder_of(&p, file);

			folder->scripts++;
			folder->libraries += file->whose == COMPOSITION_IN_TREE;
		}
	}
	for (size_t i = 0; i < files->count; i++)
		if (witnesses->items[i].script)
			follow_neighbours(&files->items[i], &witnesses->items[i], &p);
}
