/* composition.c - strata composition: how much of a snapshot is whose. */
#include "cli/cli.h"

static int answer(struct scan *scan, const struct options *options, struct strata_error *err)
{
	unsigned parts = REPORT_COMPOSITION | (options->files ? REPORT_COMPOSITION_FILES : 0);

	scan->empty = scan->composition.files.count == 0;
	return cli_answer_report(scan, parts, options, err);
}

static int run(struct options *options, struct strata_error *err)
{
	int rc = cli_check_outputs(options, "composition", "table json markdown svg", err);

	return rc < 0 ? rc : cli_scan(options, 0, SCAN_COMPOSITION | SCAN_RESOLVE, answer, err);
}

const struct command command_composition = {
	.name = "composition",
	.usage = "[PATH|REPO] [--files] [OPTION..]",
	.summary = "how much of it is open source, with all that it depends on",
	.groups = OPTIONS_COMMON | OPTIONS_OUTPUT | OPTIONS_SNAPSHOT | OPTIONS_COVERAGE | OPTIONS_RESOLVE |
		  OPTIONS_COMPOSITION,
	.run = run,
};
