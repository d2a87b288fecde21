/*
 * code.c - see code.h.
 *
 * Files are read by the caller's thread, a batch at a time, and judged by several; their
 * findings are put together in the order of their paths.
 */
#include "sast/code.h"

#include <pthread.h>

#include "discover/language.h"
#include "sast/code_file.h"
#include "strata/buf.h"
#include "strata/digest.h"
#include "strata/thread.h"

enum { BATCH_BYTES = 4 << 20, HEAD_BYTES = 8000 };

STRATA_VEC(code_files, struct code_file);

struct judging {
	struct code_view *out;
	struct strata_findings *findings;
	struct strata_notes *notes;
	struct facts_set *facts;
	const struct code_options *options;
	struct strata_arena *arena;
	struct strata_error *err;
	struct code_worker *workers;
	struct sast_files others; /* that flows may lead into */
	pthread_mutex_t reading;
	struct strata_arena bytes; /* of the files of a batch */
	struct code_files files;   /* in listed */
	struct strata_arena listed;
	struct strata_map by_key;  /* how many findings had a fingerprint so far */
	struct code_languages without; /* rules: files that nothing was looked for in */
};

static void judge_one(size_t index, unsigned worker, void *payload)
{
	struct judging *j = payload;

	code_file_judge(&j->files.items[index], &j->workers[worker],
			j->options->roles & 1u << STRATA_ROLE_GENERATED);
}

static struct code_language *row_of(struct judging *j, struct code_languages *all, const char *name)
{
	struct code_language *row;

	for (size_t i = 0; i < all->count; i++)
		if (strcmp(all->items[i].name, name) == 0)
			return &all->items[i];
	row = strata_vec_push(j->arena, all);
	row->name = name;
	return row;
}

/* What is found a second time, in the same words and the same function, is another finding. */
static void sign(struct judging *j, struct strata_finding *f)
{
	size_t *ordinal = strata_map_at(&j->by_key, f->fingerprint, NULL);

	f->fingerprint = strata_arena_printf(
		j->arena, "%016llx", (unsigned long long)strata_sum((*ordinal)++, f->fingerprint));
}

static void take(struct judging *j, struct code_file *file)
{
	struct code_language *row;

	for (size_t i = 0; i < file->notes.count; i++)
		*strata_vec_push(j->arena, j->notes) = file->notes.items[i];
	if (file->generated) {
		j->out->left_out++;
		return;
	}
	row = row_of(j, &j->out->languages, syntax_grammar_name(file->language->grammar));
	row->files++;
	row->lines += file->lines;
	j->out->files++;
	for (size_t i = 0; i < file->findings.count; i++) {
		sign(j, &file->findings.items[i]);
		*strata_vec_push(j->arena, j->findings) = file->findings.items[i];
	}
}

static void run(struct judging *j)
{
	strata_parallel(j->files.count, j->out->worker_count, judge_one, j);
	for (size_t i = 0; i < j->files.count; i++)
		take(j, &j->files.items[i]);
	j->files = (struct code_files){ 0 };
	strata_arena_reset(&j->bytes);
	strata_arena_reset(&j->listed);
}

static void note(struct judging *j, struct strata_str path, const struct strata_error *err)
{
	*strata_vec_push(j->arena, j->notes) = (struct strata_note){
		.path = path, .line = err->line,
		.reason = strata_arena_printf(j->arena, "%s", err->text)
	};
}

static const struct syntax_grammar *grammar_of(const struct language *language)
{
	return language ? syntax_grammar_of(strata_str_of(language->name)) : NULL;
}

/* Whether its name tells that it is no source: then it is not even read. */
static bool may_be_source(struct strata_str path)
{
	const struct language *language = discover_language(path, STRATA_STR(""));

	return language ? language->kind == LANGUAGE_SOURCE || grammar_of(language)
			: strata_str_chr(strata_path_base(path), '.') == STRATA_NPOS;
}

static bool is_binary(struct strata_str text)
{
	return memchr(text.ptr, 0, text.len < HEAD_BYTES ? text.len : HEAD_BYTES) != NULL;
}

/* A compiler may well read it: who hides a flaw behind a NUL byte is not to go unseen. */
static void tell_binary(struct judging *j, struct strata_str path)
{
	const struct language *language = discover_language(path, STRATA_STR(""));
	struct strata_error err = STRATA_ERROR_INIT;

	strata_fail(&err, STRATA_ESYNTAX, 0, "has a NUL byte and was not judged: it may be no text");
	if (language && language->kind == LANGUAGE_SOURCE)
		note(j, path, &err);
}

static int add_file(struct judging *j, const struct source_entry *entry, enum strata_role role)
{
	struct strata_error err = STRATA_ERROR_INIT;
	const struct language *written;
	const struct syntax_grammar *grammar;
	const struct sast_language *language = NULL;
	struct strata_str text;
	int rc;

	if (facts_read(&text, j->facts, entry, &j->bytes, &err) < 0) {
		note(j, entry->path, &err);
		return 0;
	}
	if (is_binary(text)) {
		tell_binary(j, entry->path);
		return 0;
	}
	written = discover_language(entry->path, strata_str_take(text, HEAD_BYTES));
	grammar = grammar_of(written);
	rc = grammar ? sast_ruleset_language(&language, j->out->rules, grammar, j->err) : 0;
	if (rc == 0 && language)
		*strata_vec_push(&j->listed, &j->files) = (struct code_file){
			.path = entry->path, .text = text, .role = role, .language = language,
			.today = j->options->today
		};
	else if (rc == 0 && written && written->kind == LANGUAGE_SOURCE)
		row_of(j, &j->without, written->name)->files++;
	return rc;
}

static int add_entry(struct judging *j, const struct source_entry *entry)
{
	enum strata_role role;
	int rc;

	if (entry->type != SOURCE_FILE || !may_be_source(entry->path))
		return 0;
	role = facts_role(j->facts->source, entry->path);
	if (!(j->options->roles & 1u << role)) {
		j->out->left_out++;
		return 0;
	}
	rc = add_file(j, entry, role);
	if (j->bytes.total > BATCH_BYTES)
		run(j);
	return rc;
}

static void list_others(struct judging *j)
{
	sast_files_init(&j->others, j->arena);
	for (size_t i = 0; i < j->facts->entries.count; i++) {
		const struct source_entry *entry = &j->facts->entries.items[i];

		if (entry->type == SOURCE_FILE)
			sast_files_add(&j->others, entry->path,
				       grammar_of(discover_language(entry->path, STRATA_STR(""))), i);
	}
}

/* The repository is one thread's at a time. */
static int read_other(struct strata_str *out, void *payload, size_t number,
		      struct strata_arena *arena)
{
	struct judging *j = payload;
	int rc;

	pthread_mutex_lock(&j->reading);
	rc = facts_read(out, j->facts, &j->facts->entries.items[number], arena, NULL);
	pthread_mutex_unlock(&j->reading);
	return rc;
}

static void open_workers(struct judging *j)
{
	unsigned count = strata_jobs(j->options->jobs);

	j->out->worker_count = count;
	j->out->workers = strata_arena_alloc(j->arena, count * sizeof(*j->out->workers));
	j->workers = strata_arena_alloc(j->arena, count * sizeof(*j->workers));
	for (unsigned i = 0; i < count; i++)
		j->workers[i] = (struct code_worker){ &j->out->workers[i], STRATA_ARENA_INIT,
						      syntax_cursor_new(), NULL };
	for (unsigned i = 0; i < count; i++)
		j->workers[i].world = sast_world_new(&j->others, read_other, j,
						     j->workers[i].cursor);
}

static void close_workers(struct judging *j)
{
	for (unsigned i = 0; i < j->out->worker_count; i++) {
		strata_arena_release(&j->workers[i].scratch);
		sast_world_free(j->workers[i].world);
		syntax_cursor_free(j->workers[i].cursor);
	}
	strata_arena_release(&j->bytes);
	strata_arena_release(&j->listed);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct code_language *)a)->name,
		      ((const struct code_language *)b)->name);
}

/* Languages that there are no rules for are said: nothing found in them means nothing. */
static void tell_without(struct judging *j)
{
	struct strata_buf b = STRATA_BUF_INIT;

	strata_vec_sort(&j->without, by_name);
	strata_buf_add(&b, STRATA_STR("files in languages without rules were not judged: "));
	for (size_t i = 0; i < j->without.count; i++)
		strata_buf_addf(&b, "%s%s (%zu)", i ? ", " : "", j->without.items[i].name,
				j->without.items[i].files);
	if (j->without.count)
		*strata_vec_push(j->arena, j->notes) = (struct strata_note){
			.path = STRATA_STR(""),
			.reason = strata_arena_dup(j->arena, strata_buf_str(&b))
		};
	strata_buf_release(&b);
}

int code_judge(struct code_view *out, struct strata_findings *findings, struct strata_notes *notes,
	       struct facts_set *facts, const struct code_options *options,
	       struct strata_arena *arena, struct strata_error *err)
{
	struct judging j = { .out = out, .findings = findings, .notes = notes, .facts = facts,
			     .options = options, .arena = arena, .err = err };
	int rc;

	*out = (struct code_view){ 0 };
	if ((rc = sast_ruleset_open(&out->rules, options->rules, err)) < 0)
		return rc;
	j.by_key = STRATA_MAP_INIT(arena);
	pthread_mutex_init(&j.reading, NULL);
	list_others(&j);
	open_workers(&j);
	for (size_t i = 0; i < facts->entries.count && rc == 0; i++)
		rc = add_entry(&j, &facts->entries.items[i]);
	run(&j);
	tell_without(&j);
	close_workers(&j);
	pthread_mutex_destroy(&j.reading);
	strata_vec_sort(&out->languages, by_name);
	return rc;
}

void code_release(struct code_view *view)
{
	for (unsigned i = 0; i < view->worker_count; i++)
		strata_arena_release(&view->workers[i]);
	sast_ruleset_close(view->rules);
}
