/* hook.c - strata hook: install, uninstall, run; see hook.h. */
#include "cli/hook.h"

#include <string.h>

static const char *const kinds[] = {
	[HOOK_PRE_COMMIT] = "pre-commit",
	[HOOK_PRE_PUSH] = "pre-push",
	[HOOK_PRE_RECEIVE] = "pre-receive",
	[HOOK_UPDATE] = "update",
};

enum { KINDS = sizeof(kinds) / sizeof(*kinds) };

const char *hook_kind_name(enum hook_kind kind)
{
	return kinds[kind];
}

int hook_kind_named(enum hook_kind *out, const char *name, struct strata_error *err)
{
	for (int i = 0; i < KINDS; i++) {
		if (strcmp(kinds[i], name) != 0)
			continue;
		*out = (enum hook_kind)i;
		return 0;
	}
	return strata_fail(err, STRATA_EUSAGE, 0,
			   "'%s' is no hook of strata's: pre-commit, pre-push, pre-receive, update",
			   name);
}

static int run(struct options *options, struct strata_error *err)
{
	static const struct {
		const char *name;
		int (*run)(struct options *options, struct strata_error *err);
	} verbs[] = {
		{ "install", hook_install },
		{ "uninstall", hook_uninstall },
		{ "run", hook_run },
	};

	for (size_t i = 0; options->arg_count && i < sizeof(verbs) / sizeof(*verbs); i++)
		if (strcmp(options->args[0], verbs[i].name) == 0)
			return verbs[i].run(options, err);
	return strata_fail(err, STRATA_EUSAGE, 0,
			   "use 'strata hook install', 'uninstall' or 'run', and a hook: pre-commit, "
			   "pre-push, pre-receive, update");
}

const struct command command_hook = {
	.name = "hook",
	.usage = "install|uninstall|run HOOK [ARGUMENT..] [--global] [OPTION..]",
	.summary = "judge what a commit or push adds, as a hook of git's",
	.details = "git calls no pre-commit for a merge without conflicts, nor for what rebase and\n"
		   "cherry-pick commit by themselves: pre-push and pre-receive judge those, too\n\n"
		   "exit status of run: 0 the change brings nothing that fails; 1 it does; 4 wrong\n"
		   "usage; 5 with --strict, something was not understood; 6 advisory database too old,\n"
		   "or with --strict only the starter set; 2 could not finish. All but 0 block",
	.groups = OPTIONS_COMMON | OPTIONS_OUTPUT | OPTIONS_DATABASE | OPTIONS_POLICY | OPTIONS_HOOK,
	.run = run,
};
