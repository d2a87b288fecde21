/*
 * triggers.c - ONBUILD: what is not run here, but in every image that starts from this one.
 *
 * A base that has such triggers is named with "onbuild" by custom.
 */
#include "image/check.h"

static void check_instruction(struct image_check *c, const struct dockerfile_instruction *i)
{
	bool forbidden = i->keyword == DOCKERFILE_FROM || i->keyword == DOCKERFILE_ONBUILD ||
	                 i->keyword == DOCKERFILE_MAINTAINER;

	if (c->instruction->keyword != DOCKERFILE_ONBUILD || i == c->instruction)
		return;
	image_report_at(c, image_place_in(c->instruction, 0), forbidden ? "DL3043" : NULL,
	                forbidden ? "%.*s cannot be a trigger"
	                          : "%.*s runs in the images that start from this one",
	                STRATA_ARG(strata_str_take(i->name, 20)));
}

static void check_base(struct image_check *c, const struct dockerfile_source *source,
                       const struct image_base *base)
{
	struct strata_str word, rest = base->reference.tag;

	while (image_is_base(c, source) && rest.len) {
		strata_str_cut(&word, &rest, rest, '-');
		if (strata_str_eq(word, STRATA_STR("onbuild")))
			image_report_at(c, image_place_of_source(c, source), NULL,
			                "%.*s runs instructions here that are not in this file",
			                STRATA_ARG(source->image));
	}
}

const struct image_rule image_rule_LAY026 = {
	.id = "LAY026",
	.title = "triggers that run in other builds",
	.why = "who starts from the image does not see what is run, nor can leave it out",
	.remedy = "write the instructions where they are run",
	.severity = STRATA_SEVERITY_LOW,
	.builds = true,
	.base = check_base,
	.instruction = check_instruction,
};
