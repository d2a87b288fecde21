/*
 * triggers.c - ONBUILD: what is not run here, but in every image that starts from this one.
 *
 * A base that has such triggers is named with "onbuild" by custom.
 */
#include "image/check.h"

/* What ONBUILD may not hold: the reader makes no trigger of it. */
static void check_forbidden(struct image_check *c, const struct dockerfile_instruction *i)
{
	struct strata_str name;

	strata_str_cut(&name, &(struct strata_str){ 0 }, strata_str_trim(i->text), ' ');
	if (strata_lists("from onbuild maintainer", strata_arena_lower(c->arena, name)))
		image_report_at(c, image_place_in(i, 0), "DL3043", "%.*s cannot be a trigger",
		                STRATA_ARG(name));
}

static void check_instruction(struct image_check *c, const struct dockerfile_instruction *i)
{
	if (c->instruction->keyword != DOCKERFILE_ONBUILD)
		return;
	if (i == c->instruction)
		check_forbidden(c, i);
	else
		image_report_at(c, image_place_in(c->instruction, 0), NULL,
		                "%.*s runs in the images that start from this one",
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
