/*
 * npm_registry.c - what comes from npm's registries and from the scanned tree's .npmrc:
 * src/resolve/npm/packument.c, pick.c, src/resolve/registry/npm.c.
 */
#include <stdlib.h>

#include "resolve/npm/pick.h"
#include "resolve/solver.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int read_input(struct strata_str *bytes, const struct solver_files *files,
		      struct strata_str path, struct strata_arena *arena, struct strata_error *err)
{
	(void)path, (void)err;
	*bytes = strata_arena_dup(arena, *(const struct strata_str *)files->payload);
	return 0;
}

static void read_npmrc(struct strata_str bytes, struct strata_arena *arena)
{
	struct solver_files files = { .read = read_input, .payload = &bytes };
	struct registry_place place = { .files = &files, .folder = STRATA_STR("") };
	struct registry_settings settings;

	registry_settings_read(&settings, &registry_config_npm, &place, arena, NULL);
	/* Nobody named a host, so nothing in the tree may. */
	if (settings.servers.count || settings.credentials.count)
		abort();
}

static void read_packument(struct strata_str bytes, struct strata_arena *arena)
{
	struct npm_picker picker = { .node = STRATA_STR("24.0.0"), .npm = STRATA_STR("11.0.0") };
	struct npm_packument packument;
	struct npm_manifest manifest;

	npm_manifest_read(&manifest, bytes, arena, NULL);
	if (npm_packument_read(&packument, bytes, arena, NULL) < 0)
		return;
	npm_pick(&picker, &packument, STRATA_STR("a"), STRATA_STR("*"), arena);
	npm_pick(&picker, &packument, STRATA_STR("a"), STRATA_STR("^1.0.0 || next"), arena);
	npm_pick(&picker, &packument, STRATA_STR("a"), STRATA_STR("next"), arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strata_str bytes = { (const char *)data, size };
	struct strata_arena arena = STRATA_ARENA_INIT;

	unsetenv("npm_config_registry");
	unsetenv("NPM_CONFIG_REGISTRY");
	unsetenv("npm_config_userconfig");
	read_npmrc(bytes, &arena);
	read_packument(bytes, &arena);
	strata_arena_release(&arena);
	return 0;
}
