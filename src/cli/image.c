/* image.c - strata image: the Dockerfiles of a snapshot, under the rules about images. */
#include "cli/cli.h"

static int run(struct options *options, struct strata_error *err)
{
	struct report report;
	struct scan scan = { 0 };
	int rc;

	if ((rc = cli_take_path(options, 0, err)) < 0)
		return rc;
	rc = scan_run(&scan, options, SCAN_IMAGE | SCAN_LAYERS, err);
	if (rc == 0) {
		scan.empty = scan.image.files.count == 0;
		report = cli_report_of(&scan, REPORT_PACKAGES | REPORT_FINDINGS | REPORT_IMAGE);
		rc = cli_report(&report, options, err);
	}
	if (rc == 0)
		rc = (int)status_tell(&scan, options);
	scan_release(&scan);
	return rc;
}

const struct command command_image = {
	.name = "image",
	.usage = "[PATH|REPO] [--target STAGE] [OPTION..]",
	.summary = "what images would be built from: their bases, and the layers in between",
	.groups = OPTIONS_COMMON | OPTIONS_SNAPSHOT | OPTIONS_DATABASE | OPTIONS_POLICY |
		  OPTIONS_IMAGE,
	.run = run,
};
