/* listing.c - the entries of a snapshot while they are gathered; see listing.h. */
#include "source/listing.h"

#include "strata/limits.h"

static bool is_in(struct strata_str path, struct strata_str folder)
{
	return folder.len == 0 || (strata_str_starts(path, folder) &&
				   (path.len == folder.len || path.ptr[folder.len] == '/'));
}

bool listing_wants(const struct listing *l, struct strata_str path)
{
	return is_in(path, l->prefix) || (l->also.ptr && strata_str_eq(path, l->also));
}

bool listing_enters(const struct listing *l, struct strata_str folder)
{
	return is_in(folder, l->prefix) || is_in(l->prefix, folder) ||
	       (l->also.ptr && is_in(l->also, folder));
}

int listing_add(struct listing *l, const struct source_entry *entry)
{
	if (l->entries.count >= STRATA_LIMIT_ENTRIES)
		return strata_fail(l->err, STRATA_ELIMIT, 0, "the snapshot has more than %u files",
				   STRATA_LIMIT_ENTRIES);
	*strata_vec_push(l->arena, &l->entries) = *entry;
	return 0;
}

void listing_note(struct listing *l, struct strata_str path, const char *format, ...)
{
	struct strata_note *note = strata_vec_push(l->arena, l->notes);
	va_list args;

	va_start(args, format);
	note->reason = strata_arena_vprintf(l->arena, format, args);
	va_end(args);
	note->path = strata_arena_dup(l->arena, path);
}

static int compare(const void *a, const void *b)
{
	return strata_str_cmp(((const struct source_entry *)a)->path,
			      ((const struct source_entry *)b)->path);
}

/* Most listings are in order as they come. */
static bool is_sorted(const struct source_entries *entries)
{
	for (size_t i = 1; i < entries->count; i++)
		if (compare(&entries->items[i - 1], &entries->items[i]) >= 0)
			return false;
	return true;
}

void listing_sort(struct listing *l)
{
	struct source_entries *e = &l->entries;

	if (is_sorted(e))
		return;
	strata_vec_sort(e, compare);
	strata_vec_unique(e, compare);
}

bool listing_is_plain(struct strata_str path)
{
	struct strata_str part, rest = path;

	while (rest.ptr) {
		strata_str_cut(&part, &rest, rest, '/');
		if (part.len == 0 || strata_str_eq(part, STRATA_STR(".")) ||
		    strata_str_eq(part, STRATA_STR("..")) ||
		    strata_str_eq_nocase(part, STRATA_STR(".git")))
			return false;
	}
	return true;
}
