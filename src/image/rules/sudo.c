/* sudo.c - a build is root, or is the user that it was told to be. */
#include "image/check.h"

static void check(struct image_check *c, const struct image_command *command)
{
	if (command->sudo && command->shell->words.count &&
	    strata_str_eq(strata_path_base(command->shell->words.items[0].text),
	                  STRATA_STR("sudo")))
		image_report_at(c, image_place_of(command), "DL3004", "sudo in a build");
}

const struct image_rule image_rule_LAY017 = {
	.id = "LAY017",
	.title = "sudo in a build",
	.why = "its result depends on settings that the file does not show, and it tempts to "
	       "install it",
	.remedy = "USER root for the instructions that need it, and back; gosu or su-exec at run "
		  "time",
	.severity = STRATA_SEVERITY_LOW,
	.command = check,
};
