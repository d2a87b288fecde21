/*
 * members.c - the manifests of a workspace's members.
 *
 * A manifest names the folders of its members, also by globs and, with a '!' in
 * front, those that are none after all. A folder is looked up. A glob is held
 * against the manifests below what it begins with, which lie side by side in
 * the order of folders; how often, in all of a scan, has a limit.
 */
#include "resolve/unit.h"
#include "strata/limits.h"

static int compare_folders(const void *a, const void *b)
{
	const struct unit *const *x = a, *const *y = b;
	int order = strata_str_cmp(strata_path_dir((*x)->file->path),
				   strata_path_dir((*y)->file->path));

	return order ? order : strata_str_cmp((*x)->file->path, (*y)->file->path);
}

static void sort_units(struct unit_set *set)
{
	for (size_t i = 0; i < set->items.count; i++)
		*strata_vec_push(set->arena, &set->by_folder) = &set->items.items[i];
	strata_vec_sort(&set->by_folder, compare_folders);
}

/* The index of the first unit whose folder is not before that text. */
static size_t first_from(const struct unit_set *set, struct strata_str text)
{
	size_t low = 0, high = set->by_folder.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct unit *unit = set->by_folder.items[middle];

		if (strata_str_cmp(strata_path_dir(unit->file->path), text) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_wild(char c)
{
	return c == '*' || c == '?';
}

static struct strata_str before_wild(struct strata_str glob)
{
	size_t len = 0;

	while (len < glob.len && !is_wild(glob.ptr[len]))
		len++;
	return strata_str_take(glob, len);
}

/* Whether one more folder may be held against a glob. */
static bool may_look(struct unit_set *set, const struct unit *of)
{
	if (set->globbed < STRATA_LIMIT_MEMBER_LOOKS) {
		set->globbed++;
		return true;
	}
	if (set->globbed++ == STRATA_LIMIT_MEMBER_LOOKS)
		unit_note(set, of->file->path, 0,
			  "globs for workspace members were held against more than %u folders: "
			  "not all members are found",
			  STRATA_LIMIT_MEMBER_LOOKS);
	return false;
}

static bool matches(const struct unit *unit, const struct unit *of, struct strata_str glob)
{
	return unit != of && unit->file->format == of->file->format &&
	       strata_glob_match(glob, strata_path_dir(unit->file->path));
}

static void add_matching(struct units_found *found, struct unit_set *set, const struct unit *of,
			 struct strata_str glob)
{
	struct strata_str begin = before_wild(glob);

	for (size_t i = first_from(set, begin); i < set->by_folder.count; i++) {
		struct unit *unit = set->by_folder.items[i];

		if (!strata_str_starts(strata_path_dir(unit->file->path), begin) ||
		    !may_look(set, of))
			return;
		if (matches(unit, of, glob))
			*strata_vec_push(set->arena, found) = unit;
	}
}

static void drop_matching(struct units_found *found, struct unit_set *set, const struct unit *of,
			  struct strata_str glob)
{
	size_t kept = 0;

	for (size_t i = 0; i < found->count; i++)
		if (!may_look(set, of) || !matches(found->items[i], of, glob))
			found->items[kept++] = found->items[i];
	found->count = kept;
}

/* A member's manifest is named as its workspace's, unless the reference says what it is. */
static void add_folder(struct units_found *found, struct unit_set *set, const struct unit *of,
		       struct strata_str dir, const struct strata_format *format)
{
	struct strata_str name = format ? strata_str_of(format->files)
					: strata_path_base(of->file->path);
	struct unit *unit = unit_lookup(set, strata_arena_path(set->arena, dir, name),
					format ? format : of->file->format);

	if (unit && unit != of)
		*strata_vec_push(set->arena, found) = unit;
}

static void follow(struct units_found *found, struct unit_set *set, const struct unit *of,
		   struct strata_str glob, const struct strata_format *format)
{
	bool not = glob.len && glob.ptr[0] == '!';

	glob = strata_arena_path(set->arena, strata_path_dir(of->file->path), strata_str_skip(glob, not));
	if (!glob.ptr)
		return;
	if (not)
		drop_matching(found, set, of, glob);
	else if (before_wild(glob).len == glob.len)
		add_folder(found, set, of, glob, format);
	else
		add_matching(found, set, of, glob);
}

/* What is only asked for is a member where it lies below. */
static bool lies_elsewhere(struct unit_set *set, const struct unit *of,
			   const struct strata_reference *ref)
{
	struct strata_str above = strata_path_dir(of->file->path);
	struct strata_str path = strata_arena_path(set->arena, above, ref->path);

	return ref->name.len && above.len &&
	       !(strata_str_starts(path, above) && path.len > above.len &&
		 path.ptr[above.len] == '/');
}

void members_find(struct units_found *out, struct unit_set *set, const struct unit *of, bool own)
{
	const struct strata_references *refs = &of->file->facts.references;

	if (!set->by_folder.count)
		sort_units(set);
	for (size_t i = 0; i < refs->count; i++)
		if (refs->items[i].kind == STRATA_REF_MEMBER &&
		    !(own && lies_elsewhere(set, of, &refs->items[i])))
			follow(out, set, of, refs->items[i].path, refs->items[i].format);
}
