/* cargo_index.c - a crate's file of a sparse index: src/resolve/cargo/index.c. */
#include "resolve/cargo/index.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strata_str bytes = { (const char *)data, size };
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct cargo_names names = { .by_text = STRATA_MAP_INIT(&arena) };
	struct cargo_published_list all;
	struct cargo_summary summary;

	cargo_index_path(bytes, &arena);
	if (cargo_index_read(&all, bytes, &arena, NULL) == 0)
		for (size_t i = 0; i < all.count; i++)
			if (cargo_index_finish(&all.items[i], &arena))
				cargo_index_summary(&summary, all.items[i].line, STRATA_STR(""),
						    &names, &arena, NULL);
	strata_arena_release(&arena);
	return 0;
}
