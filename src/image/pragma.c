/* pragma.c - see pragma.h. */
#include "image/pragma.h"

#include "strata/map.h"

/* Behind "word", and blanks; absent when s does not begin with it. */
static struct strata_str behind(struct strata_str s, const char *word)
{
	if (!strata_str_starts(s, strata_str_of(word)))
		return STRATA_NONE;
	return strata_str_trim(strata_str_skip(s, strlen(word)));
}

/* The ids that a comment names, parted by commas or blanks; absent when it names none. */
static struct strata_str ignored_ids(struct strata_str comment, bool *whole)
{
	struct strata_str rest;

	*whole = false;
	if (!(rest = behind(comment, "hadolint")).ptr && !(rest = behind(comment, "strata")).ptr)
		return STRATA_NONE;
	if (behind(rest, "global").ptr) {
		*whole = true;
		rest = behind(rest, "global");
	}
	rest = behind(rest, "ignore");
	return rest.ptr ? behind(rest, "=") : STRATA_NONE;
}

struct pragmas {
	struct strata_map ids; /* "<line of the instruction, 0 for the file> <ID>" */
	struct strata_arena *arena;
};

static struct strata_str key_of(struct pragmas *p, unsigned line, struct strata_str id)
{
	return strata_arena_lower(p->arena,
	                          strata_arena_printf(p->arena, "%u %.*s", line, STRATA_ARG(id)));
}

static void add_ids(struct pragmas *p, unsigned line, struct strata_str list)
{
	while (list.len) {
		size_t n = 0;

		while (n < list.len && !strata_is_space(list.ptr[n]) && list.ptr[n] != ',')
			n++;
		if (n)
			strata_map_at(&p->ids, key_of(p, line, strata_str_take(list, n)), NULL);
		list = strata_str_skip(list, n + 1);
	}
}

/* The first instruction behind a line, or the one that the line is in: comments may stand between.
 */
static const struct dockerfile_instruction *instruction_at(const struct dockerfile *file,
                                                           unsigned line)
{
	size_t low = 0, high = file->instructions.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (file->instructions.items[middle].end_line >= line)
			high = middle;
		else
			low = middle + 1;
	}
	return low < file->instructions.count ? &file->instructions.items[low] : NULL;
}

static void read_comments(struct pragmas *p, const struct dockerfile *file)
{
	for (size_t k = 0; k < file->comments.count; k++) {
		const struct dockerfile_comment *comment = &file->comments.items[k];
		const struct dockerfile_instruction *below;
		struct strata_str ids;
		bool whole;

		ids = ignored_ids(comment->text, &whole);
		if (!ids.len)
			continue;
		below = whole ? NULL : instruction_at(file, comment->line);
		if (whole || below)
			add_ids(p, below ? below->line : 0, ids);
	}
}

static bool is_ignored(struct pragmas *p, unsigned line, const struct strata_finding *f)
{
	size_t found;

	if (strata_map_get(&found, &p->ids, key_of(p, line, f->id)))
		return true;
	for (size_t i = 0; i < f->aliases.count; i++)
		if (strata_map_get(&found, &p->ids, key_of(p, line, f->aliases.items[i])))
			return true;
	return false;
}

void image_pragma_apply(struct strata_findings *findings, size_t from, struct strata_str path,
                        const struct dockerfile *file, struct strata_arena *arena)
{
	struct pragmas p = { STRATA_MAP_INIT(arena), arena };

	read_comments(&p, file);
	for (size_t i = from; p.ids.count && i < findings->count; i++) {
		struct strata_finding *f = &findings->items[i];
		const struct dockerfile_instruction *at = instruction_at(file, f->line);

		if (!strata_str_eq(f->path, path))
			continue;
		if (!is_ignored(&p, 0, f) && !(at && is_ignored(&p, at->line, f)))
			continue;
		f->ignored = true;
		f->ignored_reason = STRATA_STR("a comment of the file says so");
	}
}
