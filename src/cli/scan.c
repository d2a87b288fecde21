/* scan.c - strata scan: everything about one snapshot. */
#include "cli/cli.h"

/* What --only leaves of the parts, and of the report. */
static unsigned parts_of(const struct options *options, unsigned *shown)
{
	unsigned parts = 0;

	*shown = REPORT_MANIFESTS | REPORT_PACKAGES | REPORT_FINDINGS;
	if (options_want(options, "deps"))
		parts |= SCAN_ADVISORIES | SCAN_RESOLVE;
	if (options_want(options, "image")) {
		parts |= SCAN_IMAGE | SCAN_LAYERS;
		*shown |= REPORT_IMAGE;
	}
	if (parts & SCAN_ADVISORIES)
		return parts;
	*shown &= ~(unsigned)REPORT_MANIFESTS;
	return parts;
}

static int run(struct options *options, struct strata_error *err)
{
	struct report report;
	struct scan scan = { 0 };
	unsigned shown, parts = parts_of(options, &shown);
	int rc;

	if ((rc = cli_take_path(options, 0, err)) < 0)
		return rc;
	rc = scan_run(&scan, options, parts, err);
	if (rc == 0) {
		report = cli_report_of(&scan, shown);
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
		  OPTIONS_RESOLVE | OPTIONS_IMAGE,
	.run = run,
};
