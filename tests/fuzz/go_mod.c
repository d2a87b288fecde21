/* go_mod.c - what a proxy serves (.mod, .info, @v/list), a go.sum, what is kept: src/resolve/go. */
#include <stdlib.h>

#include "resolve/go/kept.h"
#include "resolve/go/mod.h"
#include "resolve/go/proxy.h"
#include "resolve/go/sums.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is kept, as a file of the cache may have it; what it says is kept again. */
static void keep(struct strata_str bytes, const struct go_mod *mod, struct strata_arena *arena)
{
	struct strata_buf written = STRATA_BUF_INIT;
	struct go_kept kept, again;

	go_kept_init(&kept, arena);
	go_kept_parse(&kept, bytes);
	go_kept_add(&kept, STRATA_STR("a.example/b"), STRATA_STR("v1.0.0"), STRATA_STR("h1:"), mod);
	go_kept_init(&again, arena);
	if (go_kept_write(&written, &kept) && !go_kept_parse(&again, strata_buf_str(&written)))
		abort();
	strata_buf_release(&written);
}

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
	for (int own = 0; own < 2; own++) {
		if (go_mod_read(&mod, bytes, own, &arena, NULL) < 0)
			continue;
		if (mod.requires.count)
			go_sums_check(&sums, mod.requires.items[0].path,
				      mod.requires.items[0].version, bytes, NULL);
		if (!own)
			keep(bytes, &mod, &arena);
	}
	strata_arena_release(&arena);
	return 0;
}
