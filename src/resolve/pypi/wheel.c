/* wheel.c - METADATA out of a wheel of which only parts are fetched; see source.h. */
#include <inttypes.h>

#include "resolve/pypi/source.h"
#include "strata/limits.h"
#include "text/archive.h"
#include "text/zip.h"

enum {
	LAST_BYTES = 64 << 10, /* hold list and metadata of nine wheels in ten */
};

struct wheel {
	const struct pypi_source *source;
	struct registry_answer held;
	uint64_t start; /* of what is held */
	bool whole;
};

/* --- parts ------------------------------------------------------------------------------------ */

static struct registry_ask part_ask(const struct pypi_source *s, uint64_t first, uint64_t end)
{
	struct registry_ask ask = pypi_source_ask(s);

	ask.part = strata_arena_printf(s->arena, "%" PRIu64 "-%" PRIu64, first, end - 1);
	ask.most = STRATA_LIMIT_METADATA_BYTES;
	return ask;
}

/* Not every server understands "the last n bytes". */
static struct registry_ask last_ask(const struct pypi_source *s)
{
	uint64_t size = s->file->size;
	struct registry_ask ask;

	if (size)
		return part_ask(s, size > LAST_BYTES ? size - LAST_BYTES : 0, size);
	ask = part_ask(s, 0, 1);
	ask.part = strata_arena_printf(s->arena, "-%d", LAST_BYTES);
	return ask;
}

static void drop(struct wheel *w)
{
	registry_release(w->source->in->registry, &w->held);
}

static int hold(struct wheel *w, const struct registry_ask *ask, struct strata_error *err)
{
	int rc;

	drop(w);
	if ((rc = registry_get(&w->held, w->source->in->registry, ask, err)) < 0)
		return rc;
	w->start = w->held.start;
	w->whole = !w->held.part;
	return w->whole ? pypi_source_check(w->source, w->held.body, err) : 0;
}

static int hold_whole(struct wheel *w, struct strata_error *err)
{
	drop(w);
	w->start = 0;
	w->whole = true;
	return pypi_source_whole(&w->held, w->source, err);
}

static bool has(const struct wheel *w, struct zip_span span)
{
	return span.first >= w->start && span.end - w->start <= w->held.body.len;
}

/* The bytes of a span: valid until the next call. */
static int get_span(struct strata_str *out, struct wheel *w, struct zip_span span,
		    struct strata_error *err)
{
	struct registry_ask ask;
	int rc;

	if (span.end - span.first > STRATA_LIMIT_METADATA_BYTES)
		return strata_fail(err, STRATA_ELIMIT, 0,
				   "the wheel's list of files has more than %u bytes",
				   STRATA_LIMIT_METADATA_BYTES);
	if (!has(w, span) && !w->whole && span.end > span.first) {
		ask = part_ask(w->source, span.first, span.end);
		if ((rc = hold(w, &ask, err)) < 0)
			return rc;
	}
	if (!has(w, span))
		return strata_fail(err, STRATA_EIO, 0, "the server sends other bytes than were asked for");
	*out = strata_str_take(strata_str_skip(w->held.body, (size_t)(span.first - w->start)),
			       (size_t)(span.end - span.first));
	return 0;
}

/* --- the file in it --------------------------------------------------------------------------- */

/* "<name>-<version>.dist-info/METADATA" */
static bool is_metadata(struct strata_str path, const struct pypi_source *s)
{
	struct strata_str folder, file, name;

	if (!strata_str_cut(&folder, &file, path, '/') || !strata_str_eq(file, STRATA_STR("METADATA")) ||
	    !strata_str_ends(folder, STRATA_STR(".dist-info")))
		return false;
	strata_str_cut(&name, &folder, folder, '-');
	return strata_str_eq(strata_name_pep503(s->arena, name), s->name);
}

/* Its name, and the bytes from its header to the next one. */
static int find_metadata(struct strata_str *name, struct zip_span *out, struct strata_str list,
			 const struct pypi_source *s, struct strata_error *err)
{
	struct strata_str rest = list;
	struct zip_file file;
	int rc;

	*name = STRATA_NONE;
	while ((rc = zip_next(&file, &rest, err)) > 0 && !name->ptr)
		if (is_metadata(file.name, s)) {
			*name = strata_arena_dup(s->arena, file.name);
			out->first = file.header;
		}
	if (rc < 0)
		return rc;
	if (!name->ptr || out->first >= out->end)
		return strata_fail(err, STRATA_ESYNTAX, 0, "the wheel has no metadata");
	while ((rc = zip_next(&file, &list, err)) > 0)
		if (file.header > out->first && file.header < out->end)
			out->end = file.header;
	if (out->end - out->first > STRATA_LIMIT_METADATA_BYTES)
		out->end = out->first + STRATA_LIMIT_METADATA_BYTES;
	return rc;
}

static int unpack(struct strata_str *out, struct strata_str bytes, struct strata_str name,
		  const struct pypi_source *s, struct strata_error *err)
{
	struct strata_buf text = STRATA_BUF_INIT;
	struct archive_stream *stream;
	struct strata_str found;
	int rc = archive_open_part(&stream, bytes, s->file->name, err);

	if (rc < 0)
		return rc;
	if ((rc = archive_next(&found, stream, err)) == 0 ||
	    (rc > 0 && !strata_str_eq(found, name)))
		rc = strata_fail(err, STRATA_ESYNTAX, 0, "the wheel's list names other files than it has");
	else if (rc > 0 &&
		 (rc = archive_bytes(&text, stream, STRATA_LIMIT_METADATA_BYTES, err)) == 0)
		*out = strata_arena_dup(s->arena, strata_buf_str(&text));
	strata_buf_release(&text);
	archive_close(stream);
	return rc;
}

static int read_held(struct strata_str *out, struct wheel *w, struct strata_error *err)
{
	struct zip_span list, metadata = { 0 };
	struct strata_str bytes, name;
	int rc;

	if ((rc = zip_directory(&list, w->held.body, w->start, err)) < 0 ||
	    (rc = get_span(&bytes, w, list, err)) < 0)
		return rc;
	metadata.end = list.first;
	if ((rc = find_metadata(&name, &metadata, bytes, w->source, err)) < 0 ||
	    (rc = get_span(&bytes, w, metadata, err)) < 0)
		return rc;
	return unpack(out, bytes, name, w->source, err);
}

void pypi_wheel_want(const struct pypi_source *s)
{
	struct registry_ask ask = last_ask(s);

	registry_want(s->in->registry, &ask);
}

/* A server may take parts badly, or send too much in their place: then all of it decides. */
int pypi_wheel_text(struct strata_str *out, const struct pypi_source *s, struct strata_error *err)
{
	struct wheel w = { .source = s };
	struct strata_error own = STRATA_ERROR_INIT;
	struct registry_ask ask = last_ask(s);
	int rc = hold(&w, &ask, &own);
	bool retry = rc == STRATA_ELIMIT || rc == STRATA_EUNSUPPORTED;

	if (rc == 0) {
		rc = read_held(out, &w, &own);
		retry = rc < 0 && !w.whole;
	}
	if (retry) {
		own = STRATA_ERROR_INIT;
		rc = hold_whole(&w, &own);
		if (rc == 0)
			rc = read_held(out, &w, &own);
	}
	drop(&w);
	if (rc < 0 && err)
		*err = own;
	return rc;
}
