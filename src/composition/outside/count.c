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

static void add(struct outside_counts *out, const struct language *language,
		const struct lines *lines, unsigned files, struct strata_arena *arena)
{
	struct outside_language *total = total_of(out, language, arena);

	total->files += files;
	total->code += lines->code;
}

void outside_count_file(struct outside_counts *out, struct strata_str path, struct strata_str text,
			struct strata_arena *arena)
{
	struct strata_str head = strata_str_take(text, HEAD_BYTES);
	struct line_counts counts = { .part_count = 0 };
	const struct language *language;
	struct lines all;

	if (text.len && memchr(head.ptr, 0, head.len))
		return;
	language = discover_language(path, head);
	if (!language)
		return;
	lines_count(&counts, language, text);
	add(out, language, &counts.own, 1, arena);
	for (unsigned i = 0; i < counts.part_count; i++)
		add(out, counts.parts[i].language, &counts.parts[i].lines, 0, arena);
	all = lines_total(&counts);
	out->files++;
	out->lines.code += all.code;
	out->lines.comment += all.comment;
	out->lines.blank += all.blank;
}
