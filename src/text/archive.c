/* archive.c - archives as streams; see archive.h. */
#include "text/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>

#include "strata/arena.h"
#include "strata/limits.h"

enum { BLOCK = 128 << 10 };

struct archive_stream {
	struct archive *handle;
	struct strata_str path;
	size_t entries;
	uint64_t bytes;
};

static int fail(const struct archive_stream *s, struct strata_error *err)
{
	const char *text = archive_error_string(s->handle);

	strata_error_at(err, s->path);
	return strata_fail(err, STRATA_EIO, 0, "cannot read the archive: %s",
			   text ? text : "unknown reason");
}

int archive_open(struct archive_stream **out, const char *path, struct strata_error *err)
{
	struct archive_stream *s = strata_malloc(sizeof(*s));
	int rc;

	*s = (struct archive_stream){ .handle = archive_read_new(), .path = strata_str_of(path) };
	*out = s;
	if (!s->handle)
		return strata_fail(err, STRATA_EIO, 0, "libarchive does not start");
	archive_read_support_format_zip(s->handle);
	archive_read_support_format_tar(s->handle);
	archive_read_support_filter_gzip(s->handle);
	if (archive_read_open_filename(s->handle, path, BLOCK) == ARCHIVE_OK)
		return 0;
	rc = fail(s, err);
	archive_close(s);
	*out = NULL;
	return rc;
}

void archive_close(struct archive_stream *s)
{
	if (!s)
		return;
	archive_read_free(s->handle);
	free(s);
}

int archive_next(struct strata_str *name, struct archive_stream *s, struct strata_error *err)
{
	struct archive_entry *entry;
	int rc;

	for (;;) {
		rc = archive_read_next_header(s->handle, &entry);
		if (rc == ARCHIVE_EOF)
			return 0;
		if (rc != ARCHIVE_OK && rc != ARCHIVE_WARN)
			return fail(s, err);
		if (++s->entries > STRATA_LIMIT_ARCHIVE_ENTRIES)
			return strata_fail(err, STRATA_ELIMIT, 0, "more than %u files in an archive",
					   STRATA_LIMIT_ARCHIVE_ENTRIES);
		*name = strata_str_of(archive_entry_pathname(entry));
		if (name->ptr && archive_entry_filetype(entry) == AE_IFREG)
			return 1;
	}
}

int archive_bytes(struct strata_buf *out, struct archive_stream *s, size_t most,
		  struct strata_error *err)
{
	la_ssize_t got;

	strata_buf_reset(out);
	for (;;) {
		got = archive_read_data(s->handle, strata_buf_room(out, BLOCK), BLOCK);
		if (got < 0)
			return fail(s, err);
		if (got == 0)
			return 0;
		out->len += (size_t)got;
		out->ptr[out->len] = '\0';
		s->bytes += (size_t)got;
		if (out->len > most || s->bytes > STRATA_LIMIT_ARCHIVE_BYTES)
			return strata_fail(err, STRATA_ELIMIT, 0, "a file of the archive, or all of "
					   "them, has more bytes than are allowed");
	}
}
