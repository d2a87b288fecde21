/*
 * pipefail.c - a pipe fails when its last command does, unless the shell is told otherwise.
 *
 * "set -o pipefail" in the RUN does it as well as SHELL for all.
 */
#include "image/check.h"

static bool has_pipefail(const struct dockerfile_words *words)
{
	for (size_t i = 0; i < words->count; i++)
		if (strata_str_find(words->items[i].text, STRATA_STR("pipefail")) != STRATA_NPOS)
			return true;
	return false;
}

static bool sets_pipefail(const struct image_script *script)
{
	if (strata_str_find(script->text, STRATA_STR("pipefail")) == STRATA_NPOS)
		return false;
	for (size_t i = 0; i < script->commands.count; i++)
		if (image_command_is(&script->commands.items[i], "set bash sh ash"))
			return true;
	return false;
}

/* Said once for each script, at the first pipe. */
static void check_script(struct image_check *c, const struct image_script *script)
{
	if (script->outer || sets_pipefail(script))
		return;
	for (size_t i = 0; i < script->commands.count; i++)
		if (script->shell.commands.items[i].reads >= 0) {
			image_report_at(c, image_place_of(&script->commands.items[i]), "DL4006",
			                "the pipe hides whether what comes before '|' failed");
			return;
		}
}

static void check(struct image_check *c, const struct image_run *run)
{
	for (size_t s = 0; !has_pipefail(&run->shell) && s < run->scripts.count; s++)
		check_script(c, run->scripts.items[s]);
}

const struct image_rule image_rule_LAY027 = {
	.id = "LAY027",
	.title = "a pipe without pipefail",
	.why = "a failed download is an empty file, and the build goes on",
	.remedy = "SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"] before it, or 'set -o "
		  "pipefail' in it",
	.severity = STRATA_SEVERITY_LOW,
	.run = check,
};
