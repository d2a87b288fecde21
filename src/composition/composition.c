/* composition.c - every file of a snapshot, once; see composition.h. */
#include "composition/composition.h"

#include <stdlib.h>
#include <string.h>

#include "composition/licensing.h"
#include "composition/whose.h"

#define HEAD_BYTES 8000 /* where git, too, looks for a NUL */

struct measure {
	struct composition_view *out;
	struct strata_notes *notes;
	struct facts_set *facts;
	struct licensing *licensing;
	struct strata_arena *arena;
	struct strata_arena scratch; /* reset per file */
	struct witnesses witnesses;
	struct strata_str licence;                /* the text of the licence file at the top */
	struct composition_language *by_language; /* one for each row */
};

const char *composition_whose_name(enum composition_whose whose)
{
	static const char *const names[] = {
		[COMPOSITION_FIRST_PARTY] = "first-party",
		[COMPOSITION_IN_TREE] = "in-tree",
		[COMPOSITION_GENERATED] = "generated",
		[COMPOSITION_DATA] = "data",
	};

	return names[whose];
}

const char *composition_confidence_name(enum composition_confidence confidence)
{
	static const char *const names[] = {
		[COMPOSITION_LOW] = "low",
		[COMPOSITION_MEDIUM] = "medium",
		[COMPOSITION_HIGH] = "high",
	};

	return names[confidence];
}

static void note(struct measure *m, struct strata_str path, const struct strata_error *err)
{
	struct strata_note *added = strata_vec_push(m->arena, m->notes);

	*added = (struct strata_note){ .path = path, .line = err->line };
	added->reason = strata_arena_printf(m->arena, "%s", err->text);
}

static void add(struct lines *total, const struct lines *lines)
{
	total->code += lines->code;
	total->comment += lines->comment;
	total->blank += lines->blank;
}

static struct lines *part_of(struct measure *m, struct composition_language *total,
                             const struct language *language)
{
	struct lines_part *part;

	for (size_t i = 0; i < total->parts.count; i++)
		if (total->parts.items[i].language == language)
			return &total->parts.items[i].lines;
	part = strata_vec_push(m->arena, &total->parts);
	*part = (struct lines_part){ .language = language };
	return &part->lines;
}

static void count(struct measure *m, struct composition_file *file, struct strata_str text)
{
	struct composition_language *total =
		&m->by_language[discover_language_index(file->language)];
	struct line_counts counts = { 0 };

	lines_count(&counts, file->language, text);
	file->lines = lines_total(&counts);
	total->files++;
	add(&total->lines, &counts.own);
	for (unsigned i = 0; i < counts.part_count; i++)
		add(part_of(m, total, counts.parts[i].language), &counts.parts[i].lines);
}

/* Keeps what a witness has of the file's bytes, which are gone after it. */
static void listen(struct measure *m, const struct composition_file *file, struct strata_str text)
{
	struct witness *w = strata_vec_push(m->arena, &m->witnesses);

	witness_read(w, file->path, file->language, text);
	for (unsigned i = 0; i < w->holder_count; i++)
		w->holders[i] = strata_arena_dup(m->arena, w->holders[i]);
}

static bool is_licence_file(struct strata_str path)
{
	return strata_str_chr(path, '/') == STRATA_NPOS &&
	       (strata_str_starts(path, STRATA_STR("LICEN")) ||
	        strata_str_starts(path, STRATA_STR("COPYING")));
}

static void measure_file(struct measure *m, const struct source_entry *entry)
{
	struct strata_error err = STRATA_ERROR_INIT;
	const struct language *language;
	struct composition_file *file;
	struct strata_str text;

	if (facts_read(&text, m->facts, entry, &m->scratch, &err) < 0) {
		note(m, entry->path, &err);
		return;
	}
	if (memchr(text.ptr, 0, text.len < HEAD_BYTES ? text.len : HEAD_BYTES)) {
		m->out->binary++;
		return;
	}
	if (!m->licence.ptr && is_licence_file(entry->path))
		m->licence = strata_arena_dup(m->arena, strata_str_take(text, HEAD_BYTES));
	language = discover_language(entry->path, strata_str_take(text, HEAD_BYTES));
	if (!language) {
		m->out->unknown++;
		return;
	}
	file = strata_vec_push(m->arena, &m->out->files);
	*file = (struct composition_file){ .path = entry->path, .language = language };
	file->role = facts_role(m->facts->source, entry->path);
	count(m, file, text);
	file->licence = licensing_head(m->licensing, language, strata_str_take(text, HEAD_BYTES));
	listen(m, file, text);
}

static int compare_code(const struct language *a, const struct lines *in_a,
                        const struct language *b, const struct lines *in_b)
{
	if (in_a->code != in_b->code)
		return in_a->code < in_b->code ? 1 : -1;
	return strcmp(a->name, b->name);
}

static int more_code_in_part(const void *left, const void *right)
{
	const struct lines_part *a = left, *b = right;

	return compare_code(a->language, &a->lines, b->language, &b->lines);
}

static int more_code(const void *left, const void *right)
{
	const struct composition_language *a = left, *b = right;

	return compare_code(a->language, &a->lines, b->language, &b->lines);
}

static void list_languages(struct measure *m)
{
	struct composition_languages *out = &m->out->languages;

	for (size_t i = 0; i < discover_language_count(); i++) {
		if (m->by_language[i].files == 0)
			continue;
		m->by_language[i].language = discover_language_at(i);
		if (m->by_language[i].parts.count)
			qsort(m->by_language[i].parts.items, m->by_language[i].parts.count,
			      sizeof(struct lines_part), more_code_in_part);
		*strata_vec_push(m->arena, out) = m->by_language[i];
	}
	if (out->count)
		qsort(out->items, out->count, sizeof(*out->items), more_code);
}

static void add_shares(struct composition_view *out)
{
	for (size_t i = 0; i < out->files.count; i++) {
		struct composition_share *share = &out->shares[out->files.items[i].whose];

		share->files++;
		share->lines += out->files.items[i].lines.code;
	}
}

void composition_measure(struct composition_view *out, struct strata_notes *notes,
                         struct facts_set *facts, struct licensing *licensing,
                         struct strata_arena *arena)
{
	struct measure m = { .out = out, .notes = notes, .facts = facts, .licensing = licensing,
			     .arena = arena };

	*out = (struct composition_view){ 0 };
	m.by_language =
		strata_arena_alloc(arena, discover_language_count() * sizeof(*m.by_language));
	for (size_t i = 0; i < facts->entries.count; i++) {
		if (facts->entries.items[i].type == SOURCE_FILE)
			measure_file(&m, &facts->entries.items[i]);
		strata_arena_reset(&m.scratch);
	}
	list_languages(&m);
	out->licence = licensing_folder(licensing, STRATA_STR(""));
	whose_judge(out, &m.witnesses, facts->source, m.licence, arena);
	licensing_settle_files(licensing, &out->files);
	add_shares(out);
	strata_arena_release(&m.scratch);
}
