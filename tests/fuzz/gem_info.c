/* gem_info.c - a gem's file of a compact index: src/resolve/rubygems/info.c. */
#include <stdint.h>

#include "resolve/rubygems/info.h"
#include "strata/version.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strata_str bytes = { (const char *)data, size };
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_intervals in = { 0 };
	struct gem_lines lines;

	if (gem_info_read(&lines, bytes, &arena, NULL) == 0)
		for (size_t i = 0; i < lines.count; i++)
			for (size_t k = 0; k < lines.items[i].wants.count; k++)
				strata_version_rubygems.intervals(
					&in, lines.items[i].wants.items[k].requirement, &arena, NULL);
	strata_arena_release(&arena);
	return 0;
}
