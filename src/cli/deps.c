/* deps.c - strata deps: the inventory, as a list or as a tree. */
#include <string.h>

#include "cli/cli.h"
#include "cli/tree.h"

static int answer(struct scan *scan, const struct options *options, struct strata_error *err)
{
	if (!options->tree)
		return cli_answer_report(scan, REPORT_MANIFESTS | REPORT_PACKAGES, options, err);
	deps_print_tree(&scan->inventory);
	return (int)status_tell(scan, options);
}

/* A tree is drawn in the place of the table, and of nothing else. */
static int check_tree(const struct options *options, struct strata_error *err)
{
	for (size_t i = 0; options->tree && i < options->outputs.count; i++) {
		const struct output *output = &options->outputs.items[i];

		if (output->path || strcmp(output->writer->name, "table") != 0)
			return strata_fail(err, STRATA_EUSAGE, 0,
					   "--tree goes to standard output alone, and not as '%s'",
					   output->writer->name);
	}
	return 0;
}

static int run(struct options *options, struct strata_error *err)
{
	int rc = check_tree(options, err);

	return rc < 0 ? rc : cli_scan(options, 0, SCAN_RESOLVE | SCAN_LAYERS, answer, err);
}

const struct command command_deps = {
	.name = "deps",
	.usage = "[PATH|REPO] [--tree] [OPTION..]",
	.summary = "the packages of a snapshot, direct and transitive",
	.groups = OPTIONS_COMMON | OPTIONS_OUTPUT | OPTIONS_SNAPSHOT | OPTIONS_COVERAGE | OPTIONS_TREE |
		  OPTIONS_RESOLVE,
	.run = run,
};
