/*
 * index.c - git's index: src/source/index.c, and its cached trees. An input is one index, or two behind each
 * other, the second being the shared one of the first.
 */
#include "source/cached_tree.h"
#include "source/index.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Where the last index begins. */
static size_t cut(struct strata_str bytes)
{
	size_t at = 0, next;

	while ((next = strata_str_find(strata_str_skip(bytes, at + 4), STRATA_STR("DIRC"))) !=
	       STRATA_NPOS)
		at += 4 + next;
	return at ? at : bytes.len;
}

static void read_as(enum strata_digest_kind kind, struct strata_str bytes)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	size_t end = cut(bytes);
	struct index index, shared;

	index_verify(bytes, kind, NULL);
	cached_tree_parse(bytes, kind, &arena);
	if (index_parse(&index, strata_str_take(bytes, end), kind, &arena, NULL) == 0 &&
	    index_parse(&shared, strata_str_skip(bytes, end), kind, &arena, NULL) == 0)
		index_merge(&index, &shared, &arena, NULL);
	strata_arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strata_str bytes = { (const char *)data, size };

	read_as(STRATA_SHA1, bytes);
	read_as(STRATA_SHA256, bytes);
	return 0;
}
