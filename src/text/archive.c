/* archive.c - archives as streams; see archive.h. libarchive is loaded for the first one. */
#include "text/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>

#include "strata/arena.h"
#include "strata/library.h"
#include "strata/limits.h"

enum { BLOCK = 128 << 10 };

#define FUNCTIONS(X) \
	X(archive_entry_filetype) X(archive_entry_hardlink) X(archive_entry_pathname)  \
	X(archive_entry_size) X(archive_entry_symlink) X(archive_error_string)  \
	X(archive_read_data) X(archive_read_data_block) X(archive_read_free)    \
	X(archive_read_new) X(archive_read_open)                                \
	X(archive_read_next_header) X(archive_read_open_filename)               \
	X(archive_read_open_fd) X(archive_read_open_memory)                     \
	X(archive_read_support_filter_bzip2) X(archive_read_support_filter_gzip) \
	X(archive_read_support_filter_xz) X(archive_read_support_filter_zstd)   \
	X(archive_read_support_format_tar)                                      \
	X(archive_read_support_format_zip) X(archive_read_support_format_zip_seekable) \
	X(archive_read_support_format_zip_streamable)

static struct {
	FUNCTIONS(STRATA_LIBRARY_SLOT)
} lib;

#define ROW(function) { #function, &lib.function },
static const struct strata_library_function functions[] = { FUNCTIONS(ROW) };
#undef ROW

static struct strata_library library = {
	.file = "libarchive.so.13",
	.functions = functions,
	.count = sizeof(functions) / sizeof(*functions),
};

struct archive_stream {
	struct archive *handle;
	struct strata_str path;
	size_t entries;
	uint64_t bytes, most;
	uint64_t unpacked; /* by archive_part */
	bool stepped; /* what it has is counted entry by entry, read or not */
};

static int fail(const struct archive_stream *s, struct strata_error *err)
{
	const char *text = lib.archive_error_string(s->handle);

	strata_error_at(err, s->path);
	return strata_fail(err, STRATA_EIO, 0, "cannot read the archive: %s",
			   text ? text : "unknown reason");
}

/* Nothing is opened yet. */
static int start(struct archive_stream **out, struct strata_str path, struct strata_error *err)
{
	struct archive_stream *s;
	int rc;

	*out = NULL;
	if ((rc = strata_library_load(&library, err)) < 0)
		return rc;
	s = strata_malloc(sizeof(*s));
	*s = (struct archive_stream){ .handle = lib.archive_read_new(), .path = path,
				      .most = STRATA_LIMIT_ARCHIVE_BYTES };
	if (!s->handle) {
		free(s);
		return strata_fail(err, STRATA_EIO, 0, "libarchive does not start");
	}
	lib.archive_read_support_format_tar(s->handle);
	lib.archive_read_support_filter_gzip(s->handle);
	*out = s;
	return 0;
}

static int finish(struct archive_stream **s, int opened, struct strata_error *err)
{
	int rc = 0;

	if (opened == ARCHIVE_OK)
		return 0;
	rc = fail(*s, err);
	archive_close(*s);
	*s = NULL;
	return rc;
}

int archive_open(struct archive_stream **out, const char *path, struct strata_error *err)
{
	int rc = start(out, strata_str_of(path), err);

	if (rc < 0)
		return rc;
	lib.archive_read_support_format_zip((*out)->handle);
	return finish(out, lib.archive_read_open_filename((*out)->handle, path, BLOCK), err);
}

int archive_open_bytes(struct archive_stream **out, struct strata_str bytes, struct strata_str name,
		       struct strata_error *err)
{
	int rc = start(out, name, err);

	if (rc < 0)
		return rc;
	lib.archive_read_support_format_zip_seekable((*out)->handle);
	return finish(out, lib.archive_read_open_memory((*out)->handle, bytes.ptr, bytes.len), err);
}

int archive_open_part(struct archive_stream **out, struct strata_str bytes, struct strata_str name,
		      struct strata_error *err)
{
	int rc = start(out, name, err);

	if (rc < 0)
		return rc;
	lib.archive_read_support_format_zip_streamable((*out)->handle);
	return finish(out, lib.archive_read_open_memory((*out)->handle, bytes.ptr, bytes.len), err);
}

int archive_open_tar(struct archive_stream **out, int file, uint64_t most, struct strata_str name,
		     struct strata_error *err)
{
	int rc = start(out, name, err);

	if (rc < 0)
		return rc;
	(*out)->most = most;
	lib.archive_read_support_filter_zstd((*out)->handle);
	return finish(out, lib.archive_read_open_fd((*out)->handle, file, BLOCK), err);
}

static void take_any(const struct archive_stream *s)
{
	lib.archive_read_support_filter_bzip2(s->handle);
	lib.archive_read_support_filter_xz(s->handle);
	lib.archive_read_support_filter_zstd(s->handle);
}

int archive_open_package(struct archive_stream **out, int file, uint64_t most,
			 struct strata_str name, struct strata_error *err)
{
	int rc = start(out, name, err);

	if (rc < 0)
		return rc;
	(*out)->most = most;
	take_any(*out);
	lib.archive_read_support_format_zip_seekable((*out)->handle);
	return finish(out, lib.archive_read_open_fd((*out)->handle, file, BLOCK), err);
}

/* libarchive asks for more bytes of what lies in another archive. */
static la_ssize_t read_around(struct archive *archive, void *payload, const void **bytes)
{
	struct archive_stream *around = payload;
	struct strata_str part;
	int rc = archive_part(&part, around, NULL);

	(void)archive;
	*bytes = part.ptr;
	return rc <= 0 ? rc : (la_ssize_t)part.len;
}

int archive_open_within(struct archive_stream **out, struct archive_stream *around, uint64_t most,
			struct strata_str name, struct strata_error *err)
{
	int rc = start(out, name, err);

	if (rc < 0)
		return rc;
	(*out)->most = most;
	take_any(*out);
	return finish(out, lib.archive_read_open((*out)->handle, around, NULL, read_around, NULL),
		      err);
}

void archive_close(struct archive_stream *s)
{
	if (!s)
		return;
	lib.archive_read_free(s->handle);
	free(s);
}

/* The next header: 1, 0 at the end. */
static int next_header(struct archive_entry **entry, struct archive_stream *s,
		       struct strata_error *err)
{
	int rc = lib.archive_read_next_header(s->handle, entry);

	if (rc == ARCHIVE_EOF)
		return 0;
	if (rc != ARCHIVE_OK && rc != ARCHIVE_WARN)
		return fail(s, err);
	if (++s->entries > STRATA_LIMIT_ARCHIVE_ENTRIES)
		return strata_fail(err, STRATA_ELIMIT, 0, "more than %u files in an archive",
				   STRATA_LIMIT_ARCHIVE_ENTRIES);
	return 1;
}

int archive_next(struct strata_str *name, struct archive_stream *s, struct strata_error *err)
{
	struct archive_entry *entry;
	int rc;

	while ((rc = next_header(&entry, s, err)) > 0) {
		*name = strata_str_of(lib.archive_entry_pathname(entry));
		if (name->ptr && lib.archive_entry_filetype(entry) == AE_IFREG)
			return 1;
	}
	return rc;
}

static void describe(struct archive_item *out, struct archive_entry *entry)
{
	const char *hard = lib.archive_entry_hardlink(entry), *soft = lib.archive_entry_symlink(entry);
	mode_t type = lib.archive_entry_filetype(entry);

	out->name = strata_str_of(lib.archive_entry_pathname(entry));
	out->target = strata_str_of(hard ? hard : soft);
	out->size = lib.archive_entry_size(entry) > 0 ? (uint64_t)lib.archive_entry_size(entry) : 0;
	out->kind = hard	      ? ARCHIVE_HARDLINK
		    : type == AE_IFREG ? ARCHIVE_FILE
		    : type == AE_IFDIR ? ARCHIVE_FOLDER
		    : type == AE_IFLNK ? ARCHIVE_LINK
				       : ARCHIVE_OTHER;
}

int archive_step(struct archive_item *out, struct archive_stream *s, struct strata_error *err)
{
	struct archive_entry *entry;
	int rc = next_header(&entry, s, err);

	if (rc <= 0)
		return rc;
	describe(out, entry);
	if (out->size > s->most || s->bytes > s->most - out->size)
		return strata_fail(err, STRATA_ELIMIT, 0,
				   "the archive unpacks to more than %llu bytes",
				   (unsigned long long)s->most);
	s->bytes += out->size;
	s->stepped = true;
	return 1;
}

int archive_bytes(struct strata_buf *out, struct archive_stream *s, size_t most,
		  struct strata_error *err)
{
	la_ssize_t got;

	strata_buf_reset(out);
	for (;;) {
		got = lib.archive_read_data(s->handle, strata_buf_room(out, BLOCK), BLOCK);
		if (got < 0)
			return fail(s, err);
		if (got == 0)
			return 0;
		out->len += (size_t)got;
		out->ptr[out->len] = '\0';
		s->bytes += s->stepped ? 0 : (size_t)got;
		if (out->len > most || s->bytes > s->most)
			return strata_fail(err, STRATA_ELIMIT, 0, "a file of the archive, or all of "
					   "them, has more bytes than are allowed");
	}
}

int archive_part(struct strata_str *out, struct archive_stream *s, struct strata_error *err)
{
	const void *bytes;
	size_t length;
	la_int64_t offset;
	int rc = lib.archive_read_data_block(s->handle, &bytes, &length, &offset);

	*out = STRATA_NONE;
	if (rc == ARCHIVE_EOF)
		return 0;
	if (rc != ARCHIVE_OK && rc != ARCHIVE_WARN)
		return fail(s, err);
	*out = (struct strata_str){ bytes, length };
	s->unpacked += length;
	if (s->unpacked > s->most)
		return strata_fail(err, STRATA_ELIMIT, 0,
				   "the archive unpacks to more than %llu bytes",
				   (unsigned long long)s->most);
	return 1;
}
