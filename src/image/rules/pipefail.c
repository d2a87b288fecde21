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

/* The SHELL in force. */
static bool is_set(const struct image_check *c)
{
	bool set = false;

	for (size_t at = c->stage->first; at < c->stage->end; at++) {
		const struct dockerfile_instruction *i = &c->file->instructions.items[at];

		if (i == c->instruction)
			break;
		if (i->keyword == DOCKERFILE_SHELL)
			set = has_pipefail(&i->words);
	}
	return set;
}

static void check(struct image_check *c, const struct image_script *script)
{
	if (script->outer || script->path.ptr || is_set(c))
		return;
	for (size_t i = 0; i < script->commands.count; i++)
		if (image_command_is(&script->commands.items[i], "set bash sh ash") &&
		    strata_str_find(script->text, STRATA_STR("pipefail")) != STRATA_NPOS)
			return;
	for (size_t i = 0; i < script->commands.count; i++)
		if (script->shell.commands.items[i].reads >= 0) {
			image_report_at(c, image_place_of(&script->commands.items[i]), "DL4006",
			                "the pipe hides whether what comes before '|' failed");
			return;
		}
}

const struct image_rule image_rule_LAY027 = {
	.id = "LAY027",
	.title = "a pipe without pipefail",
	.why = "a failed download is an empty file, and the build goes on",
	.remedy = "SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"] before it, or 'set -o "
		  "pipefail' in it",
	.severity = STRATA_SEVERITY_LOW,
	.script = check,
};
