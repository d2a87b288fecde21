/* pragma.c - see pragma.h. */
#include "image/pragma.h"

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
	if ((rest = behind(comment, "trivy:ignore:")).ptr)
		return rest;
	if (!(rest = behind(comment, "hadolint")).ptr && !(rest = behind(comment, "strata")).ptr)
		return STRATA_NONE;
	if (behind(rest, "global").ptr) {
		*whole = true;
		rest = behind(rest, "global");
	}
	rest = behind(rest, "ignore");
	return rest.ptr ? behind(rest, "=") : STRATA_NONE;
}

static bool names(struct strata_str list, const struct strata_finding *f)
{
	size_t n = 0;

	while (list.len) {
		struct strata_str id;

		while (list.len && (strata_is_space(list.ptr[0]) || list.ptr[0] == ','))
			list = strata_str_skip(list, 1);
		for (n = 0; n < list.len && !strata_is_space(list.ptr[n]) && list.ptr[n] != ',';)
			n++;
		id = strata_str_take(list, n);
		list = strata_str_skip(list, n);
		if (strata_str_eq_nocase(id, f->id))
			return true;
		for (size_t i = 0; id.len && i < f->aliases.count; i++)
			if (strata_str_eq_nocase(id, f->aliases.items[i]))
				return true;
	}
	return false;
}

static void ignore(struct strata_finding *f, struct strata_str ids)
{
	if (f->ignored || !names(ids, f))
		return;
	f->ignored = true;
	f->ignored_reason = STRATA_STR("a comment of the file says so");
}

/* The lines of the instruction that a comment stands above; comments may stand between. */
static const struct dockerfile_instruction *instruction_below(const struct dockerfile *file,
                                                              unsigned line)
{
	size_t low = 0, high = file->instructions.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (file->instructions.items[middle].line > line)
			high = middle;
		else
			low = middle + 1;
	}
	return low < file->instructions.count ? &file->instructions.items[low] : NULL;
}

void image_pragma_apply(struct strata_findings *findings, size_t from,
                        const struct dockerfile *file)
{
	for (size_t k = 0; k < file->comments.count; k++) {
		const struct dockerfile_comment *comment = &file->comments.items[k];
		const struct dockerfile_instruction *below;
		struct strata_str ids;
		bool whole;

		ids = ignored_ids(comment->text, &whole);
		if (!ids.len)
			continue;
		below = whole ? NULL : instruction_below(file, comment->line);
		for (size_t i = from; i < findings->count; i++) {
			struct strata_finding *f = &findings->items[i];

			if (whole ||
			    (below && f->line >= below->line && f->line <= below->end_line))
				ignore(f, ids);
		}
	}
}
