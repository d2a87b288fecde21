/* go_mod.c - a go.mod that a proxy serves, and a go.sum: src/resolve/go. */
#include "resolve/go/mod.h"
#include "resolve/go/sums.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strata_str bytes = { (const char *)data, size };
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct go_sums sums;
	struct go_mod mod;

	go_sums_init(&sums, &arena);
	go_sums_add(&sums, bytes);
	for (int own = 0; own < 2; own++)
		if (go_mod_read(&mod, bytes, own, &arena, NULL) == 0 && mod.requires.count)
			go_sums_check(&sums, mod.requires.items[0].path,
				      mod.requires.items[0].version, bytes, NULL);
	strata_arena_release(&arena);
	return 0;
}
