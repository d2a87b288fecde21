/* rpm.c - rpm databases; see rpm.h. SQLite opens files: it gets one that is gone at once. */
#include "image/oci/rpm.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "db/sqlite.h"
#include "strata/limits.h"

enum tag {
	NAME = 1000,
	VERSION = 1001,
	RELEASE = 1002,
	EPOCH = 1003,
};

enum type {
	INT32 = 4,
	STRING = 6,
};

/* --- headers -------------------------------------------------------------------------------- */

struct header {
	size_t entries;
	struct strata_str index, data;
};

static uint32_t number_at(struct strata_str s, size_t at)
{
	const unsigned char *p = (const unsigned char *)s.ptr + at;

	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static bool open_header(struct header *out, struct strata_str bytes)
{
	size_t data;

	if (bytes.len < 8)
		return false;
	out->entries = number_at(bytes, 0);
	data = number_at(bytes, 4);
	bytes = strata_str_skip(bytes, 8);
	if (out->entries > bytes.len / 16 || data > bytes.len - 16 * out->entries)
		return false;
	out->index = strata_str_take(bytes, 16 * out->entries);
	out->data = strata_str_take(strata_str_skip(bytes, 16 * out->entries), data);
	return true;
}

/* The data from where the tag's value begins; absent without that tag, of that type. */
static struct strata_str value_of(const struct header *h, enum tag tag, enum type type)
{
	for (size_t i = 0; i < h->entries; i++) {
		size_t offset = number_at(h->index, 16 * i + 8);

		if (number_at(h->index, 16 * i) == tag && number_at(h->index, 16 * i + 4) == type &&
		    offset < h->data.len)
			return strata_str_skip(h->data, offset);
	}
	return STRATA_NONE;
}

static struct strata_str text_of(const struct header *h, enum tag tag)
{
	struct strata_str value = value_of(h, tag, STRING);

	return strata_str_take(value, strata_str_chr(value, '\0'));
}

bool oci_rpm_header(struct oci_rpm *out, struct strata_str bytes, struct strata_arena *arena)
{
	struct strata_str version, release, epoch;
	struct header h;

	if (!open_header(&h, bytes))
		return false;
	version = text_of(&h, VERSION);
	release = text_of(&h, RELEASE);
	epoch = value_of(&h, EPOCH, INT32);
	out->name = strata_arena_dup(arena, text_of(&h, NAME));
	out->version = strata_arena_join(arena, version, STRATA_STR("-"), release);
	if (epoch.len >= 4 && number_at(epoch, 0))
		out->version = strata_arena_printf(arena, "%u:%.*s", number_at(epoch, 0),
						   STRATA_ARG(out->version));
	return out->name.len && version.len && release.len;
}

/* --- databases ------------------------------------------------------------------------------- */

/* A view, or a virtual table, would be a program of whoever made the image. */
static int check_table(struct sqlite *db, struct strata_error *err)
{
	struct sqlite_query *q = NULL;
	int rc = sqlite_prepare(&q, db, "SELECT 1 FROM sqlite_master WHERE name = 'Packages' AND "
					"type = 'table' AND rootpage > 0", err);

	if (rc == 0)
		rc = sqlite_step(q, err);
	sqlite_finish(q);
	return rc == 0 ? strata_fail(err, STRATA_ESYNTAX, 0, "it has no table of packages")
		       : rc < 0 ? rc : 0;
}

static int read_rows(struct oci_rpms *out, struct sqlite *db, struct strata_arena *arena,
		     struct strata_error *err)
{
	struct sqlite_query *q = NULL;
	int rc = check_table(db, err);

	if (rc == 0)
		rc = sqlite_prepare(&q, db, "SELECT blob FROM Packages", err);
	while (rc == 0 && (rc = sqlite_step(q, err)) > 0) {
		struct oci_rpm one;

		rc = 0;
		if (out->count == STRATA_LIMIT_LAYER_CHANGES)
			rc = strata_fail(err, STRATA_ELIMIT, 0, "more than %d packages",
					 STRATA_LIMIT_LAYER_CHANGES);
		else if (!oci_rpm_header(&one, sqlite_blob(q, 0), arena))
			rc = strata_fail(err, STRATA_ESYNTAX, 0, "a package without name or version");
		else
			*strata_vec_push(arena, out) = one;
	}
	sqlite_finish(q);
	return rc;
}

static int write_all(int fd, struct strata_str bytes)
{
	while (bytes.len) {
		ssize_t n = write(fd, bytes.ptr, bytes.len);

		if (n < 0)
			return -1;
		bytes = strata_str_skip(bytes, (size_t)n);
	}
	return 0;
}

int oci_rpms_read(struct oci_rpms *out, struct strata_str bytes, struct strata_arena *arena,
		  struct strata_error *err)
{
	const char *folder = getenv("TMPDIR");
	char *name = (char *)(uintptr_t)strata_arena_printf(
		arena, "%s/strata-XXXXXX", folder && *folder ? folder : "/tmp").ptr;
	struct sqlite *db = NULL;
	int fd = mkstemp(name), rc = 0;

	if (fd < 0)
		return strata_fail(err, STRATA_EIO, 0, "cannot make a file in '%s': %s",
				   folder && *folder ? folder : "/tmp", strerror(errno));
	if (write_all(fd, bytes) < 0)
		rc = strata_fail(err, STRATA_EIO, 0, "cannot write '%s': %s", name, strerror(errno));
	if (rc == 0)
		rc = sqlite_open(&db, name, SQLITE_MODE_IMMUTABLE, err);
	unlink(name);
	if (rc == 0)
		rc = read_rows(out, db, arena, err);
	sqlite_close(db, NULL);
	close(fd);
	return rc;
}
