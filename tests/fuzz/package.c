/*
 * package.c - archives of packages, as they are counted: the first byte says which kind, the rest
 * is the archive. It lies in a file, as those that were fetched do.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "composition/outside/count.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct outside_archive archive = { .name = STRATA_STR("fuzzed") };
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_error err = STRATA_ERROR_INIT;
	struct outside_counts counts = { 0 };
	struct strata_str h1 = STRATA_NONE;

	if (size < 2)
		return 0;
	archive.gem = data[0] & 1;
	archive.hashed = data[0] & 2;
	archive.leaves_out = data[0] & 4 ? "node_modules" : NULL;
	archive.file = memfd_create("package", MFD_CLOEXEC);
	if (archive.file < 0)
		return 0;
	if (write(archive.file, data + 1, size - 1) == (ssize_t)size - 1)
		outside_count_archive(&counts, &h1, &archive, &arena, &err);
	close(archive.file);
	strata_arena_release(&arena);
	return 0;
}
