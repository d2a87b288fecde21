/* build.c - new files of the database; see build.h. */
#include "advisory/build.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "advisory/file.h"
#include "strata/buf.h"
#include "strata/limits.h"
#include "text/archive.h"

enum { NOTES_MOST = 100, PROGRESS_EVERY = 256 };

static const char *path_in(struct build *b, const char *name)
{
	return strata_arena_printf(b->arena, "%.*s/%s", STRATA_ARG(b->folder), name).ptr;
}

/* As `mkdir -p` does. */
static int make_folder(struct build *b, struct strata_error *err)
{
	char *path = (char *)strata_arena_cstr(b->arena, b->folder);

	for (char *at = path + 1; *at; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		mkdir(path, 0755); /* the last one tells */
		*at = '/';
	}
	if (mkdir(path, 0755) == 0 || errno == EEXIST)
		return 0;
	strata_error_at(err, b->folder);
	return strata_fail(err, STRATA_EIO, 0, "cannot make the folder: %s", strerror(errno));
}

static int take_lock(struct build *b, struct strata_error *err)
{
	const char *path = path_in(b, "lock");

	b->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (b->lock >= 0 && flock(b->lock, LOCK_EX | LOCK_NB) == 0)
		return 0;
	strata_error_at(err, strata_str_of(path));
	if (errno == EWOULDBLOCK)
		return strata_fail(err, STRATA_EDATABASE, 0,
				   "another import or update is at work on this database");
	return strata_fail(err, STRATA_EIO, 0, "cannot lock the database: %s", strerror(errno));
}

static bool named_in(const struct catalogue *c, struct strata_str file)
{
	for (size_t i = 0; i < c->stores.count; i++)
		if (strata_str_eq(c->stores.items[i].file, file))
			return true;
	return false;
}

/*
 * Removes what an interrupted import has left, and what the catalogue (unless NULL)
 * does not name. We hold the lock, so nobody builds here now.
 */
static void sweep(struct build *b, const struct catalogue *c)
{
	DIR *folder = opendir(strata_arena_cstr(b->arena, b->folder));
	struct dirent *entry;

	while (folder && (entry = readdir(folder))) {
		struct strata_str name = strata_str_of(entry->d_name);

		if ((c && strata_str_ends(name, STRATA_STR(".sqlite")) && !named_in(c, name)) ||
		    (strata_str_starts(name, STRATA_STR("build-")) &&
		     strata_str_ends(name, STRATA_STR(".new"))))
			unlink(path_in(b, entry->d_name));
	}
	if (folder)
		closedir(folder);
}

int build_open(struct build *b, struct advisory_import_report *report,
	       const struct advisory_import_options *options, struct strata_arena *arena,
	       struct strata_error *err)
{
	int rc;

	*b = (struct build){
		.report = report,
		.options = *options,
		.arena = arena,
		.scratch = STRATA_ARENA_INIT,
		.by_name = STRATA_MAP_INIT(arena),
		.folder = catalogue_folder(options->folder, arena),
		.lock = -1,
	};
	report->folder = b->folder;
	if ((rc = make_folder(b, err)) < 0 || (rc = take_lock(b, err)) < 0)
		return rc;
	/* A damaged catalogue is no reason not to import: it is what repairs it. */
	if (catalogue_read(&b->old, b->folder, arena, NULL) < 0)
		b->old = (struct catalogue){ 0 };
	sweep(b, NULL);
	return 0;
}

void build_close(struct build *b)
{
	struct store_info info;

	for (size_t i = 0; i < b->stores.count; i++) {
		struct build_store *s = &b->stores.items[i];

		if (s->writer)
			store_finish(&info, NULL, s->writer, NULL);
		if (s->temporary)
			unlink(s->temporary);
	}
	if (b->lock >= 0)
		close(b->lock);
	strata_arena_release(&b->scratch);
}

struct strata_str build_time(struct strata_arena *arena, time_t time)
{
	struct tm utc;
	char text[32];

	gmtime_r(&time, &utc);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &utc);
	return strata_arena_dup(arena, strata_str_of(text));
}

static struct strata_str later(struct strata_str a, struct strata_str b)
{
	return strata_str_cmp(a, b) < 0 ? b : a;
}

int build_begin(struct build *b, struct strata_str origin, struct strata_str updated,
		struct strata_str ecosystem, struct strata_error *err)
{
	struct build_store *s;
	int rc;

	b->origin = strata_arena_dup(b->arena, origin);
	b->updated = strata_arena_dup(b->arena, updated);
	if (!ecosystem.ptr)
		return 0;
	/* An export without a record still empties its ecosystem. */
	if ((rc = build_store(&s, b, ecosystem, false, err)) == 0)
		s->entry.updated = later(s->entry.updated, b->updated);
	return rc;
}

int build_origin(struct build *b, const char *path, struct strata_str ecosystem,
		 struct strata_error *err)
{
	struct stat info;

	if (stat(path, &info) < 0) {
		strata_error_at(err, strata_str_of(path));
		return strata_fail(err, STRATA_EIO, 0, "cannot read: %s", strerror(errno));
	}
	return build_begin(b, strata_str_of(path), build_time(b->arena, info.st_mtime), ecosystem,
			   err);
}

void build_keep(struct build *b, const struct catalogue_store *entry)
{
	*strata_map_at(&b->by_name, entry->ecosystem, NULL) = b->stores.count;
	strata_vec_push(b->arena, &b->stores)->entry = *entry;
}

static bool is_export(struct strata_str origin)
{
	return strata_str_eq(strata_path_base(origin), STRATA_STR("all.zip"));
}

static struct strata_str source_name(const struct build *b, bool loose)
{
	if (b->options.source)
		return strata_str_of(b->options.source);
	return loose && !is_export(b->origin) ? STRATA_STR("local") : STRATA_STR("osv");
}

int build_store(struct build_store **out, struct build *b, struct strata_str ecosystem, bool loose,
		struct strata_error *err)
{
	struct strata_str key = loose ? strata_arena_join(&b->scratch, ecosystem, STRATA_STR("\n"),
							  STRATA_NONE)
				      : ecosystem;
	struct build_store *s;
	size_t index;

	if (strata_map_get(&index, &b->by_name, key)) {
		*out = &b->stores.items[index];
		return 0;
	}
	key = strata_arena_dup(b->arena, key);
	ecosystem = strata_arena_dup(b->arena, ecosystem);
	*strata_map_at(&b->by_name, key, NULL) = b->stores.count;
	*out = s = strata_vec_push(b->arena, &b->stores);
	s->entry.ecosystem = ecosystem;
	s->entry.loose = loose;
	s->entry.source = source_name(b, loose);
	s->entry.origin = b->origin;
	s->temporary = path_in(b, strata_arena_printf(b->arena, "build-%ld-%zu.new", (long)getpid(),
						      b->stores.count).ptr);
	unlink(s->temporary);
	return store_create(&s->writer, s->temporary, ecosystem, err);
}

static void note(struct build *b, struct strata_str name, const struct strata_error *why)
{
	struct strata_note *n;

	if (b->report->notes.count >= NOTES_MOST) {
		b->report->notes_left_out++;
		return;
	}
	n = strata_vec_push(b->arena, &b->report->notes);
	n->path = strata_arena_dup(b->arena, name);
	n->line = why->line;
	n->reason = strata_arena_printf(b->arena, "no advisory: %s", why->text);
}

static void tell(struct build *b, struct strata_str ecosystem)
{
	struct advisory_progress p = { .ecosystem = ecosystem, .records = b->records };

	if (b->options.progress && b->records % PROGRESS_EVERY == 0)
		b->options.progress(&p, b->options.payload);
}

static int add_to(struct build *b, const struct record *record, struct strata_str ecosystem,
		  bool loose, struct strata_error *err)
{
	struct build_store *s;
	int rc = build_store(&s, b, ecosystem, loose, err);

	if (rc < 0)
		return rc;
	s->entry.updated = later(s->entry.updated, b->updated);
	return store_add(s->writer, record, err);
}

/* To the stores of all ecosystems that the record names, each once. */
static int add_everywhere(struct build *b, const struct record *record, struct strata_error *err)
{
	struct strata_map seen = STRATA_MAP_INIT(&b->scratch);
	bool first;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < record->affected.count; i++) {
		struct strata_str base =
			record_ecosystem_base(record->affected.items[i].ecosystem);

		strata_map_at(&seen, base, &first);
		if (first && base.len)
			rc = add_to(b, record, base, true, err);
	}
	return rc;
}

int build_add(struct build *b, struct strata_str name, struct strata_str bytes,
	      struct strata_str ecosystem, struct strata_error *err)
{
	struct strata_error why = STRATA_ERROR_INIT;
	struct record record;

	strata_arena_reset(&b->scratch);
	if (record_read(&record, bytes, &b->scratch, &why) < 0) {
		note(b, name, &why);
		return 0;
	}
	b->records++;
	tell(b, ecosystem);
	return ecosystem.ptr ? add_to(b, &record, ecosystem, false, err)
			     : add_everywhere(b, &record, err);
}

int build_zip(struct build *b, const char *path, struct strata_str ecosystem,
	      struct strata_error *err)
{
	struct archive_stream *zip = NULL;
	struct strata_buf bytes = STRATA_BUF_INIT;
	struct strata_str name;
	int rc;

	if ((rc = archive_open(&zip, path, err)) < 0)
		goto out;
	while ((rc = archive_next(&name, zip, err)) > 0) {
		if (!strata_str_ends(name, STRATA_STR(".json")))
			continue;
		if ((rc = archive_bytes(&bytes, zip, STRATA_LIMIT_RECORD_BYTES, err)) < 0 ||
		    (rc = build_add(b, name, strata_buf_str(&bytes), ecosystem, err)) < 0)
			break;
	}
out:
	archive_close(zip);
	strata_buf_release(&bytes);
	return rc;
}

/* "crates.io" may be a file's name as it is, "Red Hat" may not. */
static struct strata_str file_name(struct build *b, const struct catalogue_store *s)
{
	char *name = (char *)strata_arena_cstr(b->arena, s->ecosystem);

	for (char *at = name; *at; at++)
		if (!strata_is_alpha(*at) && !strata_is_digit(*at) && (*at != '.' || at == name))
			*at = '-';
	return strata_arena_printf(b->arena, "%s-%.*s.sqlite", name, STRATA_ARG(s->id));
}

/* Ends a store's file and gives it its name, which nothing refers to yet. */
static int put_in_place(struct build *b, struct build_store *s, struct strata_error *err)
{
	struct store_writer *writer = s->writer;
	struct store_info info;
	int rc;

	if (!writer)
		return 0;
	s->writer = NULL;
	if ((rc = store_finish(&info, NULL, writer, err)) < 0)
		return rc;
	s->entry.records = info.records;
	s->entry.withdrawn = info.withdrawn;
	s->entry.id = digest_hex(b->arena, info.digest);
	s->entry.file = file_name(b, &s->entry);
	if ((rc = file_sync(s->temporary, err)) < 0 ||
	    (rc = file_rename(s->temporary, path_in(b, s->entry.file.ptr), err)) < 0)
		return rc;
	s->temporary = NULL;
	return 0;
}

static bool same_store(const struct catalogue_store *new, const struct catalogue_store *old)
{
	return strata_str_eq(new->source, old->source) &&
	       strata_str_eq(new->ecosystem, old->ecosystem);
}

/*
 * Whether the new store takes the place of the old one. Single records replace all
 * of their source's, whatever the ecosystem; an export that has no ecosystem's name
 * only what came from the same file.
 */
static bool replaces(const struct catalogue_store *new, const struct catalogue_store *old)
{
	if (same_store(new, old))
		return true;
	return new->loose && old->loose && strata_str_eq(new->source, old->source) &&
	       (!is_export(new->origin) || strata_str_eq(new->origin, old->origin));
}

static void add_old(struct catalogue *c, struct build *b)
{
	for (size_t i = 0; i < b->old.stores.count; i++) {
		const struct catalogue_store *old = &b->old.stores.items[i];
		bool gone = false;

		for (size_t j = 0; !gone && j < b->stores.count; j++)
			gone = replaces(&b->stores.items[j].entry, old);
		if (!gone)
			*strata_vec_push(b->arena, &c->stores) = *old;
	}
}

static void report(struct build *b, const struct build_store *new)
{
	struct advisory_imported *out = strata_vec_push(b->arena, &b->report->stores);

	out->ecosystem = new->entry.ecosystem;
	out->source = new->entry.source;
	out->records = new->entry.records;
	out->withdrawn = new->entry.withdrawn;
	out->fetched = new->fetched;
	out->whole = new->whole;
	for (size_t i = 0; i < b->old.stores.count; i++) {
		const struct catalogue_store *old = &b->old.stores.items[i];

		if (!same_store(&new->entry, old))
			continue;
		out->before = old->records;
		out->unchanged = strata_str_eq(old->id, new->entry.id);
	}
}

static int by_ecosystem(const void *x, const void *y)
{
	const struct build_store *a = x, *b = y;

	return strata_str_cmp(a->entry.ecosystem, b->entry.ecosystem);
}

int build_commit(struct build *b, struct strata_error *err)
{
	struct catalogue new = { 0 };
	int rc;

	if (b->stores.count == 0)
		return strata_fail(err, STRATA_ENOTFOUND, 0, "no advisory was found there");
	qsort(b->stores.items, b->stores.count, sizeof(*b->stores.items), by_ecosystem);
	for (size_t i = 0; i < b->stores.count; i++)
		if ((rc = put_in_place(b, &b->stores.items[i], err)) < 0)
			return rc;
	add_old(&new, b);
	for (size_t i = 0; i < b->stores.count; i++) {
		*strata_vec_push(b->arena, &new.stores) = b->stores.items[i].entry;
		report(b, &b->stores.items[i]);
	}
	if ((rc = catalogue_write(&new, b->folder, err)) < 0)
		return rc;
	sweep(b, &new);
	return 0;
}
