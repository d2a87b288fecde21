/* unknown_base.c - what the build starts from is told only when it is called. */
#include "image/check.h"

static void check(struct image_check *c)
{
	const struct dockerfile_source *base = &c->stage->base;

	if (base->unset.ptr)
		image_report_at(c, image_place_of_source(c, base), NULL,
				"'%.*s' is known only when it is built: ARG %.*s has no default",
				STRATA_ARG(strata_str_take(base->written, 120)), STRATA_ARG(base->unset));
}

const struct image_rule image_rule_IMG005 = {
	.id = "IMG005",
	.title = "a base that the file does not tell",
	.why = "nothing can be said of it, and a build without the argument fails",
	.remedy = "ARG with the default that is meant",
	.severity = STRATA_SEVERITY_LOW,
	.stage = check,
};
