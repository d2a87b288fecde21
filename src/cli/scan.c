/* scan.c - strata scan: everything about one snapshot. */
#include "cli/cli.h"

static int answer(struct scan *scan, const struct options *options, struct strata_error *err)
{
	return cli_answer_report(scan, REPORT_MANIFESTS | REPORT_PACKAGES | REPORT_FINDINGS, options,
				 err);
}

static int run(struct options *options, struct strata_error *err)
{
	return cli_scan(options, 0, SCAN_ADVISORIES | SCAN_RESOLVE, answer, err);
}

const struct command command_scan = {
	.name = "scan",
	.usage = "[PATH|REPO] [--rev REV | --staged | --worktree | --dir] [OPTION..]",
	.summary = "what a snapshot is made of, and what is known to be wrong with it",
	.groups = OPTIONS_COMMON | OPTIONS_SNAPSHOT | OPTIONS_DATABASE | OPTIONS_POLICY |
		  OPTIONS_RESOLVE,
	.run = run,
};
