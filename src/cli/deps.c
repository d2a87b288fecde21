/* deps.c - strata deps: the inventory, as a list or as a tree. */
#include "cli/cli.h"
#include "cli/tree.h"

static int run(struct options *options, struct strata_error *err)
{
	struct report report;
	struct scan scan = { 0 };
	int rc;

	if ((rc = cli_take_path(options, 0, err)) < 0)
		return rc;
	rc = scan_run(&scan, options, SCAN_RESOLVE | SCAN_LAYERS, err);
	if (rc == 0 && options->tree)
		deps_print_tree(&scan.inventory);
	else if (rc == 0) {
		report = cli_report_of(&scan, REPORT_MANIFESTS | REPORT_PACKAGES);
		rc = cli_report(&report, options, err);
	}
	if (rc == 0)
		rc = (int)status_tell(&scan, options);
	scan_release(&scan);
	return rc;
}

const struct command command_deps = {
	.name = "deps",
	.usage = "[PATH|REPO] [--tree] [OPTION..]",
	.summary = "the packages of a snapshot, direct and transitive",
	.groups = OPTIONS_COMMON | OPTIONS_SNAPSHOT | OPTIONS_POLICY | OPTIONS_TREE |
		  OPTIONS_RESOLVE,
	.run = run,
};
