/* go_mod.c - what a proxy serves (.mod, .info, @v/list), and a go.sum: src/resolve/go. */
#include "resolve/go/mod.h"
#include "resolve/go/proxy.h"
#include "resolve/go/sums.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strata_str bytes = { (const char *)data, size };
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct go_sums sums;
	struct strata_strs versions = { 0 };
	struct go_info info;
	struct go_mod mod;

	go_sums_init(&sums, &arena);
	go_sums_add(&sums, bytes);
	go_info_read(&info, bytes, &arena, NULL);
	go_list_read(&versions, bytes, &arena, NULL);
	for (size_t i = 0; i < versions.count; i++)
		go_escape(versions.items[i], &arena);
	go_escape(bytes, &arena);
	go_is_private(bytes, STRATA_STR("a.example/b/c"));
	for (int own = 0; own < 2; own++)
		if (go_mod_read(&mod, bytes, own, &arena, NULL) == 0 && mod.requires.count)
			go_sums_check(&sums, mod.requires.items[0].path,
				      mod.requires.items[0].version, bytes, NULL);
	strata_arena_release(&arena);
	return 0;
}
