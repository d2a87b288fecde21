/* no_such_tag.c - an official image never had that tag, or the registry says so of any. */
#include "image/check.h"
#include "image/remote.h"

static void check(struct image_check *c, const struct dockerfile_source *source,
		  const struct image_base *base)
{
	if (base->now.state == IMAGE_STATE_NEVER && base->now.fate != IMAGE_FATE_NEVER)
		image_report_at(c, image_place_of_source(c, source), NULL,
				"the official image %.*s never had a tag '%.*s' (as of %.*s)",
				STRATA_ARG(base->official), STRATA_ARG(base->reference.tag),
				STRATA_ARG(c->facts_day));
	else if (base->remote && base->remote->missing)
		image_report_at(c, image_place_of_source(c, source), NULL,
				"the registry has no image '%.*s'", STRATA_ARG(source->image));
}

const struct image_rule image_rule_IMG009 = {
	.id = "IMG009",
	.title = "a tag that never was",
	.why = "the build fails",
	.remedy = "look whether the tag is spelt right",
	.severity = STRATA_SEVERITY_MEDIUM,
	.base = check,
};
