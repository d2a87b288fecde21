/* code.c - strata code: flaws in the source files of a snapshot. */
#include "cli/cli.h"

static int answer(struct scan *scan, const struct options *options, struct strata_error *err)
{
	scan->empty = scan->code.files == 0;
	return cli_answer_report(scan, REPORT_FINDINGS | REPORT_CODE, options, err);
}

static int run(struct options *options, struct strata_error *err)
{
	return cli_scan(options, 0, SCAN_CODE, answer, err);
}

const struct command command_code = {
	.name = "code",
	.usage = "[PATH|REPO] [--rules DIR] [OPTION..]",
	.summary = "flaws in its own source files, each with the way that leads to it",
	.details = "A comment 'strata:ignore[rule] reason until=2027-01-31' beside a finding, or on a\n"
		   "line of its own above it, ignores it; until= may be left out, the reason not.",
	.groups = OPTIONS_COMMON | OPTIONS_OUTPUT | OPTIONS_SNAPSHOT | OPTIONS_POLICY | OPTIONS_CODE,
	.run = run,
};
