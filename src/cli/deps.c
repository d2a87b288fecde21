/* deps.c - strata deps: the inventory, as a list or as a tree. */
#include "cli/cli.h"
#include "cli/tree.h"

static int answer(struct scan *scan, const struct options *options, struct strata_error *err)
{
	if (!options->tree)
		return cli_answer_report(scan, REPORT_MANIFESTS | REPORT_PACKAGES, options, err);
	deps_print_tree(&scan->inventory);
	return (int)status_tell(scan, options);
}

static int run(struct options *options, struct strata_error *err)
{
	return cli_scan(options, 0, SCAN_RESOLVE | SCAN_LAYERS, answer, err);
}

const struct command command_deps = {
	.name = "deps",
	.usage = "[PATH|REPO] [--tree] [OPTION..]",
	.summary = "the packages of a snapshot, direct and transitive",
	.groups = OPTIONS_COMMON | OPTIONS_SNAPSHOT | OPTIONS_COVERAGE | OPTIONS_TREE |
		  OPTIONS_RESOLVE,
	.run = run,
};
