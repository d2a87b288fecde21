/*
 * index.c - git's index, read only; see index.h.
 *
 * The file is a header, entries, extensions and a checksum. A number of entries is
 * believed only as far as there are bytes for them; a path is never longer than the
 * system's, so that a few bytes of version 4 cannot unfold without end.
 */
#include "source/index.h"

#include <string.h>

#include "strata/limits.h"

enum {
	HEADER = 12,
	STAT = 40, /* times, device, inode, mode, owner, size: before the id */
	MODE_AT = 24,
	FLAG_EXTENDED = 0x4000,
	FLAG_NAME = 0x0fff, /* the length of the path, when it is shorter */
	EXTENDED_SKIP_WORKTREE = 0x4000,
	EXTENDED_INTENT_TO_ADD = 0x2000,
};

struct reader {
	struct strata_str rest;
	unsigned version;
	enum strata_digest_kind kind;
	struct strata_arena *arena;
	struct strata_error *err;
	struct strata_str last; /* the path before: version 4 tells the difference */
};

static int broken(struct reader *r, const char *what)
{
	return strata_fail(r->err, STRATA_EREPOSITORY, 0, "the index is broken: %s", what);
}

static uint64_t number(const char *at, size_t bytes)
{
	uint64_t n = 0;

	for (size_t i = 0; i < bytes; i++)
		n = n << 8 | (unsigned char)at[i];
	return n;
}

int index_verify(struct strata_str bytes, enum strata_digest_kind kind, struct strata_error *err)
{
	static const unsigned char none[STRATA_SHA256];
	unsigned char sum[STRATA_SHA256];
	const char *want;
	struct strata_digest hash;

	if (bytes.len < HEADER + (size_t)kind)
		return strata_fail(err, STRATA_EREPOSITORY, 0,
				   "the index is broken: it is too short");
	want = bytes.ptr + bytes.len - kind;
	if (memcmp(want, none, kind) == 0) /* index.skipHash */
		return 0;
	strata_digest_init(&hash, kind);
	strata_digest_add(&hash, strata_str_take(bytes, bytes.len - kind));
	strata_digest_end(sum, &hash);
	if (memcmp(want, sum, kind) != 0)
		return strata_fail(err, STRATA_EREPOSITORY, 0,
				   "the index is broken: its checksum does not match");
	return 0;
}

/* git's variable width of offsets: each further byte adds one before it shifts. */
static bool offset(size_t *out, struct strata_str *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->len && i < 4; i++) {
		unsigned char c = (unsigned char)s->ptr[i];

		n = (n << 7) | (c & 0x7f);
		if (!(c & 0x80)) {
			*out = n;
			*s = strata_str_skip(*s, i + 1);
			return true;
		}
		n++;
	}
	return false;
}

/* Version 4: so many bytes off the path before, then what follows up to NUL. */
static int read_path_4(struct strata_str *out, struct reader *r)
{
	struct strata_str tail;
	size_t off;

	if (!offset(&off, &r->rest) || off > r->last.len)
		return broken(r, "a path that is cut wrongly");
	if (!strata_str_cut(&tail, &r->rest, r->rest, '\0'))
		return broken(r, "a path without an end");
	if (r->last.len - off + tail.len > STRATA_LIMIT_PATH_BYTES)
		return broken(r, "a path that is too long");
	*out = strata_arena_join(r->arena, strata_str_take(r->last, r->last.len - off), tail,
				 STRATA_NONE);
	return 0;
}

/* Versions 2 and 3: up to NUL, and NULs up to a multiple of eight from the start. */
static int read_path_2(struct strata_str *out, struct reader *r, size_t before)
{
	size_t len = strata_str_chr(r->rest, '\0'), padded;

	if (len == STRATA_NPOS)
		return broken(r, "a path without an end");
	if (len > STRATA_LIMIT_PATH_BYTES)
		return broken(r, "a path that is too long");
	padded = ((before + len + 8) & ~(size_t)7) - before;
	if (padded > r->rest.len)
		return broken(r, "it ends within an entry");
	*out = strata_str_take(r->rest, len);
	r->rest = strata_str_skip(r->rest, padded);
	return 0;
}

static int read_mode(enum index_mode *out, struct reader *r, uint32_t mode)
{
	switch (mode & 0170000) {
	case INDEX_FOLDER: *out = INDEX_FOLDER; return 0;
	case INDEX_FILE: *out = INDEX_FILE; return 0;
	case INDEX_LINK: *out = INDEX_LINK; return 0;
	case INDEX_SUBMODULE: *out = INDEX_SUBMODULE; return 0;
	default: return broken(r, "an entry of an unknown kind");
	}
}

static int read_entry(struct index_entry *out, struct reader *r)
{
	size_t fixed = STAT + (size_t)r->kind + 2, flags;
	int rc;

	if (r->rest.len < fixed + 2)
		return broken(r, "it ends within an entry");
	if ((rc = read_mode(&out->mode, r, (uint32_t)number(r->rest.ptr + MODE_AT, 4))) < 0)
		return rc;
	memcpy(out->id, r->rest.ptr + STAT, r->kind);
	flags = number(r->rest.ptr + STAT + r->kind, 2);
	out->stage = flags >> 12 & 3;
	if (flags & FLAG_EXTENDED) {
		size_t more = number(r->rest.ptr + fixed, 2);

		if (r->version < 3)
			return broken(r, "flags that version 2 does not have");
		out->skip_worktree = more & EXTENDED_SKIP_WORKTREE;
		out->intent_to_add = more & EXTENDED_INTENT_TO_ADD;
		fixed += 2;
	}
	r->rest = strata_str_skip(r->rest, fixed);
	rc = r->version == 4 ? read_path_4(&out->path, r) : read_path_2(&out->path, r, fixed);
	if (rc == 0)
		r->last = out->path;
	return rc;
}

static int compare(const void *a, const void *b)
{
	const struct index_entry *x = a, *y = b;
	int order = strata_str_cmp(x->path, y->path);

	return order ? order : (x->stage > y->stage) - (x->stage < y->stage);
}

/* Nameless entries stand before the others: they take a path of the shared index. */
static int read_entries(struct index *out, struct reader *r, size_t count)
{
	size_t least = STAT + (size_t)r->kind + 4;

	if (count > r->rest.len / least)
		return broken(r, "it has fewer entries than it says");
	for (size_t i = 0; i < count; i++) {
		struct index_entry *entry = strata_vec_push(r->arena, &out->entries);
		int rc = read_entry(entry, r);

		if (rc < 0)
			return rc;
		if (i && entry->path.len && compare(entry - 1, entry) >= 0)
			return broken(r, "its entries are out of order");
		if (i && !entry->path.len && entry[-1].path.len)
			return broken(r, "an entry without a path");
	}
	return 0;
}

/*
 * EWAH: words of 64 bits behind markers. A marker is one bit that is repeated, how
 * many words of it (32 bits), and how many words follow as they are (31 bits).
 */
static int read_bits(struct index_bits *out, struct strata_str *s, struct reader *r)
{
	size_t bits, words, at = 0, have;

	if (s->len < 8)
		return broken(r, "a bit map that ends early");
	bits = number(s->ptr, 4), words = number(s->ptr + 4, 4);
	*s = strata_str_skip(*s, 8);
	if (words > s->len / 8 || s->len - words * 8 < 4 || bits > STRATA_LIMIT_ENTRIES)
		return broken(r, "a bit map that ends early");
	have = (bits + 63) / 64;
	out->count = bits;
	out->words = strata_arena_alloc(r->arena, have * sizeof(*out->words));
	for (size_t i = 0; i < words;) {
		uint64_t marker = number(s->ptr + 8 * i++, 8);
		size_t run = marker >> 1 & UINT32_MAX, plain = marker >> 33;

		if (run > have - at || plain > have - at - run || plain > words - i)
			return broken(r, "a bit map that is longer than it says");
		if (marker & 1)
			memset(out->words + at, 0xff, run * sizeof(*out->words));
		at += run;
		for (; plain; plain--)
			out->words[at++] = number(s->ptr + 8 * i++, 8);
	}
	*s = strata_str_skip(*s, words * 8 + 4);
	return 0;
}

static int read_link(struct index *out, struct strata_str s, struct reader *r)
{
	static const unsigned char none[STRATA_SHA256];
	int rc;

	if (s.len < (size_t)r->kind)
		return broken(r, "the extension 'link' is too short");
	memcpy(out->shared, s.ptr, r->kind);
	out->split = memcmp(out->shared, none, r->kind) != 0;
	s = strata_str_skip(s, r->kind);
	if (s.len == 0)
		return 0;
	if ((rc = read_bits(&out->deleted, &s, r)) < 0)
		return rc;
	return read_bits(&out->replaced, &s, r);
}

/* Extensions whose name begins with a capital letter may be passed over. */
static int read_extensions(struct index *out, struct reader *r)
{
	while (r->rest.len) {
		struct strata_str name = strata_str_take(r->rest, 4), body;
		size_t size;
		int rc = 0;

		if (r->rest.len < 8)
			return broken(r, "an extension that ends early");
		size = number(r->rest.ptr + 4, 4);
		r->rest = strata_str_skip(r->rest, 8);
		if (size > r->rest.len)
			return broken(r, "an extension that ends early");
		body = strata_str_take(r->rest, size);
		r->rest = strata_str_skip(r->rest, size);
		if (strata_str_eq(name, STRATA_STR("link")))
			rc = read_link(out, body, r);
		else if (strata_str_eq(name, STRATA_STR("TREE")))
			out->cached_tree = body;
		else if (!strata_str_eq(name, STRATA_STR("sdir")) &&
			 !(name.ptr[0] >= 'A' && name.ptr[0] <= 'Z'))
			rc = strata_fail(r->err, STRATA_EREPOSITORY, 0,
					 "the index needs an extension that strata does not know: "
					 "run 'git update-index --index-version 2', or scan with "
					 "--dir or --rev");
		if (rc < 0)
			return rc;
	}
	return 0;
}

int index_parse(struct index *out, struct strata_str bytes, enum strata_digest_kind kind,
		struct strata_arena *arena, struct strata_error *err)
{
	struct reader r = { .kind = kind, .arena = arena, .err = err, .last = STRATA_STR("") };
	int rc;

	*out = (struct index){ 0 };
	if (bytes.len < HEADER + (size_t)kind || memcmp(bytes.ptr, "DIRC", 4) != 0)
		return broken(&r, "it does not begin as one");
	r.version = (unsigned)number(bytes.ptr + 4, 4);
	if (r.version < 2 || r.version > 4)
		return strata_fail(err, STRATA_EREPOSITORY, 0,
				   "the index has version %u, which strata does not know",
				   r.version);
	r.rest = strata_str_skip(strata_str_take(bytes, bytes.len - kind), HEADER);
	if ((rc = read_entries(out, &r, number(bytes.ptr + 8, 4))) < 0 ||
	    (rc = read_extensions(out, &r)) < 0)
		return rc;
	if (!out->split && out->entries.count && !out->entries.items[0].path.len)
		return broken(&r, "an entry without a path");
	return 0;
}

static bool bit(const struct index_bits *bits, size_t at)
{
	return at < bits->count && bits->words[at / 64] >> (at % 64) & 1;
}

int index_merge(struct index *index, const struct index *shared, struct strata_arena *arena,
		struct strata_error *err)
{
	struct reader r = { .err = err };
	struct index_entries all = { 0 };
	size_t next = 0;

	for (size_t i = 0; i < shared->entries.count; i++) {
		struct index_entry entry = shared->entries.items[i];

		if (bit(&index->replaced, i)) {
			if (next >= index->entries.count || index->entries.items[next].path.len)
				return broken(&r, "an entry of the shared index has no successor");
			entry = index->entries.items[next++];
			entry.path = shared->entries.items[i].path;
		}
		if (!bit(&index->deleted, i))
			*strata_vec_push(arena, &all) = entry;
	}
	for (; next < index->entries.count; next++) {
		if (!index->entries.items[next].path.len)
			return broken(&r, "an entry without a path");
		*strata_vec_push(arena, &all) = index->entries.items[next];
	}
	strata_vec_sort(&all, compare);
	for (size_t i = 1; i < all.count; i++)
		if (compare(&all.items[i - 1], &all.items[i]) == 0)
			return broken(&r, "a path that is there twice");
	index->entries = all;
	index->split = false;
	return 0;
}
