/*
 * checksum.c - see checksum.h.
 *
 * Formats: W3C, "Subresource Integrity", for "sha512-.."; pip's "sha256:..", 2026-11.
 */
#include "composition/outside/checksum.h"

#include <unistd.h>

#include "strata/digest.h"
#include "text/base64.h"

enum { BLOCK = 64 << 10 };

static const struct {
	const char *name;
	enum strata_digest_kind kind;
} kinds[] = { { "sha512", STRATA_SHA512 }, { "sha256", STRATA_SHA256 }, { "sha1", STRATA_SHA1 } };

/* What is behind the name of its kind; absent where it is of another one. */
static struct strata_str value_of(struct strata_str sum, const char *kind, char separator)
{
	size_t length = strlen(kind);

	if (!strata_str_starts(sum, strata_str_of(kind)) || sum.len <= length + 1 ||
	    sum.ptr[length] != separator)
		return STRATA_NONE;
	return strata_str_skip(sum, length + 1);
}

static bool is_kind(struct strata_str sum, const char *kind)
{
	return value_of(sum, kind, '-').ptr || value_of(sum, kind, ':').ptr;
}

static bool hash_file(struct strata_digest *h, int file)
{
	char *bytes = strata_malloc(BLOCK);
	ssize_t got = lseek(file, 0, SEEK_SET) < 0 ? -1 : 1;

	while (got > 0 && (got = read(file, bytes, BLOCK)) > 0)
		strata_digest_add(h, (struct strata_str){ bytes, (size_t)got });
	free(bytes);
	return got == 0;
}

static bool is_right(const struct strata_digest *whole, struct strata_str sum, const char *kind,
		     struct strata_arena *scratch)
{
	struct strata_digest hash = *whole;
	struct strata_str hex = value_of(sum, kind, ':'), raw;
	unsigned char found[STRATA_SHA512];

	if (hex.ptr)
		return strata_digest_ends(&hash, hex);
	strata_digest_end(found, &hash);
	return base64_read(&raw, value_of(sum, kind, '-'), BASE64_PADDED, scratch) &&
	       raw.len == (size_t)hash.kind && memcmp(raw.ptr, found, raw.len) == 0;
}

static enum outside_checked check_kind(int file, size_t kind, const struct strata_strs *sums,
				       struct strata_arena *scratch)
{
	struct strata_digest whole;

	strata_digest_init(&whole, kinds[kind].kind);
	if (!hash_file(&whole, file))
		return OUTSIDE_WRONG;
	for (size_t i = 0; i < sums->count; i++)
		if (is_kind(sums->items[i], kinds[kind].name) &&
		    is_right(&whole, sums->items[i], kinds[kind].name, scratch))
			return OUTSIDE_RIGHT;
	return OUTSIDE_WRONG;
}

enum outside_checked outside_check(int file, const struct strata_strs *sums, struct strata_arena *scratch)
{
	for (size_t kind = 0; kind < sizeof(kinds) / sizeof(*kinds); kind++)
		for (size_t i = 0; i < sums->count; i++)
			if (is_kind(sums->items[i], kinds[kind].name))
				return check_kind(file, kind, sums, scratch);
	return OUTSIDE_UNCHECKED;
}

enum outside_checked outside_check_h1(struct strata_str h1, const struct strata_strs *sums,
				      struct strata_arena *scratch)
{
	enum outside_checked found = OUTSIDE_UNCHECKED;
	struct strata_str raw;

	for (size_t i = 0; i < sums->count; i++) {
		if (!strata_str_starts(sums->items[i], STRATA_STR("h1:")))
			continue;
		if (base64_read(&raw, strata_str_skip(sums->items[i], 3), BASE64_PADDED, scratch) &&
		    strata_str_eq(raw, h1))
			return OUTSIDE_RIGHT;
		found = OUTSIDE_WRONG;
	}
	return found;
}
