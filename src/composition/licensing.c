/* licensing.c - see licensing.h. */
#include "composition/licensing.h"

#include "strata/limits.h"

void licensing_open(struct licensing *out, const struct facts_set *facts, struct strata_arena *arena)
{
	*out = (struct licensing){ .facts = facts, .arena = arena, .recogniser = RECOGNISER_INIT };
	out->folders = out->nearest = STRATA_MAP_INIT(arena);
}

void licensing_close(struct licensing *l)
{
	recogniser_release(&l->recogniser);
	strata_arena_release(&l->scratch);
}

/* What licence files are called, as their names begin. */
static const char *const beginnings[] = { "COPYING", "Copying", "LICEN", "Licen", "MIT-LICENSE",
					  "UNLICENSE", "copying", "licen", "unlicense" };

/* The licences of others that a project hands out with its own are told in files of such names. */
static bool is_of_others(struct strata_str lower)
{
	static const char *const words[] = { "third", "3rd", "thirdparty", "dependenc", "bundled",
					     "vendor" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strata_str_find(lower, strata_str_of(words[i])) != STRATA_NPOS)
			return true;
	return false;
}

/* Programs are about licences, too: license.go is none. */
static bool is_licence_file(struct licensing *l, const struct source_entry *entry)
{
	const struct language *language = discover_language(entry->path, STRATA_NONE);
	struct strata_str lower = strata_arena_lower(&l->scratch, strata_path_base(entry->path));

	return entry->type == SOURCE_FILE && (!language || language->kind == LANGUAGE_PROSE) &&
	       !is_of_others(lower);
}

static const struct spdx_node *read_licence(struct licensing *l, const struct source_entry *entry)
{
	struct strata_error err = STRATA_ERROR_INIT;
	struct strata_str text;

	/* What cannot be read is noted where lines are counted. */
	if (facts_read(&text, l->facts, entry, &l->scratch, &err) < 0)
		return NULL;
	return recognise_licence(&l->recogniser, text);
}

static bool is_named(const struct spdx_node *node, const char *id)
{
	return node && node->operator == SPDX_LEAF && strata_str_eq(node->id, strata_str_of(id));
}

/* Several files are several licences to choose from; the LGPL comes with the GPL it builds on. */
static const struct spdx_node *join_files(struct licensing *l, const struct spdx_node *all,
					  const struct spdx_node *one)
{
	if (is_named(all, "GPL-3.0-only") && is_named(one, "LGPL-3.0-only"))
		return one;
	if (is_named(all, "LGPL-3.0-only") && is_named(one, "GPL-3.0-only"))
		return all;
	return spdx_join(SPDX_OR, all, one, &l->recogniser.arena);
}

static const struct spdx_node *read_folder(struct licensing *l, struct strata_str folder)
{
	struct strata_str prefix = folder.len ? strata_arena_join(l->arena, folder, STRATA_STR("/"),
								  STRATA_NONE)
					      : STRATA_STR("");
	const struct source_entries *entries = &l->facts->entries;
	const struct spdx_node *all = NULL;
	size_t first = facts_entry_from(l->facts, prefix);

	/* Mostly there is no copy of a package in the tree. */
	if (first == entries->count || !strata_str_starts(entries->items[first].path, prefix))
		return NULL;
	for (size_t b = 0; b < sizeof(beginnings) / sizeof(*beginnings); b++) {
		struct strata_str begin = strata_arena_join(l->arena, prefix,
							    strata_str_of(beginnings[b]), STRATA_NONE);
		int files = 0;

		for (size_t i = facts_entry_from(l->facts, begin);
		     i < entries->count && strata_str_starts(entries->items[i].path, begin) &&
		     files < STRATA_LIMIT_LICENCE_FILES;
		     i++) {
			const struct source_entry *entry = &entries->items[i];

			files++;
			if (strata_path_dir(entry->path).len == folder.len && is_licence_file(l, entry))
				all = join_files(l, all, read_licence(l, entry));
			strata_arena_reset(&l->scratch);
		}
	}
	return all;
}

static const struct spdx_node *folder_node(struct licensing *l, struct strata_str folder)
{
	size_t known;

	if (!strata_map_get(&known, &l->folders, folder)) {
		known = (size_t)read_folder(l, folder);
		*strata_map_at(&l->folders, strata_arena_dup(l->arena, folder), NULL) = known;
	}
	return (const struct spdx_node *)known;
}

static struct strata_str written(struct licensing *l, const struct spdx_node *node)
{
	return node ? spdx_write(node, l->arena) : STRATA_NONE;
}

struct strata_str licensing_folder(struct licensing *l, struct strata_str folder)
{
	return written(l, folder_node(l, folder));
}

/* Data and prose tell of the licences of others: only a tag is surely about the file itself. */
struct strata_str licensing_head(struct licensing *l, const struct language *language,
				 struct strata_str head)
{
	if (language->kind == LANGUAGE_DATA || language->kind == LANGUAGE_PROSE)
		return written(l, recognise_tags(&l->recogniser, head));
	return written(l, recognise_header(&l->recogniser, head));
}

/* That of the nearest folder that has one, itself counted; below the top, or with it. */
static const struct spdx_node *nearest(struct licensing *l, struct strata_str folder, bool with_top)
{
	const struct spdx_node *found;
	size_t known;

	if (!folder.len)
		return with_top ? folder_node(l, folder) : NULL;
	if (!strata_map_get(&known, &l->nearest, folder)) {
		found = folder_node(l, folder);
		known = (size_t)(found ? found : nearest(l, strata_path_dir(folder), false));
		*strata_map_at(&l->nearest, strata_arena_dup(l->arena, folder), NULL) = known;
	}
	found = (const struct spdx_node *)known;
	return found || !with_top ? found : folder_node(l, STRATA_STR(""));
}

void licensing_settle_files(struct licensing *l, struct composition_files *files)
{
	for (size_t i = 0; i < files->count; i++) {
		struct composition_file *file = &files->items[i];
		bool own = file->whose != COMPOSITION_IN_TREE;

		if (!file->licence.ptr)
			file->licence = written(l, nearest(l, strata_path_dir(file->path), own));
	}
}

/* What several licences of one package mean together, by its registry's own words. */
static enum spdx_operator operator_of(const struct strata_component *c)
{
	static const char *const choices[] = { "npm", "Packagist", "Maven", "RubyGems", "NuGet" };

	for (size_t i = 0; i < sizeof(choices) / sizeof(*choices); i++)
		if (strcmp(c->ecosystem->name, choices[i]) == 0)
			return SPDX_OR;
	return SPDX_AND;
}

static const struct spdx_node *of_metadata(struct licensing *l, const struct strata_component *c)
{
	enum spdx_operator operator = operator_of(c);
	const struct spdx_node *all = NULL;

	for (size_t i = 0; i < c->licences.count; i++) {
		const struct spdx_node *one =
			spdx_of_text(c->licences.items[i], &l->recogniser.arena);

		if (!one && operator == SPDX_AND)
			return NULL;
		all = spdx_join(operator, all, one, &l->recogniser.arena);
		if (all && spdx_count(all) > STRATA_LIMIT_LICENCES)
			return NULL;
	}
	return all;
}

/* Where package managers put copies, below the project's folder. */
static const struct spdx_node *of_copy(struct licensing *l, const struct strata_component *c)
{
	static const char *const folders[] = { "node_modules/", "vendor/", "deps/" };
	struct strata_str project = strata_str_eq(c->project, STRATA_STR(".")) ? STRATA_STR("")
									       : c->project;
	struct strata_str slash = project.len ? STRATA_STR("/") : STRATA_STR("");

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		const struct spdx_node *found = folder_node(
			l, STRATA_CONCAT(l->arena, project, slash, strata_str_of(folders[i]), c->name));

		if (found)
			return found;
	}
	return NULL;
}

void licensing_settle_packages(struct licensing *l, struct strata_inventory *inventory)
{
	for (size_t i = 0; i < inventory->components.count; i++) {
		struct strata_component *c = &inventory->components.items[i];
		const struct spdx_node *node = of_metadata(l, c);

		c->licence = written(l, node ? node : of_copy(l, c));
	}
}

enum spdx_family licensing_family(struct strata_str expression)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	const struct spdx_node *node;
	enum spdx_family family = SPDX_UNKNOWN;

	if (expression.ptr && spdx_parse(&node, expression, &arena, NULL) == 0)
		family = spdx_family_of(node);
	strata_arena_release(&arena);
	return family;
}

static struct composition_licence *row_of(struct composition_licences *out, struct strata_map *rows,
					  struct strata_str licence, struct strata_arena *arena)
{
	bool added;
	size_t *at = strata_map_at(rows, licence.ptr ? licence : STRATA_STR(""), &added);
	struct composition_licence *row;

	if (!added)
		return &out->items[*at];
	*at = out->count;
	row = strata_vec_push(arena, out);
	row->licence = licence;
	row->family = licensing_family(licence);
	return row;
}

static int more_things(const void *left, const void *right)
{
	const struct composition_licence *a = left, *b = right;
	uint64_t x = a->packages + a->files, y = b->packages + b->files;

	if (x != y)
		return x < y ? 1 : -1;
	return strata_str_cmp(a->licence, b->licence);
}

void licensing_sum(struct composition_licences *out, const struct composition_files *files,
		   const struct strata_inventory *inventory, struct strata_arena *arena)
{
	struct strata_map rows = STRATA_MAP_INIT(arena);

	for (size_t i = 0; i < files->count; i++) {
		struct composition_licence *row =
			row_of(out, &rows, files->items[i].licence, arena);

		row->files++;
		row->lines += files->items[i].lines.code;
	}
	for (size_t i = 0; i < inventory->components.count; i++)
		if (!inventory->components.items[i].local)
			row_of(out, &rows, inventory->components.items[i].licence, arena)->packages++;
	strata_vec_sort(out, more_things);
}
