/* rules.c - strata rules test: whether rules about code find what they say. */
#include <stdio.h>

#include "cli/cli.h"
#include "sast/testing.h"

static void say(struct strata_str line, void *payload)
{
	struct strata_arena *arena = payload;
	struct strata_str text = report_harmless(arena, line);

	printf("%.*s\n", STRATA_ARG(text));
}

static int test(const char *folder, struct strata_arena *arena, struct strata_error *err)
{
	struct sast_ruleset *set;
	struct sast_tested tested;
	int rc = folder ? sast_ruleset_open(&set, folder, err) : sast_ruleset_open_all(&set, err);

	if (rc < 0)
		return rc;
	rc = sast_test_rules(&tested, set, say, arena, err);
	sast_ruleset_close(set);
	if (rc < 0)
		return rc;
	printf("%zu rules, %zu tests, %zu failed\n", tested.rules, tested.tests, tested.failed);
	return tested.failed ? STATUS_FINDINGS : STATUS_CLEAN;
}

static int run(struct options *options, struct strata_error *err)
{
	if (!options->arg_count || strcmp(options->args[0], "test") != 0)
		return strata_fail(err, STRATA_EUSAGE, 0, "rules needs 'test', and a folder of rules");
	if (options->arg_count > 2)
		return strata_fail(err, STRATA_EUSAGE, 0, "'%s' is one folder too many",
				   options->args[2]);
	return test(options->arg_count > 1 ? options->args[1] : NULL, options->arena, err);
}

const struct command command_rules = {
	.name = "rules",
	.usage = "test [DIR]",
	.summary = "run the tests of rules about code: those in DIR, or those that are built in",
	.details = "Each rule has to find something in its bad sources and nothing in its good ones, and\n"
		   "has to have both.",
	.groups = OPTIONS_COMMON,
	.run = run,
};
