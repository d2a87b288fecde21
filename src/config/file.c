/* file.c - configuration that is the user's own, from the file system; see config.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "strata/buf.h"
#include "strata/limits.h"

/* At most one byte over the limit: config_read refuses what is longer. */
static int read_all(struct strata_buf *out, const char *path)
{
	char chunk[4096];
	FILE *f = fopen(path, "rb");
	size_t n;
	int rc;

	if (!f)
		return -errno;
	while (out->len <= STRATA_LIMIT_CONFIG_BYTES && (n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		strata_buf_add(out, (struct strata_str){ chunk, n });
	rc = ferror(f) ? -errno : 0;
	fclose(f);
	return rc;
}

typedef int (*read_bytes)(struct config *out, struct strata_str path, struct strata_str bytes,
			  struct strata_arena *arena, struct strata_error *err);

static int read_file(struct config *out, const char *path, read_bytes read,
		     struct strata_arena *arena, struct strata_error *err)
{
	struct strata_buf bytes = STRATA_BUF_INIT;
	int rc = read_all(&bytes, path);

	if (rc == 0)
		rc = read(out, strata_arena_dup(arena, strata_str_of(path)),
			  strata_arena_dup(arena, strata_buf_str(&bytes)), arena, err);
	else if (rc == -ENOENT)
		rc = STRATA_ENOTFOUND;
	else
		rc = strata_fail(err, STRATA_EUSAGE, 0, "cannot read the configuration '%s': %s",
				 path, strerror(-rc));
	strata_buf_release(&bytes);
	return rc;
}

int config_read_file(struct config *out, const char *path, struct strata_arena *arena,
		     struct strata_error *err)
{
	return read_file(out, path, config_read, arena, err);
}

static struct strata_str user_file(const char *name, struct strata_arena *arena)
{
	const char *home = getenv("HOME"), *xdg = getenv("XDG_CONFIG_HOME");

	if (xdg && *xdg == '/')
		return strata_arena_printf(arena, "%s/strata/%s", xdg, name);
	if (home && *home)
		return strata_arena_printf(arena, "%s/.config/strata/%s", home, name);
	return STRATA_NONE;
}

struct strata_str config_user_file(struct strata_arena *arena)
{
	return user_file("strata.toml", arena);
}

struct strata_str config_registries_file(struct strata_arena *arena)
{
	return user_file("registries.toml", arena);
}

int config_read_user(struct config *out, struct strata_arena *arena, struct strata_error *err)
{
	struct strata_str path = config_user_file(arena);
	int rc = path.ptr ? config_read_file(out, path.ptr, arena, err) : 0;

	return rc == STRATA_ENOTFOUND ? 0 : rc;
}

int config_read_registries(struct config *out, struct strata_arena *arena, struct strata_error *err)
{
	struct strata_str path = config_registries_file(arena);
	int rc = path.ptr ? read_file(out, path.ptr, config_read_addresses, arena, err) : 0;

	return rc == STRATA_ENOTFOUND ? 0 : rc;
}
