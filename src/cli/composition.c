/* composition.c - strata composition: how much of a snapshot is whose. */
#include "cli/cli.h"

static int run(struct options *options, struct strata_error *err)
{
	struct report report;
	struct scan scan = { 0 };
	int rc;

	if ((rc = cli_take_path(options, 0, err)) < 0)
		return rc;
	rc = scan_run(&scan, options, SCAN_COMPOSITION, err);
	if (rc == 0) {
		scan.empty = scan.composition.files.count == 0;
		report = cli_report_of(&scan, REPORT_COMPOSITION |
						      (options->files ? REPORT_COMPOSITION_FILES : 0));
		rc = cli_report(&report, options, err);
	}
	if (rc == 0)
		rc = (int)status_tell(&scan, options);
	scan_release(&scan);
	return rc;
}

const struct command command_composition = {
	.name = "composition",
	.usage = "[PATH|REPO] [--files] [OPTION..]",
	.summary = "how much of it is open source: lines by language, and whose they are",
	.groups = OPTIONS_COMMON | OPTIONS_SNAPSHOT | OPTIONS_POLICY | OPTIONS_COMPOSITION,
	.run = run,
};
