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
#define CHOICES_MOST 3 /* licences that a project offers: MPL, GPL or LGPL */
#define LICENCE_PER_CENT 20 /* of the files with one: it is the project's, which names none */

/* The scripts that lie in one folder. */
struct folder {
	size_t scripts, libraries;
};

STRATA_VEC(folders, struct folder);

/* Somebody whose copyright files carry. */
struct holder {
	size_t files;
	struct strata_str folder; /* the one around all of them */
};

STRATA_VEC(holders, struct holder);

struct project {
	const struct source *source;
	const struct composition_files *files;
	struct strata_map by_holder; /* in lower case -> index into holders */
	struct holders holders;
	struct strata_map licences;  /* of headers -> how many files */
	struct strata_map by_folder; /* path -> index into folders */
	struct folders folders;
	struct strata_map sheets;    /* where what styles are made from lies, with its name */
	size_t with_holder;
	const struct spdx_node *licence; /* NULL: unknown */
	struct strata_str text; /* of the licence file */
	bool *own; /* of each file: it carries the copyright of one of the project */
	struct strata_arena *arena;
};

static struct strata_str common_folder(struct strata_str a, struct strata_str path)
{
	while (a.len && !(strata_str_starts(path, a) && path.ptr[a.len] == '/'))
		a = strata_path_dir(a);
	return a;
}

static void add_holder(struct project *p, struct strata_str name, struct strata_str path)
{
	bool added;
	size_t *index = strata_map_at(&p->by_holder, strata_arena_lower(p->arena, name), &added);
	struct holder *holder;

	if (added) {
		*index = p->holders.count;
		*strata_vec_push(p->arena, &p->holders) =
			(struct holder){ .folder = strata_path_dir(path) };
	}
	holder = &p->holders.items[*index];
	holder->files++;
	holder->folder = common_folder(holder->folder, path);
}

static void add_holders(struct project *p, const struct composition_file *file,
                        const struct witness *w)
{
	if ((w->script && (w->marks.minified || w->banner || w->known)) || w->macro)
		return;
	p->with_holder += w->holder_count > 0;
	for (unsigned i = 0; i < w->holder_count; i++)
		add_holder(p, w->holders[i], file->path);
	if (file->licence.ptr)
		++*strata_map_at(&p->licences, file->licence, NULL);
}

/* The first file that stands not before all that begins with the folder and that byte. */
static size_t first_from(const struct composition_files *files, struct strata_str folder, char byte)
{
	size_t low = 0, high = files->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct strata_str path = files->items[middle].path;
		int order = strata_str_cmp(strata_str_take(path, folder.len), folder);

		if (order == 0)
			order = path.len == folder.len || path.ptr[folder.len] < byte ? -1 : 1;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Files that lie below a folder; they are sorted by path. */
static size_t count_below(const struct composition_files *files, struct strata_str folder)
{
	return first_from(files, folder, '/' + 1) - first_from(files, folder, '/');
}

/* Whose files are most of the one folder that they are met in, which is not most of the project. */
static bool is_local(const struct project *p, const struct holder *holder)
{
	size_t below = holder->folder.len ? count_below(p->files, holder->folder) : 0;

	return below && 2 * holder->files >= below && 2 * below < p->files->count;
}

static bool is_own_holder(struct project *p, struct strata_str holder)
{
	size_t index, least = p->with_holder * OWN_PER_CENT / 100;

	if (p->text.ptr && strata_str_find(p->text, holder) != STRATA_NPOS)
		return true;
	if (!strata_map_get(&index, &p->by_holder, strata_arena_lower(p->arena, holder)))
		return false;
	return p->holders.items[index].files >= (least > OWN_LEAST ? least : OWN_LEAST) &&
	       !is_local(p, &p->holders.items[index]);
}

static bool find_own_holder(struct project *p, const struct witness *w)
{
	for (unsigned i = 0; i < w->holder_count; i++)
		if (is_own_holder(p, w->holders[i]))
			return true;
	return false;
}

static bool has_own_holder(const struct project *p, const struct composition_file *file)
{
	return p->own[file - p->files->items];
}

/* The reason is a text that stands in the program. */
static void say(struct composition_file *file, struct project *p, enum composition_whose whose,
                enum composition_confidence confidence, const char *reason)
{
	file->whose = whose;
	file->confidence = confidence;
	*strata_vec_push(p->arena, &file->reasons) = strata_str_of(reason);
}

/* Below "src/main/java" and its like names are those of packages. */
static bool in_package(struct strata_str path)
{
	static const char *const tops[] = { "src/main/java/", "src/test/java/", "src/main/kotlin/",
		                            "src/main/scala/" };
	size_t at;

	for (size_t i = 0; i < sizeof(tops) / sizeof *(tops); i++)
		if ((at = strata_str_find(path, strata_str_of(tops[i]))) != STRATA_NPOS)
			return discover_role(strata_str_take(path, at + strlen(tops[i]))) !=
			       STRATA_ROLE_VENDORED;
	return false;
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
	return file->role == STRATA_ROLE_VENDORED && !in_package(file->path);
}

static struct strata_str sheet_name(struct strata_str path)
{
	struct strata_str base = strata_path_base(path);
	size_t dot = strata_str_chr(base, '.');

	base = strata_str_take(base, dot == STRATA_NPOS ? base.len : dot);
	return strata_str_ends(base, STRATA_STR("-rtl")) ? strata_str_take(base, base.len - 4)
	                                                 : base;
}

/* "css/app.css" is made from "scss/app.scss" beside it, or from one in its own folder. */
static struct strata_str sheet_key(struct project *p, struct strata_str folder,
                                   struct strata_str path)
{
	struct strata_str name = sheet_name(path);

	return strata_arena_printf(p->arena, "%.*s/%.*s", (int)folder.len, folder.ptr,
	                           (int)name.len, name.ptr);
}

static bool is_compiled_style(struct project *p, const struct composition_file *file)
{
	struct strata_str folder = strata_path_dir(file->path);
	size_t count;

	return strcmp(file->language->name, "CSS") == 0 &&
	       (strata_map_get(&count, &p->sheets, sheet_key(p, folder, file->path)) ||
	        strata_map_get(&count, &p->sheets,
	                       sheet_key(p, strata_path_dir(folder), file->path)));
}

static void add_sheet(struct project *p, const struct composition_file *file)
{
	static const char *const names[] = { "Sass", "LESS", "Stylus" };
	struct strata_str folder = strata_path_dir(file->path);

	for (size_t i = 0; i < sizeof(names) / sizeof *(names); i++) {
		if (strcmp(file->language->name, names[i]) != 0)
			continue;
		*strata_map_at(&p->sheets, sheet_key(p, folder, file->path), NULL) = 1;
		if (strata_lists("sass scss less stylus styl src styles", strata_path_base(folder)))
			*strata_map_at(&p->sheets,
			               sheet_key(p, strata_path_dir(folder), file->path), NULL) = 1;
	}
}

/* What is built for pages lies in "dist"; programs have folders of that name for other things. */
static bool is_in_place(const struct composition_file *file)
{
	struct strata_str name, rest = strata_path_dir(file->path);

	if (file->language->kind == LANGUAGE_MARKUP || file->language->kind == LANGUAGE_DATA ||
	    strstr(file->language->name, "Script") || strcmp(file->language->name, "JSX") == 0)
		return true;
	while (strata_str_cut(&name, &rest, rest, '/') || name.len)
		if (strata_str_eq(name, STRATA_STR("dist")))
			return false;
	return true;
}

static bool is_generated(const struct composition_file *file, const struct witness *w)
{
	bool data = file->language->kind == LANGUAGE_DATA &&
	            (file->role == STRATA_ROLE_TEST || file->role == STRATA_ROLE_FIXTURE);

	if (w->marks.generated)
		return !data || strcmp(w->marks.generated, "its name") == 0;
	return file->role == STRATA_ROLE_GENERATED && !w->banner && !w->known && !w->versioned &&
	       is_in_place(file);
}

/* "jquery.snippet.css": the name of a library before its own. */
static bool is_plugin(struct strata_str path)
{
	struct strata_str base = strata_path_base(path);

	return strata_str_starts(base, STRATA_STR("jquery.")) ||
	       strata_str_starts(base, STRATA_STR("jquery-")) ||
	       strata_str_starts(base, STRATA_STR("bootstrap-"));
}

/* A script or style that libraries hand out. */
static bool is_library_script(struct project *p, const struct composition_file *file,
                              const struct witness *w)
{
	if (!w->script || has_own_holder(p, file) || w->marks.built)
		return false;
	if (w->known && (w->marks.minified || w->banner || file->lines.code >= SHIM_LINES))
		return true;
	if (w->marks.minified && (w->versioned || w->holder_count || is_plugin(file->path)))
		return true;
	if (w->author && w->holder_count == 0 && !file->licence.ptr &&
	    strcmp(file->language->name, "JavaScript") == 0)
		return true;
	return w->banner &&
	       (w->marks.minified || file->licence.ptr || w->holder_count || w->marks.bundled);
}

/* Versions of the GPL are one: what is under one is often under a later one as well. */
static bool is_same_licence(struct strata_str a, struct strata_str b)
{
	return strata_str_eq(a, b) || (strata_str_starts(a, STRATA_STR("GPL-")) &&
	                               strata_str_starts(b, STRATA_STR("GPL-")));
}

static unsigned count_leaves(const struct spdx_node *all)
{
	return all->operator == SPDX_LEAF ? 1 : count_leaves(all->left) + count_leaves(all->right);
}

/* What offers more than one chooses among names the licences of parts, too, behind its own. */
static const struct spdx_node *own_part(const struct spdx_node *all)
{
	if (count_leaves(all) > CHOICES_MOST)
		while (all->operator != SPDX_LEAF)
			all = all->left;
	return all;
}

static bool has_licence(const struct spdx_node *all, struct strata_str id)
{
	return all->operator == SPDX_LEAF
		       ? is_same_licence(all->id, id)
		       : has_licence(all->left, id) || has_licence(all->right, id);
}

static bool is_of_project(const struct spdx_node *leaf, void *project)
{
	return has_licence(((const struct project *)project)->licence, leaf->id);
}

static bool is_licence_of_project(struct project *p, struct strata_str licence)
{
	const struct spdx_node *node;
	size_t count = 0;

	strata_map_get(&count, &p->licences, licence);
	if (!p->licence && count >= OWN_LEAST && count * 100 >= p->with_holder * LICENCE_PER_CENT)
		return true;
	return p->licence && spdx_parse(&node, licence, p->arena, NULL) == 0 &&
	       spdx_satisfied(node, is_of_project, p);
}

static bool is_foreign_source(struct project *p, const struct composition_file *file,
                              const struct witness *w)
{
	if (has_own_holder(p, file))
		return false;
	if (w->known && (w->holder_count || w->public_domain || file->licence.ptr || w->author))
		return true;
	if (w->holder_count == 0 || !file->licence.ptr)
		return false;
	return !is_licence_of_project(p, file->licence);
}

static bool is_built(const struct witness *w)
{
	return w->marks.minified || w->marks.bundled || w->marks.built;
}

static void judge(struct composition_file *file, const struct witness *w, struct project *p)
{
	if (w->marks.configured) {
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
		    w->marks.generated ? w->marks.generated
		                       : "its name or folder is one for generated files");
	} else if (file->language->kind == LANGUAGE_DATA ||
	           file->language->kind == LANGUAGE_PROSE) {
		say(file, p, COMPOSITION_DATA, COMPOSITION_HIGH, "its language");
	} else if (file->role != STRATA_ROLE_FIXTURE && is_built(w)) {
		say(file, p, COMPOSITION_GENERATED, COMPOSITION_MEDIUM,
		    w->marks.minified ? "it is minified, and names no library"
		                      : "a bundler's marks, or its name");
	} else if (is_compiled_style(p, file)) {
		say(file, p, COMPOSITION_GENERATED, COMPOSITION_MEDIUM,
		    "a style sheet of its name is there that it is made from");
	} else if (is_foreign_source(p, file, w)) {
		say(file, p, COMPOSITION_IN_TREE, COMPOSITION_MEDIUM,
		    "its header has another holder or licence than the project");
	} else {
		say(file, p, COMPOSITION_FIRST_PARTY,
		    w->holder_count && !has_own_holder(p, file) ? COMPOSITION_LOW : COMPOSITION_HIGH,
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
static void follow_neighbours(struct composition_file *file, struct project *p)
{
	const struct folder *folder = folder_of(p, file);

	if (file->whose == COMPOSITION_IN_TREE || 2 * folder->libraries <= folder->scripts ||
	    has_own_holder(p, file))
		return;
	if (file->whose != COMPOSITION_GENERATED && !is_library_folder(strata_path_dir(file->path)))
		return;
	file->reasons.count = 0;
	say(file, p, COMPOSITION_IN_TREE, COMPOSITION_MEDIUM, "it lies among libraries");
}

void whose_judge(struct composition_view *view, const struct witnesses *witnesses,
                 const struct source *source, struct strata_str text, struct strata_arena *arena)
{
	struct composition_files *files = &view->files;
	struct project p = { .source = source, .files = files, .text = text, .arena = arena };

	p.by_holder = p.licences = p.sheets = p.by_folder = STRATA_MAP_INIT(arena);
	if (view->licence.ptr && spdx_parse(&p.licence, view->licence, arena, NULL) == 0)
		p.licence = own_part(p.licence);
	for (size_t i = 0; i < files->count; i++)
		if (!in_vendor_folder(&p, &files->items[i])) {
			add_holders(&p, &files->items[i], &witnesses->items[i]);
			add_sheet(&p, &files->items[i]);
		}
	p.own = strata_arena_alloc(arena, files->count * sizeof(*p.own) + 1);
	for (size_t i = 0; i < files->count; i++)
		p.own[i] = find_own_holder(&p, &witnesses->items[i]);
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
			follow_neighbours(&files->items[i], &p);
	roots_spread(files, &(struct roots_evidence){ witnesses, p.own, p.with_holder > 0 || text.ptr },
	             arena);
}
