/* hook_global.c - hooks for all of a user's repositories; see hook_global.h. */
#include "cli/hook_global.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/hook_file.h"
#include "source/disk.h"
#include "source/gitconfig.h"
#include "strata/limits.h"

/*
 * Of githooks(5), git 2.39. Not push-to-checkout, whose presence alone changes what git
 * does: for it a repository's own is needed, and core.hooksPath hides that.
 */
static const char *const others[] = {
	"applypatch-msg",     "commit-msg",	    "post-applypatch", "post-checkout",
	"post-commit",	      "post-index-change",  "post-merge",      "post-receive",
	"post-rewrite",	      "post-update",	    "pre-applypatch",  "pre-auto-gc",
	"pre-commit",	      "pre-merge-commit",   "pre-push",	       "pre-rebase",
	"pre-receive",	      "prepare-commit-msg", "proc-receive",    "reference-transaction",
	"sendemail-validate", "update",
};

enum { OTHERS = sizeof(others) / sizeof(*others) };

static int find_places(const char **folder, const char **config, struct strata_arena *arena,
		       struct strata_error *err)
{
	const char *home = getenv("HOME"), *xdg = getenv("XDG_CONFIG_HOME");
	const char *named = getenv("GIT_CONFIG_GLOBAL");
	char *real;

	if (!home || !*home)
		return strata_fail(err, STRATA_EUSAGE, 0, "--global needs HOME, which is not set");
	*folder = xdg && *xdg == '/' ? strata_arena_printf(arena, "%s/strata/hooks", xdg).ptr
				     : strata_arena_printf(arena, "%s/.config/strata/hooks", home).ptr;
	*config = named ? named : strata_arena_printf(arena, "%s/.gitconfig", home).ptr;
	if ((real = realpath(*config, NULL))) /* often a link into a folder of settings */
		*config = strata_arena_cstr(arena, strata_str_of(real));
	free(real);
	return 0;
}

static struct strata_str section_for(const char *folder, struct strata_arena *arena)
{
	return strata_arena_printf(arena, "[core]\n\thooksPath = \"%s\"\n", folder);
}

/* Absent when there is no such file. */
static int read_config(struct strata_str *out, const char *path, struct strata_arena *arena,
		       struct strata_error *err)
{
	*out = STRATA_NONE;
	if (!disk_is_there(path))
		return 0;
	return disk_read(out, path, STRATA_LIMIT_CONFIG_BYTES, arena, err);
}

static unsigned mode_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? st.st_mode & 07777 : 0666;
}

static int set_path(const char *folder, const char *config, struct strata_arena *arena,
		    struct strata_error *err)
{
	struct strata_str old, gap = STRATA_STR("");
	int rc = read_config(&old, config, arena, err);

	if (rc < 0)
		return rc;
	if (old.len && old.ptr[old.len - 1] != '\n')
		gap = STRATA_STR("\n");
	return hook_file_write(config, strata_arena_join(arena, old, gap, section_for(folder, arena)),
			       mode_of(config), arena, err);
}

static int put_others(const char *folder, struct strata_arena *arena, struct strata_error *err)
{
	int rc = 0;

	for (size_t i = 0; i < OTHERS && rc == 0; i++) {
		struct hook_script script = { .hook = others[i], .global = true };
		enum hook_file_change change;

		if (!disk_is_there(strata_arena_printf(arena, "%s/%s", folder, others[i]).ptr))
			rc = hook_file_put(&change, folder, &script, arena, err);
	}
	return rc;
}

int hook_global_begin(const char **folder, struct strata_arena *arena, struct strata_error *err)
{
	struct gitconfig git;
	const char *config;
	int rc = find_places(folder, &config, arena, err);

	if (rc < 0)
		return rc;
	gitconfig_read(&git, "", "", arena);
	if (git.hooks_path.len && !strata_str_eq(git.hooks_path, strata_str_of(*folder)))
		return strata_fail(err, STRATA_EUSAGE, 0,
				   "core.hooksPath is set to '%.*s': run 'strata hook install' without "
				   "--global in a repository, which puts the hook there for all of them",
				   STRATA_ARG(git.hooks_path));
	if (strpbrk(*folder, "\"\\\n"))
		return strata_fail(err, STRATA_EUSAGE, 0, "'%s' cannot be named in git's configuration",
				   *folder);
	if ((rc = put_others(*folder, arena, err)) < 0 || git.hooks_path.len)
		return rc;
	return set_path(*folder, config, arena, err);
}

static bool is_in_use(const char *folder, struct strata_arena *arena)
{
	for (size_t i = 0; i < OTHERS; i++) {
		struct strata_str bytes, path = strata_arena_printf(arena, "%s/%s", folder, others[i]);

		if (disk_read(&bytes, path.ptr, STRATA_LIMIT_CONFIG_BYTES, arena, NULL) == 0 &&
		    (!hook_script_is(bytes) ||
		     strata_str_find(bytes, STRATA_STR("hook run")) != STRATA_NPOS))
			return true;
	}
	return false;
}

static int unset_path(const char *folder, const char *config, struct strata_arena *arena,
		      struct strata_error *err)
{
	struct strata_str old, section = section_for(folder, arena), tail;
	size_t at;
	int rc = read_config(&old, config, arena, err);

	if (rc < 0)
		return rc;
	if ((at = strata_str_find(old, section)) == STRATA_NPOS)
		return strata_fail(err, STRATA_EUSAGE, 0,
				   "'%s' was edited: take core.hooksPath out of it, by "
				   "'git config --global --unset core.hooksPath'",
				   config);
	tail = strata_str_skip(old, at + section.len);
	if (at == 0 && tail.len == 0)
		return unlink(config) == 0 ? 0 : strata_fail(err, STRATA_EIO, 0, "cannot remove '%s': %s",
							      config, strerror(errno));
	return hook_file_write(config, strata_arena_join(arena, strata_str_take(old, at), tail, STRATA_NONE),
			       mode_of(config), arena, err);
}

static int remove_all(const char *folder, const char *config, struct strata_arena *arena,
		      struct strata_error *err)
{
	enum hook_file_change change;
	int rc = unset_path(folder, config, arena, err);

	for (size_t i = 0; i < OTHERS && rc == 0; i++)
		rc = hook_file_take(&change, folder, others[i], arena, err);
	if (rc == 0)
		rmdir(folder); /* stays where it holds something else */
	return rc;
}

int hook_global_end(const char *hook, const struct options *options, struct strata_error *err)
{
	struct hook_script script = { .hook = hook, .global = true };
	enum hook_file_change change;
	const char *folder, *config;
	int rc = find_places(&folder, &config, options->arena, err);

	if (rc < 0)
		return rc;
	if (!disk_is_there(folder))
		return STATUS_CLEAN;
	if ((rc = hook_file_put(&change, folder, &script, options->arena, err)) == 0 &&
	    !is_in_use(folder, options->arena))
		rc = remove_all(folder, config, options->arena, err);
	return rc < 0 ? rc : STATUS_CLEAN;
}
