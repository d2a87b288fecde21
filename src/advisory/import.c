/* import.c - advisories into the database; see import.h. */
#include "advisory/import.h"

#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "advisory/build.h"
#include "advisory/file.h"
#include "strata/buf.h"
#include "strata/limits.h"

static bool is_json(struct strata_str path)
{
	return strata_str_ends(path, STRATA_STR(".json"));
}

static bool is_zip(struct strata_str path)
{
	return strata_str_ends(path, STRATA_STR(".zip"));
}

/* A zip's records go to one ecosystem, or (absent) to those that each names. */
static int import_zip(struct build *build, const char *path, struct strata_str ecosystem,
		      struct strata_error *err)
{
	int rc = build_origin(build, path, ecosystem, err);

	return rc < 0 ? rc : build_zip(build, path, ecosystem, err);
}

static int import_json(struct build *build, const char *path, struct strata_error *err)
{
	struct strata_buf bytes = STRATA_BUF_INIT;
	int rc;

	if ((rc = build_origin(build, path, STRATA_NONE, err)) == 0 &&
	    (rc = file_read(&bytes, path, STRATA_LIMIT_RECORD_BYTES, err)) == 0)
		rc = build_add(build, strata_str_of(path), strata_buf_str(&bytes), STRATA_NONE,
			       err);
	strata_buf_release(&bytes);
	return rc;
}

/* The ecosystem whose export this is: of "npm/all.zip", npm. */
static struct strata_str export_of(struct strata_str path)
{
	struct strata_str folder = strata_path_base(strata_path_dir(path));

	if (!strata_str_eq(strata_path_base(path), STRATA_STR("all.zip")) ||
	    !strata_ecosystem_named(folder))
		return STRATA_NONE;
	return record_ecosystem_base(folder);
}

static int import_file(struct build *build, const char *path, struct strata_error *err)
{
	struct strata_str name = strata_str_of(path);

	if (is_zip(name))
		return import_zip(build, path, export_of(name), err);
	return is_json(name) ? import_json(build, path, err) : 0;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* Where there is an all.zip, the single files beside it say the same again. */
static bool has_export(struct build *build, const FTSENT *folder)
{
	struct stat info;

	return stat(strata_arena_printf(build->arena, "%s/all.zip", folder->fts_accpath).ptr,
		    &info) == 0;
}

static int import_entry(struct build *build, FTS *walk, FTSENT *entry, struct strata_error *err)
{
	const char *zip;

	switch (entry->fts_info) {
	case FTS_D:
		if (!has_export(build, entry))
			return 0;
		fts_set(walk, entry, FTS_SKIP);
		zip = strata_arena_printf(build->arena, "%s/all.zip", entry->fts_path).ptr;
		return import_file(build, zip, err);
	case FTS_F: return import_file(build, entry->fts_path, err);
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		strata_error_at(err, strata_str_of(entry->fts_path));
		return strata_fail(err, STRATA_EIO, 0, "cannot read: %s",
				   strerror(entry->fts_errno));
	default: return 0;
	}
}

static int import_location(struct build *build, const char *location, struct strata_error *err)
{
	/* Absolute, since the name of the folder is the ecosystem's: `db import .` */
	char *path = realpath(location, NULL), *paths[] = { path, NULL };
	FTS *walk = NULL;
	FTSENT *entry;
	int rc = 0;

	if (path)
		walk = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	if (!walk) {
		strata_error_at(err, strata_str_of(location));
		rc = strata_fail(err, STRATA_ENOTFOUND, 0, "cannot open: %s", strerror(errno));
		goto out;
	}
	while (rc == 0 && (entry = fts_read(walk)))
		rc = import_entry(build, walk, entry, err);
out:
	if (walk)
		fts_close(walk);
	free(path);
	return rc;
}

int advisory_import(struct advisory_import_report *out, const char *const *locations, size_t count,
		    const struct advisory_import_options *options, struct strata_arena *arena,
		    struct strata_error *err)
{
	struct build build;
	int rc;

	*out = (struct advisory_import_report){ 0 };
	rc = build_open(&build, out, options, arena, err);
	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = import_location(&build, locations[i], err);
	if (rc == 0)
		rc = build_commit(&build, err);
	build_close(&build);
	return rc;
}
