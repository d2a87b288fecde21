/*
 * maven_registry.c - what comes from Maven repositories and what lies in the scanned tree: poms,
 * by the whole solver with nobody to ask, maven-metadata.xml, settings: src/resolve/maven,
 * src/resolve/registry/maven.c.
 */
#include <stdlib.h>

#include "resolve/maven/repository.h"
#include "resolve/solver.h"
#include "strata/version.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

extern const struct strata_format strata_format_maven_pom;

static int read_input(struct strata_str *bytes, const struct solver_files *files,
		      struct strata_str path, struct strata_arena *arena, struct strata_error *err)
{
	(void)path, (void)err;
	*bytes = strata_arena_dup(arena, *(const struct strata_str *)files->payload);
	return 0;
}

/* The same document is the project, its neighbour and what lies below both. */
static void solve(struct registry_settings *settings, const struct solver_files *files)
{
	struct registry_options options = { 0 };
	struct strata_arena facts_arena = STRATA_ARENA_INIT, scratch = STRATA_ARENA_INIT;
	struct strata_arena lasting = STRATA_ARENA_INIT;
	struct strata_facts facts = { .arena = &facts_arena };
	struct solver_environment environment;
	struct config_pairs none = { 0 };
	struct solver_lacks_list lacks = { 0 };
	void *kept = NULL;
	struct registry *registry = registry_open(&options);
	struct solver_input in = {
		.path = STRATA_STR("a/pom.xml"),
		.format = &strata_format_maven_pom,
		.files = files,
		.registry = registry,
		.settings = settings,
		.environment = &environment,
		.lacks = &lacks,
		.scratch = &scratch,
		.lasting = &lasting,
		.kept = &kept,
	};

	solver_environment_read(&environment, &none, NULL);
	solver_maven.solve(&facts, &in, NULL);
	registry_close(registry);
	strata_arena_release(&scratch);
	strata_arena_release(&lasting);
	strata_arena_release(&facts_arena);
}

static void read_metadata(struct strata_str bytes, struct strata_arena *arena)
{
	struct strata_strs versions = { 0 };
	struct strata_intervals in = { 0 };

	if (maven_versions_read(&versions, bytes, arena, NULL) < 0)
		return;
	strata_version_maven.intervals(&in, STRATA_STR("[1,2),(3,]"), arena, NULL);
	for (size_t i = 0; i < versions.count; i++)
		strata_intervals_contain(&in, &strata_version_maven, versions.items[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strata_str bytes = { (const char *)data, size };
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct source_entry items[] = {
		{ .path = STRATA_STR("a/b/pom.xml") },
		{ .path = STRATA_STR("a/pom.xml") },
		{ .path = STRATA_STR("pom.xml") },
	};
	struct source_entries entries = { .items = items, .count = 3 };
	struct solver_files files = { .read = read_input, .entries = &entries, .payload = &bytes };
	struct registry_place place = { .files = &files, .folder = STRATA_STR("a") };
	struct registry_settings settings;

	unsetenv("MAVEN_HOME");
	unsetenv("M2_HOME");
	registry_settings_read(&settings, &registry_config_maven, &place, &arena, NULL);
	/* Nobody named a host, so nothing in the tree may. */
	if (settings.servers.count || settings.credentials.count)
		abort();
	solve(&settings, &files);
	read_metadata(bytes, &arena);
	strata_arena_release(&arena);
	return 0;
}
