/* composer_registry.c - what Composer's repositories tell: src/resolve/composer/release.c. */
#include <stdint.h>

#include "resolve/composer/release.h"
#include "strata/version.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_links(const struct composer_release *r, struct strata_arena *arena)
{
	struct strata_intervals in = { 0 };

	for (int kind = 0; kind < COMPOSER_LINK_KINDS; kind++)
		for (size_t i = 0; i < r->links[kind].count; i++)
			strata_version_composer.intervals(
				&in, r->links[kind].items[i].constraint, arena, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strata_str bytes = { (const char *)data, size };
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct composer_releases releases;

	if (composer_releases_read(&releases, bytes, STRATA_STR("v/a"), &arena, NULL) == 0)
		for (size_t i = 0; i < releases.count; i++) {
			composer_stability_of(releases.items[i].version);
			read_links(&releases.items[i], &arena);
		}
	strata_arena_release(&arena);
	return 0;
}
