/* scan.c - strata scan: everything about one snapshot. */
#include "cli/cli.h"

/* What --only leaves of the parts, and of the report. */
static unsigned parts_of(const struct options *options, unsigned *shown)
{
	unsigned parts = options->online ? SCAN_ADVISORIES : 0;

	*shown = REPORT_PACKAGES | REPORT_FINDINGS;
	if (options_want(options, "deps")) {
		parts |= SCAN_ADVISORIES | SCAN_RESOLVE;
		*shown |= REPORT_MANIFESTS;
	}
	if (options_want(options, "image")) {
		parts |= SCAN_IMAGE | SCAN_LAYERS;
		*shown |= REPORT_IMAGE;
	}
	if (options->only && options_want(options, "code")) {
		parts |= SCAN_CODE;
		*shown |= REPORT_CODE;
	}
	return parts;
}

static int answer(struct scan *scan, const struct options *options, struct strata_error *err)
{
	unsigned shown;

	parts_of(options, &shown);
	return cli_answer_report(scan, shown, options, err);
}

static int run(struct options *options, struct strata_error *err)
{
	unsigned shown;

	return cli_scan(options, 0, parts_of(options, &shown), answer, err);
}

const struct command command_scan = {
	.name = "scan",
	.usage = "[PATH|REPO] [--rev REV | --staged | --worktree | --dir] [OPTION..]",
	.summary = "what a snapshot is made of, and what is known to be wrong with it",
	.groups = OPTIONS_COMMON | OPTIONS_OUTPUT | OPTIONS_SNAPSHOT | OPTIONS_DATABASE | OPTIONS_POLICY |
		  OPTIONS_RESOLVE | OPTIONS_IMAGE | OPTIONS_PARTS | OPTIONS_CODE,
	.run = run,
};
