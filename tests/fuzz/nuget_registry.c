/* nuget_registry.c - registrations, nuspecs, ranges, conditions: src/resolve/nuget. */
#include <stdint.h>

#include "resolve/nuget/condition.h"
#include "resolve/nuget/feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct strata_str as_written(struct strata_str text, void *payload)
{
	(void)payload;
	return text;
}

static bool is_nowhere(struct strata_str path, void *payload)
{
	(void)path;
	(void)payload;
	return false;
}

static void read_ranges(const struct nuget_groups *groups, struct strata_arena *arena)
{
	struct nuget_range range;

	for (size_t i = 0; i < groups->count; i++)
		for (size_t k = 0; k < groups->items[i].wants.count; k++)
			if (nuget_range_read(&range, groups->items[i].wants.items[k].range, arena, NULL) == 0)
				nuget_range_prefers(&range, STRATA_STR("1.2.3-rc.1"), STRATA_STR("1.0.0"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nuget_conditions conditions = { as_written, is_nowhere, NULL };
	struct strata_str bytes = { (const char *)data, size }, name = STRATA_NONE;
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct nuget_releases releases = { 0 };
	struct strata_strs pages = { 0 };
	struct nuget_groups groups;

	if (nuget_registration_read(&releases, &pages, &name, bytes, &arena, NULL) == 0)
		for (size_t i = 0; i < releases.count; i++)
			read_ranges(&releases.items[i].groups, &arena);
	if (nuget_nuspec_read(&groups, bytes, &arena, NULL) == 0)
		read_ranges(&groups, &arena);
	nuget_condition_holds(&conditions, bytes);
	strata_arena_release(&arena);
	return 0;
}
