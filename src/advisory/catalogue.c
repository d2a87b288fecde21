/* catalogue.c - the list of the database's files; see catalogue.h. */
#include "advisory/catalogue.h"

#include <stdlib.h>
#include <unistd.h>

#include "advisory/file.h"
#include "text/json.h"

#define CATALOGUE_SCHEMA "strata-advisories/1"

enum { CATALOGUE_MOST = 4 << 20 };

static const char *file_path(struct strata_arena *arena, struct strata_str folder,
			     const char *name)
{
	return strata_arena_printf(arena, "%.*s/%s", STRATA_ARG(folder), name).ptr;
}

struct strata_str catalogue_folder(const char *location, struct strata_arena *arena)
{
	const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");

	if (location)
		return strata_arena_dup(arena, strata_str_of(location));
	/* The specification has relative paths ignored (XDG Base Directory, 0.8). */
	if (data && data[0] == '/')
		return strata_arena_printf(arena, "%s/strata/advisories", data);
	return strata_arena_printf(arena, "%s/.local/share/strata/advisories", home ? home : "");
}

static size_t number(const struct node *entry, const char *key)
{
	uint64_t value = 0;

	strata_str_u64(&value, node_text(entry, key));
	return (size_t)value;
}

/* A file's name comes from a file that others could write: it must stay in the folder. */
static bool is_plain_name(struct strata_str file)
{
	return file.len > 0 && file.ptr[0] != '.' && strata_str_chr(file, '/') == STRATA_NPOS &&
	       strata_str_chr(file, '\0') == STRATA_NPOS;
}

static int read_store(struct catalogue *out, const struct node *entry, struct strata_arena *arena,
		      struct strata_error *err)
{
	struct catalogue_store *s = strata_vec_push(arena, &out->stores);

	*s = (struct catalogue_store){
		.ecosystem = node_text(entry, "ecosystem"),
		.source = node_text(entry, "source"),
		.origin = node_text(entry, "origin"),
		.loose = strata_str_eq(node_text(entry, "loose"), STRATA_STR("true")),
		.file = node_text(entry, "file"),
		.id = node_text(entry, "id"),
		.updated = node_text(entry, "updated"),
		.etag = node_text(entry, "etag"),
		.changes = node_text(entry, "changes"),
		.records = number(entry, "records"),
		.withdrawn = number(entry, "withdrawn"),
	};
	if (!s->ecosystem.len || !is_plain_name(s->file))
		return strata_fail(err, STRATA_EDATABASE, entry->line, "the catalogue is damaged");
	return 0;
}

int catalogue_read(struct catalogue *out, struct strata_str folder, struct strata_arena *arena,
		   struct strata_error *err)
{
	const char *path = file_path(arena, folder, "catalogue.json");
	struct strata_error why = STRATA_ERROR_INIT;
	struct strata_buf bytes = STRATA_BUF_INIT;
	struct node *top;
	int rc;

	*out = (struct catalogue){ 0 };
	if ((rc = file_read(&bytes, path, CATALOGUE_MOST, err)) < 0)
		goto out;
	if (json_tree(&top, strata_arena_dup(arena, strata_buf_str(&bytes)), JSON_STRICT, arena,
		      &why) < 0 ||
	    !strata_str_eq(node_text(top, "schema"), STRATA_STR(CATALOGUE_SCHEMA))) {
		strata_error_at(err, strata_str_of(path));
		rc = strata_fail(err, STRATA_EDATABASE, 0,
				 "the catalogue of the advisory database is damaged, or of another "
				 "version of strata");
		goto out;
	}
	for (const struct node *entry = node_first(node_array(top, "stores")); rc == 0 && entry;
	     entry = entry->next)
		rc = read_store(out, entry, arena, err);
out:
	strata_buf_release(&bytes);
	return rc;
}

static void add_member(struct strata_buf *b, const char *key, struct strata_str value)
{
	strata_buf_addf(b, ", \"%s\": \"", key);
	for (size_t i = 0; i < value.len; i++) {
		char c = value.ptr[i];

		if (c == '"' || c == '\\')
			strata_buf_addf(b, "\\%c", c);
		else if ((unsigned char)c < 0x20)
			strata_buf_addf(b, "\\u%04x", (unsigned)c);
		else
			strata_buf_addc(b, c);
	}
	strata_buf_addc(b, '"');
}

static void add_store(struct strata_buf *b, const struct catalogue_store *s)
{
	strata_buf_addf(b, "{\"records\": %zu, \"withdrawn\": %zu, \"loose\": %s", s->records,
			s->withdrawn, s->loose ? "true" : "false");
	add_member(b, "ecosystem", s->ecosystem);
	add_member(b, "source", s->source);
	add_member(b, "origin", s->origin);
	add_member(b, "file", s->file);
	add_member(b, "id", s->id);
	add_member(b, "updated", s->updated);
	add_member(b, "etag", s->etag);
	add_member(b, "changes", s->changes);
	strata_buf_addc(b, '}');
}

static int by_ecosystem(const void *x, const void *y)
{
	const struct catalogue_store *a = x, *b = y;
	int order = strata_str_cmp(a->ecosystem, b->ecosystem);

	return order ? order : strata_str_cmp(a->source, b->source);
}

int catalogue_write(struct catalogue *c, struct strata_str folder, struct strata_error *err)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	const char *path = file_path(&arena, folder, "catalogue.json");
	const char *temporary = file_path(&arena, folder, "catalogue.json.new");
	struct strata_buf b = STRATA_BUF_INIT;
	int rc;

	if (c->stores.count)
		qsort(c->stores.items, c->stores.count, sizeof(*c->stores.items), by_ecosystem);
	strata_buf_addf(&b, "{\"schema\": \"%s\", \"stores\": [", CATALOGUE_SCHEMA);
	for (size_t i = 0; i < c->stores.count; i++) {
		strata_buf_addf(&b, "%s\n  ", i ? "," : "");
		add_store(&b, &c->stores.items[i]);
	}
	strata_buf_addf(&b, "\n]}\n");
	if ((rc = file_write(temporary, strata_buf_str(&b), err)) < 0 ||
	    (rc = file_rename(temporary, path, err)) < 0 ||
	    (rc = file_sync(strata_arena_cstr(&arena, folder), err)) < 0)
		unlink(temporary);
	strata_buf_release(&b);
	strata_arena_release(&arena);
	return rc;
}
