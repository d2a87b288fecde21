/* no_platform.c - the base is not built for the platform that FROM asks for, as the facts know. */
#include "image/check.h"

static void check(struct image_check *c, const struct dockerfile_source *source,
                  const struct image_base *base)
{
	if (image_is_base(c, source) &&
	    image_base_runs_on(base, c->stage->platform) == IMAGE_NO)
		image_report_at(c, image_place_of_source(c, source), NULL,
		                "%.*s is not built for %.*s, only for %.*s",
		                STRATA_ARG(source->image), STRATA_ARG(c->stage->platform),
		                STRATA_ARG(base->arches));
}

const struct image_rule image_rule_IMG015 = {
	.id = "IMG015",
	.title = "a base without the platform that is asked for",
	.why = "the build fails, or takes an image that does not run",
	.remedy = "a base that is built for the platform, or another platform",
	.severity = STRATA_SEVERITY_LOW,
	.base = check,
};
