/* changes.c - the list of changes of an export: src/advisory/changes.c. */
#include "advisory/changes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strata_str bytes = { (const char *)data, size };
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_error err = STRATA_ERROR_INIT;
	struct changes changes;

	if (changes_read(&changes, bytes, &arena, &err) == 0)
		for (size_t i = 0; i < changes.list.count; i++)
			changes_find(&changes, changes.list.items[i].id)->seen = true;
	strata_arena_release(&arena);
	return 0;
}
