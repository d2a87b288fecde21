/*
 * sums.c - see sums.h.
 *
 * "h1:" is the SHA-256 of a list of files, "hash  name\n" each; of a go.mod the list has
 * this one file. Specified: go.dev/ref/mod, "go.sum files", and golang.org/x/mod/sumdb,
 * dirhash.Hash1, 2026-11.
 */
#include "resolve/go/sums.h"

#include <string.h>

#include "strata/digest.h"
#include "text/base64.h"
#include "text/line.h"

void go_sums_init(struct go_sums *sums, struct strata_arena *arena)
{
	*sums = (struct go_sums){ .arena = arena, .by_key = STRATA_MAP_INIT(arena) };
}

static struct strata_str key_of(const struct go_sums *sums, struct strata_str path,
				struct strata_str version)
{
	return strata_arena_join(sums->arena, path, STRATA_STR(" "), version);
}

static void add_line(struct go_sums *sums, struct strata_str line)
{
	struct strata_str path, version, hash;
	size_t *index;
	bool added;

	if (!strata_str_cut(&path, &line, strata_str_trim(line), ' ') ||
	    !strata_str_cut(&version, &hash, line, ' ') ||
	    !strata_str_starts(hash, STRATA_STR("h1:")))
		return;
	index = strata_map_at(&sums->by_key, key_of(sums, path, version), &added);
	if (!added)
		return;
	*index = sums->hashes.count;
	*strata_vec_push(sums->arena, &sums->hashes) = hash;
}

void go_sums_add(struct go_sums *sums, struct strata_str bytes)
{
	struct line_cursor c = LINE_CURSOR(bytes);

	while (line_next(&c))
		add_line(sums, c.line);
}

void go_sums_read(struct go_sums *sums, const struct solver_files *files, struct strata_str folder,
		  struct strata_str name)
{
	struct strata_str path = name, bytes;

	if (folder.len)
		path = strata_arena_join(sums->arena, folder, STRATA_STR("/"), name);
	if (files->read(&bytes, files, path, sums->arena, NULL) == 0)
		go_sums_add(sums, bytes);
}

struct strata_str go_sums_of(const struct go_sums *sums, struct strata_str path,
			     struct strata_str version)
{
	size_t index;

	return strata_map_get(&index, &sums->by_key, key_of(sums, path, version))
		       ? sums->hashes.items[index]
		       : STRATA_NONE;
}

struct strata_str go_sums_of_mod(const struct go_sums *sums, struct strata_str path,
				 struct strata_str version)
{
	if (!sums->hashes.count)
		return STRATA_NONE;
	return go_sums_of(sums, path, strata_arena_join(sums->arena, version,
							STRATA_STR("/go.mod"), STRATA_NONE));
}

static void hash_mod(unsigned char out[STRATA_SHA256], struct strata_str bytes)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char inner[STRATA_SHA256];
	char line[2 * STRATA_SHA256 + sizeof("  go.mod\n")];
	struct strata_digest h;

	strata_digest_init(&h, STRATA_SHA256);
	strata_digest_add(&h, bytes);
	strata_digest_end(inner, &h);
	for (size_t i = 0; i < sizeof(inner); i++) {
		line[2 * i] = digits[inner[i] >> 4];
		line[2 * i + 1] = digits[inner[i] & 15];
	}
	memcpy(line + 2 * sizeof(inner), "  go.mod\n", sizeof("  go.mod\n"));
	strata_digest_init(&h, STRATA_SHA256);
	strata_digest_add(&h, strata_str_of(line));
	strata_digest_end(out, &h);
}

int go_sums_check(const struct go_sums *sums, struct strata_str path, struct strata_str version,
		  struct strata_str bytes, struct strata_error *err)
{
	unsigned char found[STRATA_SHA256];
	struct strata_str expected = go_sums_of_mod(sums, path, version);

	if (!expected.ptr)
		return 0;
	base64_read(&expected, strata_str_skip(expected, 3), BASE64_PADDED, sums->arena);
	hash_mod(found, bytes);
	if (expected.len == sizeof(found) && memcmp(expected.ptr, found, sizeof(found)) == 0)
		return 0;
	return strata_fail(err, STRATA_ESYNTAX, 0,
			   "the go.mod that the proxy serves for '%.*s' is not the one of go.sum",
			   STRATA_ARG(version));
}
