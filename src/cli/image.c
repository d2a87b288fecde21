/* image.c - strata image: the Dockerfiles of a snapshot, under the rules about images. */
#include "cli/cli.h"

static int answer(struct scan *scan, const struct options *options, struct strata_error *err)
{
	scan->empty = scan->image.files.count == 0;
	return cli_answer_report(scan,
				 REPORT_PACKAGES | REPORT_FINDINGS | REPORT_IMAGE, options,
				 err);
}

static int run(struct options *options, struct strata_error *err)
{
	unsigned parts = SCAN_IMAGE | SCAN_LAYERS | (options->online ? SCAN_ADVISORIES : 0);

	return cli_scan(options, 0, parts, answer, err);
}

const struct command command_image = {
	.name = "image",
	.usage = "[PATH|REPO] [--target STAGE] [OPTION..]",
	.summary = "what images would be built from: their bases, and the layers in between",
	.groups = OPTIONS_COMMON | OPTIONS_OUTPUT | OPTIONS_SNAPSHOT | OPTIONS_DATABASE | OPTIONS_POLICY |
		  OPTIONS_IMAGE,
	.run = run,
};
