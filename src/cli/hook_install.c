/*
 * hook_install.c - strata hook install and uninstall.
 *
 * Into the folder that git looks in: core.hooksPath, else `hooks` of the repository.
 * With --global into a folder of the user's; see hook_global.c.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/hook_file.h"
#include "cli/hook_global.h"
#include "source/repository.h"
#include "strata/limits.h"

/* Where this program lies, for a hook that is run with another PATH. */
static int find_program(const char **out, struct strata_arena *arena, struct strata_error *err)
{
	char *path = strata_arena_alloc(arena, STRATA_LIMIT_PATH_BYTES + 1);
	ssize_t len = readlink("/proc/self/exe", path, STRATA_LIMIT_PATH_BYTES);

	if (len <= 0)
		return strata_fail(err, STRATA_EIO, 0, "cannot find out where this program lies");
	*out = path;
	return 0;
}

/* git looks for hooks below the top of the work tree that it runs in. */
static void say_others(const struct repository *r, struct strata_arena *arena)
{
	size_t others = repository_other_hooks(r, arena);

	if (others)
		fprintf(stderr,
			"strata: core.hooksPath '%.*s' is relative: %zu other work tree%s of this "
			"repository %s for hooks in %s own folder, and not in this one\n",
			STRATA_ARG(r->config.hooks_path), others, others == 1 ? "" : "s",
			others == 1 ? "looks" : "look", others == 1 ? "its" : "their");
}

/* install: the hook has to work there; what was put in place can be taken out anywhere. */
static int find_folder(const char **out, bool install, struct strata_arena *arena,
		       struct strata_error *err)
{
	struct repository repository;
	int rc = repository_find(&repository, ".", arena, err);

	if (rc < 0)
		return rc;
	say_others(&repository, arena);
	if (install && repository.hash != STRATA_SHA1)
		return strata_fail(err, STRATA_EUNSUPPORTED, 0,
				   "a hook would block every commit here, as the objects of a SHA-256 "
				   "repository cannot be read: scan its work tree by 'strata scan'");
	*out = repository_hooks(&repository, arena);
	if (strcmp(*out, "/dev/null") == 0)
		return strata_fail(err, STRATA_EUSAGE, 0,
				   "core.hooksPath is '/dev/null': git runs no hook here");
	return 0;
}

static int take_name(const char **out, const struct options *options, struct strata_error *err)
{
	enum hook_kind kind;
	int rc;

	if (options->arg_count != 2)
		return strata_fail(err, STRATA_EUSAGE, 0,
				   "'strata hook %s' needs one hook: pre-commit, pre-push, pre-receive, "
				   "update",
				   options->args[0]);
	if ((rc = hook_kind_named(&kind, options->args[1], err)) == 0)
		*out = hook_kind_name(kind);
	return rc;
}

static void say(const struct options *options, const char *what, const char *folder, const char *hook)
{
	if (!options->quiet)
		fprintf(stderr, "strata: '%s/%s' %s\n", folder, hook, what);
}

int hook_install(struct options *options, struct strata_error *err)
{
	static const char *const words[] = {
		[HOOK_FILE_SAME] = "is in place already",
		[HOOK_FILE_NEW] = "is in place",
		[HOOK_FILE_CHAINED] = "is in place, and runs the hook that was there first",
	};
	struct hook_script script = { .strict = options->strict, .global = options->global };
	enum hook_file_change change;
	const char *folder;
	int rc;

	if ((rc = take_name(&script.hook, options, err)) < 0 ||
	    (rc = find_program(&script.program, options->arena, err)) < 0)
		return rc;
	rc = options->global ? hook_global_begin(&folder, options->arena, err)
			     : find_folder(&folder, true, options->arena, err);
	if (rc < 0 || (rc = hook_file_put(&change, folder, &script, options->arena, err)) < 0)
		return rc;
	say(options, words[change], folder, script.hook);
	return STATUS_CLEAN;
}

int hook_uninstall(struct options *options, struct strata_error *err)
{
	static const char *const words[] = {
		[HOOK_FILE_SAME] = "is no hook of strata's: nothing to do",
		[HOOK_FILE_NEW] = "is gone",
		[HOOK_FILE_CHAINED] = "is what it was before",
	};
	enum hook_file_change change;
	const char *folder, *hook;
	int rc = take_name(&hook, options, err);

	if (rc < 0)
		return rc;
	if (options->global)
		return hook_global_end(hook, options, err);
	if ((rc = find_folder(&folder, false, options->arena, err)) < 0 ||
	    (rc = hook_file_take(&change, folder, hook, options->arena, err)) < 0)
		return rc;
	say(options, words[change], folder, hook);
	return STATUS_CLEAN;
}
