/*
 * archive.c - the files of an archive, as they go by; see count.h.
 *
 * A file is in memory while it is counted, and only one: so that memory follows neither the
 * archive nor what it unpacks to. Links are no files, and not followed. A name that leads out of
 * the archive is counted as such, and its file not.
 *
 * go.sum's hash: golang.org/x/mod/sumdb/dirhash, Hash1, 2026-11: SHA-256 of the lines
 * "HEX  NAME", sorted by name.
 */
#include <unistd.h>

#include "composition/outside/count.h"
#include "strata/digest.h"
#include "strata/limits.h"
#include "text/archive.h"

/* A file of the archive and its SHA-256, in hexadecimal. */
struct hashed {
	struct strata_str name;
	char hex[2 * STRATA_SHA256];
};

STRATA_VEC(hashed_files, struct hashed);

struct reading {
	struct outside_counts *out;
	const struct outside_archive *archive;
	struct strata_arena *arena;
	struct strata_arena scratch; /* reset per file */
	struct strata_arena names;
	struct strata_buf text;
	struct hashed_files hashes;
	size_t entries;
};

static void hex_of(char *out, const unsigned char *sum)
{
	for (size_t i = 0; i < 2 * (size_t)STRATA_SHA256; i++)
		out[i] = "0123456789abcdef"[sum[i / 2] >> (i % 2 ? 0 : 4) & 15];
}

static bool is_text_so_far(const struct strata_buf *text)
{
	size_t look = text->len < 8000 ? text->len : 8000;

	return !look || !memchr(text->ptr, 0, look);
}

/*
 * The bytes of a file into r->text: *whole is false where it is none that counts, or too large a
 * one, of which only the hash is of interest.
 */
static int read_text(bool *whole, struct reading *r, struct archive_stream *stream, size_t size,
		     struct strata_digest *hash, struct strata_error *err)
{
	struct strata_str part;
	bool text = true;
	int rc;

	strata_buf_reset(&r->text);
	if (size <= STRATA_LIMIT_PACKAGE_TEXT_BYTES)
		strata_buf_room(&r->text, size); /* once: doubling it would take twice the memory */
	*whole = true;
	while ((rc = archive_part(&part, stream, err)) > 0) {
		r->out->bytes += part.len;
		if (hash)
			strata_digest_add(hash, part);
		if (*whole && r->text.len + part.len > STRATA_LIMIT_PACKAGE_TEXT_BYTES) {
			r->out->too_large++;
			*whole = false;
		}
		if (!*whole || !text)
			continue;
		strata_buf_add(&r->text, part);
		text = r->text.len > 2 * (size_t)8000 || is_text_so_far(&r->text);
	}
	*whole = *whole && text;
	return rc;
}

static void keep_hash(struct reading *r, struct strata_str name, struct strata_digest *hash)
{
	struct hashed *added = strata_vec_push(&r->names, &r->hashes);
	unsigned char sum[STRATA_SHA256];

	strata_digest_end(sum, hash);
	hex_of(added->hex, sum);
	added->name = name;
}

/* Whether one of its folders belongs to another package. */
static bool is_left_out(const struct outside_archive *a, struct strata_str path)
{
	struct strata_str part, rest = path;

	if (!a->leaves_out)
		return false;
	while (strata_str_cut(&part, &rest, rest, '/'))
		if (strata_str_eq(part, strata_str_of(a->leaves_out)))
			return true;
	return false;
}

static int count_one(struct reading *r, const struct archive_item *item,
		     struct archive_stream *stream, struct strata_error *err)
{
	struct strata_str path = strata_arena_path(&r->scratch, STRATA_STR(""), item->name), name;
	bool hashed = r->archive->hashed, whole;
	struct strata_digest hash;
	int rc;

	if (!path.ptr) {
		r->out->outside++;
		return 0;
	}
	if (strata_str_ends(path, STRATA_STR(".class")))
		r->out->compiled += item->size;
	if (is_left_out(r->archive, path))
		return 0;
	name = strata_arena_dup(hashed ? &r->names : &r->scratch, item->name);
	strata_digest_init(&hash, STRATA_SHA256);
	if ((rc = read_text(&whole, r, stream, item->size, hashed ? &hash : NULL, err)) < 0)
		return rc;
	if (hashed)
		keep_hash(r, name, &hash);
	if (whole)
		outside_count_file(r->out, path, strata_buf_str(&r->text), r->arena);
	return 0;
}

static int count_stream(struct reading *r, struct archive_stream *stream, struct strata_error *err)
{
	struct archive_item item;
	int rc;

	while ((rc = archive_step(&item, stream, err)) > 0) {
		if (++r->entries > STRATA_LIMIT_PACKAGE_FILES)
			return strata_fail(err, STRATA_ELIMIT, 0,
					   "it has more than %u files", STRATA_LIMIT_PACKAGE_FILES);
		if (item.kind == ARCHIVE_FILE && (rc = count_one(r, &item, stream, err)) < 0)
			return rc;
		strata_arena_reset(&r->scratch);
	}
	return rc;
}

/* A gem is a tar file of three: its metadata, their sums, and what it installs. */
static int count_gem(struct reading *r, struct archive_stream *gem, struct strata_error *err)
{
	struct archive_stream *data = NULL;
	struct archive_item item;
	int rc;

	while ((rc = archive_step(&item, gem, err)) > 0)
		if (item.kind == ARCHIVE_FILE && strata_str_eq(item.name, STRATA_STR("data.tar.gz")))
			break;
	if (rc == 0)
		return strata_fail(err, STRATA_ESYNTAX, 0, "the gem has no data.tar.gz");
	if (rc < 0 || (rc = archive_open_within(&data, gem, STRATA_LIMIT_PACKAGE_UNPACKED,
						r->archive->name, err)) < 0)
		return rc;
	rc = count_stream(r, data, err);
	archive_close(data);
	return rc;
}

static int by_name(const void *a, const void *b)
{
	return strata_str_cmp(((const struct hashed *)a)->name, ((const struct hashed *)b)->name);
}

static struct strata_str end_hash(struct reading *r)
{
	unsigned char sum[STRATA_SHA256];
	struct strata_digest hash;

	strata_vec_sort(&r->hashes, by_name);
	strata_digest_init(&hash, STRATA_SHA256);
	for (size_t i = 0; i < r->hashes.count; i++) {
		const struct hashed *h = &r->hashes.items[i];

		strata_digest_add(&hash, (struct strata_str){ h->hex, sizeof(h->hex) });
		strata_digest_add(&hash, STRATA_STR("  "));
		strata_digest_add(&hash, h->name);
		strata_digest_add(&hash, STRATA_STR("\n"));
	}
	strata_digest_end(sum, &hash);
	return strata_arena_dup(r->arena, (struct strata_str){ (const char *)sum, sizeof(sum) });
}

int outside_count_archive(struct outside_counts *out, struct strata_str *h1,
			  const struct outside_archive *archive, struct strata_arena *arena,
			  struct strata_error *err)
{
	struct reading r = { .out = out, .archive = archive, .arena = arena };
	struct archive_stream *stream = NULL;
	int rc = -1;

	if (lseek(archive->file, 0, SEEK_SET) < 0)
		return strata_fail(err, STRATA_EIO, 0, "the archive cannot be read again");
	rc = archive_open_package(&stream, archive->file, STRATA_LIMIT_PACKAGE_UNPACKED,
				  archive->name, err);
	if (rc == 0)
		rc = archive->gem ? count_gem(&r, stream, err) : count_stream(&r, stream, err);
	if (rc == 0 && archive->hashed)
		*h1 = end_hash(&r);
	archive_close(stream);
	strata_buf_release(&r.text);
	strata_arena_release(&r.scratch);
	strata_arena_release(&r.names);
	return rc;
}
