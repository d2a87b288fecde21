/* fingerprints.c - see fingerprints.h. */
#include "composition/fingerprints.h"

#include "text/base64.h"
#include "text/line.h"

enum { BUCKET_BITS = 16, BUCKETS = 1 << BUCKET_BITS, TEXTS_MOST = 4096 };

STRATA_VEC(fingerprint_list, struct fingerprint);

/* A sequence of variable-length integers. */
struct numbers {
	struct strata_str rest;
	bool broken;
};

static uint32_t next_number(struct numbers *n)
{
	uint32_t value = 0;

	for (unsigned shift = 0; shift < 32; shift += 7) {
		unsigned char byte;

		if (!n->rest.len)
			break;
		byte = (unsigned char)n->rest.ptr[0];
		n->rest = strata_str_skip(n->rest, 1);
		value |= (uint32_t)(byte & 0x7f) << shift;
		if (byte < 0x80)
			return value;
	}
	n->broken = true;
	return 0;
}

static bool read_count(unsigned *out, struct strata_str word, unsigned most)
{
	uint64_t value;

	if (!strata_str_u64(&value, word) || value == 0 || value > most)
		return false;
	*out = (unsigned)value;
	return true;
}

static bool read_text(struct fingerprint_list *out, struct strata_str rest, struct strata_arena *arena)
{
	struct fingerprint *f = strata_vec_push(arena, out);
	struct strata_str length, step;

	strata_str_cut(&f->id, &rest, rest, ' ');
	strata_str_cut(&length, &rest, rest, ' ');
	strata_str_cut(&step, &rest, rest, ' ');
	f->exception = spdx_exception_find(f->id);
	return out->count <= TEXTS_MOST && read_count(&f->words, length, 1u << 20) &&
	       read_count(&f->step, step, 1u << 16) &&
	       read_count(&f->weight, rest, 1u << 20) && (f->exception || spdx_licence_find(f->id));
}

/* Fills the arrays, whose size the line told. */
static bool read_index(struct fingerprints *out, struct strata_str packed, struct strata_arena *arena)
{
	struct numbers n = { .rest = packed };
	uint32_t hash = 0;

	out->holders = strata_arena_alloc(arena, packed.len * sizeof(*out->holders));
	for (size_t i = 0; i < out->hash_count; i++) {
		uint32_t more = next_number(&n), holders = next_number(&n);

		hash += more;
		out->hashes[i] = hash;
		out->first[i] = (uint32_t)out->holder_count;
		if (n.broken || (i && !more) || holders > n.rest.len)
			return false;
		for (uint32_t h = 0; h < holders; h++) {
			uint32_t text = next_number(&n);

			if (n.broken || fingerprint_text((uint16_t)text) >= out->text_count ||
			    text > UINT16_MAX)
				return false;
			out->holders[out->holder_count++] = (uint16_t)text;
		}
	}
	out->first[out->hash_count] = (uint32_t)out->holder_count;
	return n.rest.len == 0;
}

static void make_buckets(struct fingerprints *out, struct strata_arena *arena)
{
	size_t i = 0;

	out->buckets = strata_arena_alloc(arena, (BUCKETS + 1) * sizeof(*out->buckets));
	for (uint32_t b = 0; b < BUCKETS; b++) {
		while (i < out->hash_count && out->hashes[i] >> (32 - BUCKET_BITS) < b)
			i++;
		out->buckets[b] = (uint32_t)i;
	}
	out->buckets[BUCKETS] = (uint32_t)out->hash_count;
}

/* What follows the line, its line ends taken out. */
static struct strata_str join_lines(struct strata_str rest, struct strata_arena *arena)
{
	char *joined = strata_arena_text(arena, rest.len);
	size_t length = 0;

	for (size_t i = 0; i < rest.len; i++)
		if (rest.ptr[i] != '\n')
			joined[length++] = rest.ptr[i];
	return (struct strata_str){ joined, length };
}

static bool read_packed(struct fingerprints *out, struct strata_str sizes, struct strata_str rest,
			struct strata_arena *arena)
{
	struct strata_str hashes, packed;
	unsigned count, bytes;

	strata_str_cut(&hashes, &sizes, sizes, ' ');
	if (!read_count(&count, hashes, 1u << 24) || !read_count(&bytes, sizes, 1u << 26) ||
	    !base64_read(&packed, join_lines(rest, arena), BASE64_PADDED, arena) ||
	    packed.len != bytes || count > bytes)
		return false;
	out->hash_count = count;
	out->hashes = strata_arena_alloc(arena, count * sizeof(*out->hashes));
	out->first = strata_arena_alloc(arena, (count + 1u) * sizeof(*out->first));
	return read_index(out, packed, arena);
}

int fingerprints_read(struct fingerprints *out, struct strata_str bytes, struct strata_arena *arena,
		      struct strata_error *err)
{
	struct line_cursor lines = LINE_CURSOR(bytes);
	struct fingerprint_list texts = { 0 };
	bool fine = true, done = false;

	*out = (struct fingerprints){ 0 };
	while (fine && !done && line_next(&lines)) {
		struct strata_str key, rest;

		strata_str_cut(&key, &rest, lines.line, ' ');
		out->texts = texts.items;
		out->text_count = texts.count;
		if (strata_str_eq(key, STRATA_STR("text")))
			fine = read_text(&texts, rest, arena);
		else if (strata_str_eq(key, STRATA_STR("index")))
			done = fine = read_packed(out, rest, lines.rest, arena);
	}
	if (!done)
		return strata_fail(err, STRATA_ESYNTAX, lines.number,
				   "is no file of fingerprints of licences");
	make_buckets(out, arena);
	return 0;
}

void fingerprints_open(struct fingerprints *out, struct strata_arena *arena)
{
	struct strata_str bytes = { (const char *)licence_texts_files[0].bytes,
				    licence_texts_files[0].size };

	/* The build's own file, which a test reads: what is not told by it is told by none. */
	fingerprints_read(out, bytes, arena, NULL);
}

bool fingerprints_find(size_t *begin, size_t *end, const struct fingerprints *f, uint32_t hash)
{
	uint32_t bucket = hash >> (32 - BUCKET_BITS);

	for (size_t i = f->buckets[bucket]; i < f->buckets[bucket + 1]; i++)
		if (f->hashes[i] == hash) {
			*begin = f->first[i];
			*end = f->first[i + 1];
			return true;
		}
	return false;
}
