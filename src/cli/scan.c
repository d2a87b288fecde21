/* scan.c - strata scan: everything about one snapshot. */
#include "cli/cli.h"

static int run(struct options *options, struct strata_error *err)
{
	struct report report;
	struct scan scan = { 0 };
	int rc;

	if ((rc = cli_take_path(options, 0, err)) < 0)
		return rc;
	rc = scan_run(&scan, options, SCAN_ADVISORIES | SCAN_RESOLVE, err);
	if (rc == 0) {
		report = cli_report_of(&scan, REPORT_MANIFESTS | REPORT_PACKAGES | REPORT_FINDINGS);
		rc = cli_report(&report, options, err);
	}
	if (rc == 0)
		rc = (int)status_tell(&scan, options);
	scan_release(&scan);
	return rc;
}

const struct command command_scan = {
	.name = "scan",
	.usage = "[PATH|REPO] [--rev REV | --staged | --worktree | --dir] [OPTION..]",
	.summary = "what a snapshot is made of, and what is known to be wrong with it",
	.groups = OPTIONS_COMMON | OPTIONS_SNAPSHOT | OPTIONS_DATABASE | OPTIONS_POLICY |
		  OPTIONS_RESOLVE,
	.run = run,
};
