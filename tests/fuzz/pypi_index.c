/*
 * pypi_index.c - what comes from Python's indexes: pages and metadata, with the requirements
 * and markers in it (src/resolve/pypi), and the ends of wheels (src/text/zip.c).
 */
#include <stdlib.h>

#include "python/python.h"
#include "resolve/pypi/metadata.h"
#include "resolve/pypi/page.h"
#include "resolve/pypi/target.h"
#include "resolve/pypi/want.h"
#include "text/zip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_page(struct strata_str bytes, const struct pypi_target *target,
		      struct strata_arena *arena)
{
	struct pypi_files files;

	if (pypi_page_read(&files, bytes, STRATA_STR("https://i.example/simple/a/"), arena, NULL) < 0)
		return;
	for (size_t i = 0; i < files.count; i++)
		pypi_wheel_rank(target, files.items[i].name);
}

static void read_metadata(struct strata_str bytes, const struct pypi_target *target,
			  struct strata_arena *arena)
{
	struct python_requirement r;
	struct pypi_metadata m;

	pypi_metadata_read(&m, bytes, arena, NULL);
	for (size_t i = 0; i < m.requires.count; i++)
		if (python_requirement(&r, m.requires.items[i], arena)) {
			pypi_marker_holds(target, r.marker, STRATA_STR("x"), arena);
			pypi_want_admits(pypi_want(0, r.specifier, -1, arena), 0, STRATA_STR("1.0"));
		}
}

/* Whatever it says, the list lies in the archive, and each file's name in the list. */
static void read_end(struct strata_str bytes)
{
	struct zip_span span;
	struct zip_file file;
	struct strata_str list;

	if (zip_directory(&span, bytes, 7, NULL) < 0)
		return;
	if (span.end < span.first || span.end > bytes.len + 7)
		abort();
	if (span.first < 7)
		return;
	list = strata_str_take(strata_str_skip(bytes, (size_t)span.first - 7),
			       (size_t)(span.end - span.first));
	while (zip_next(&file, &list, NULL) > 0)
		if (file.name.len && file.name.ptr + file.name.len > list.ptr)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct solver_environment environment = {
		.os = STRATA_STR("linux"), .cpu = STRATA_STR("x86_64"), .libc = STRATA_STR("glibc"),
		.python = STRATA_STR("3.13.9"), .pip = STRATA_STR("26.2.1"),
	};
	struct strata_str bytes = { (const char *)data, size };
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct pypi_target target;

	if (pypi_target(&target, &environment, NULL) < 0)
		abort();
	read_page(bytes, &target, &arena);
	read_metadata(bytes, &target, &arena);
	read_end(bytes);
	strata_arena_release(&arena);
	return 0;
}
