/* count.c - a file of a package; see count.h. */
#include "composition/outside/count.h"

#include <string.h>

#include "discover/language.h"

enum { HEAD_BYTES = 8000 }; /* where git, too, looks for a NUL */

static struct outside_language *total_of(struct outside_counts *out, const struct language *language,
					 struct strata_arena *arena)
{
	struct outside_language *added;

	for (size_t i = 0; i < out->languages.count; i++)
		if (out->languages.items[i].language == language)
			return &out->languages.items[i];
	added = strata_vec_push(arena, &out->languages);
	added->language = language;
	return added;
}

void outside_count_file(struct outside_counts *out, struct strata_str path, struct strata_str text,
			struct strata_arena *arena)
{
	struct strata_str head = strata_str_take(text, HEAD_BYTES);
	struct outside_language *total;
	const struct language *language;
	struct line_counts counts = { 0 };
	struct lines lines;

	if (text.len && memchr(head.ptr, 0, head.len))
		return;
	language = discover_language(path, head);
	if (!language)
		return;
	lines_count(&counts, language, text);
	lines = lines_total(&counts);
	total = total_of(out, language, arena);
	total->files++;
	total->code += lines.code;
	out->files++;
	out->lines.code += lines.code;
	out->lines.comment += lines.comment;
	out->lines.blank += lines.blank;
}
