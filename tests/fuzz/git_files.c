/*
 * git_files.c - what a repository brings as text: .gitignore and its patterns, and
 * configuration: src/source/ignore.c, wild.c, gitconfig.c.
 */
#include "source/gitconfig.h"
#include "source/ignore.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void set(struct strata_str name, struct strata_str value, void *payload)
{
	size_t *bytes = payload;

	*bytes += name.len + value.len;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strata_str bytes = { (const char *)data, size }, path, rest = bytes;
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct ignore ignore = { .fold = size % 2 };
	size_t seen = 0;

	gitconfig_parse(bytes, set, &seen, &arena);
	ignore_add(&ignore, strata_str_take(bytes, 4096), 0, &arena);
	for (int i = 0; i < 8 && rest.ptr; i++) {
		strata_str_cut(&path, &rest, rest, '\n');
		ignore_has(&ignore, strata_str_take(path, 4096), i % 2);
	}
	strata_arena_release(&arena);
	return 0;
}
