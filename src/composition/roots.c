/*
 * roots.c - see roots.h.
 *
 * A folder is a library when it has the name of a library's file within it, when a licence file of
 * its own names somebody else, when a header in it defines the version of a known library, or when
 * nearly all that is below it is in-tree already. The top of the repository is none.
 */
#include "composition/roots.h"

#include <string.h>

#include "strata/map.h"

#define FOLDERS_UP 3     /* between a library's file and the folder of its name */
#define FOLDERS_DEEP 32  /* of a path; those further down are not asked */
#define NEARLY_LEAST 4   /* files of code */
#define NEARLY_PER_CENT 75

struct root {
	const char *reason;
	struct strata_str origin;
	size_t code, in_tree, own; /* files below it; of code, of those, of any kind */
};

STRATA_VEC(root_list, struct root);

struct roots {
	struct composition_files *files;
	const struct roots_evidence *evidence;
	struct strata_map by_path; /* a folder -> index into list */
	struct root_list list;
	struct strata_arena *arena;
};

static struct root *root_at(struct roots *r, struct strata_str folder)
{
	bool added;
	size_t *index = strata_map_at(&r->by_path, folder, &added);

	if (added) {
		*index = r->list.count;
		*strata_vec_push(r->arena, &r->list) = (struct root){ .reason = NULL };
	}
	return &r->list.items[*index];
}

static bool is_code(const struct composition_file *file)
{
	return file->language->kind == LANGUAGE_SOURCE || file->language->kind == LANGUAGE_MARKUP;
}

static void count_file(struct roots *r, size_t i)
{
	const struct composition_file *file = &r->files->items[i];
	struct strata_str folder = strata_path_dir(file->path);

	/* What lies in a folder for code of others says nothing of those around that. */
	if (file->role == STRATA_ROLE_VENDORED)
		return;
	for (unsigned up = 0; folder.len && up < FOLDERS_DEEP; up++) {
		struct root *root = root_at(r, folder);

		root->code += is_code(file);
		root->in_tree += is_code(file) && file->whose == COMPOSITION_IN_TREE;
		root->own += r->evidence->own[i];
		folder = strata_path_dir(folder);
	}
}

static void mark(struct roots *r, struct strata_str folder, const char *reason,
                 struct strata_str origin)
{
	struct root *root;

	if (folder.len == 0)
		return;
	root = root_at(r, folder);
	if (!root->reason)
		*root = (struct root){ reason, origin, root->code, root->in_tree, root->own };
}

/* "codemirror", of "codemirror/lib/codemirror.js", "CodeMirror-5.1". */
static struct strata_str plain_name(struct strata_str name)
{
	for (size_t i = 1; i < name.len; i++)
		if (name.ptr[i] == '.' || ((name.ptr[i] == '-' || name.ptr[i] == '_') &&
		                           i + 1 < name.len && strata_is_digit(name.ptr[i + 1])))
			return strata_str_take(name, i);
	return name;
}

/* A library's file in a folder of its name. */
static void look_at_names(struct roots *r, const struct composition_file *file,
                          const struct witness *w)
{
	struct strata_str folder = strata_path_dir(file->path);
	struct strata_str name = plain_name(strata_path_base(file->path));

	if (!w->script || file->whose != COMPOSITION_IN_TREE)
		return;
	for (unsigned up = 0; folder.len && up < FOLDERS_UP; up++) {
		if (strata_str_eq_nocase(plain_name(strata_path_base(folder)), name)) {
			mark(r, folder, "its folder is named after a library in it", file->origin);
			return;
		}
		folder = strata_path_dir(folder);
	}
}

static bool is_licence_name(struct strata_str base)
{
	static const char *const names[] = { "LICENSE", "LICENCE", "COPYING", "MIT-LICENSE" };

	for (size_t i = 0; i < sizeof(names) / sizeof *(names); i++)
		if (base.len >= strlen(names[i]) &&
		    strata_str_eq_nocase(strata_str_take(base, strlen(names[i])),
		                         strata_str_of(names[i])))
			return true;
	return false;
}

/* A licence file of somebody else; a folder at the top that has one is a part that was taken over. */
static void look_at_licence(struct roots *r, size_t i)
{
	const struct composition_file *file = &r->files->items[i];
	const struct witness *w = &r->evidence->witnesses->items[i];

	if (strata_str_chr(strata_path_dir(file->path), '/') != STRATA_NPOS &&
	    file->language->kind == LANGUAGE_PROSE && r->evidence->has_holders &&
	    w->holder_count && !r->evidence->own[i] && is_licence_name(strata_path_base(file->path)))
		mark(r, strata_path_dir(file->path), "its folder has a licence of others",
		     STRATA_NONE);
}

/* A header that defines the version of a library, in its folder or in the one for headers. */
static void look_at_macro(struct roots *r, size_t i)
{
	struct strata_str folder = strata_path_dir(r->files->items[i].path);
	const struct witness *w = &r->evidence->witnesses->items[i];
	const struct root *root;

	if (!w->macro || r->evidence->own[i])
		return;
	if (strata_lists("include inc src lib source", strata_path_base(folder)))
		folder = strata_path_dir(folder);
	if (folder.len == 0)
		return;
	root = root_at(r, folder);
	/* What has most of the tree below it is the library itself. */
	if (2 * root->code < r->files->count)
		mark(r, folder, "a header in its folder has the version of a library",
		     strata_str_of(w->macro));
}

static void look_at_shares(struct roots *r)
{
	for (size_t i = 0; i < r->list.count; i++) {
		struct root *root = &r->list.items[i];

		if (!root->reason && root->own == 0 && root->code >= NEARLY_LEAST &&
		    root->code < r->files->count && /* not all there is */
		    100 * root->in_tree >= NEARLY_PER_CENT * root->code)
			root->reason = "nearly all of its folder is code of others";
	}
}

/* The outermost folder around a file that is a library; NULL: none is. */
static const struct root *root_of(struct roots *r, struct strata_str path)
{
	const struct root *found = NULL;
	struct strata_str folder = strata_path_dir(path);
	size_t index;

	for (unsigned up = 0; folder.len && up < FOLDERS_DEEP; up++) {
		if (strata_map_get(&index, &r->by_path, folder) && r->list.items[index].reason)
			found = &r->list.items[index];
		folder = strata_path_dir(folder);
	}
	return found;
}

static void spread(struct roots *r, size_t i)
{
	struct composition_file *file = &r->files->items[i];
	const struct root *root;

	if (file->whose == COMPOSITION_IN_TREE || r->evidence->own[i] ||
	    r->evidence->witnesses->items[i].marks.configured ||
	    (!is_code(file) && strcmp(file->language->name, "Source Map") != 0))
		return;
	root = root_of(r, file->path);
	if (!root)
		return;
	file->whose = COMPOSITION_IN_TREE;
	file->confidence = COMPOSITION_MEDIUM;
	file->origin = root->origin;
	file->reasons.count = 0;
	*strata_vec_push(r->arena, &file->reasons) = strata_str_of(root->reason);
}

void roots_spread(struct composition_files *files, const struct roots_evidence *evidence,
                  struct strata_arena *arena)
{
	struct roots r = { .files = files, .evidence = evidence, .arena = arena };

	r.by_path = STRATA_MAP_INIT(arena);
	for (size_t i = 0; i < files->count; i++)
		count_file(&r, i);
	for (size_t i = 0; i < files->count; i++) {
		look_at_names(&r, &files->items[i], &evidence->witnesses->items[i]);
		look_at_licence(&r, i);
		look_at_macro(&r, i);
	}
	look_at_shares(&r);
	for (size_t i = 0; i < files->count; i++)
		spread(&r, i);
}
