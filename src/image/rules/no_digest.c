/* no_digest.c - a tag can be made to mean another image; a digest cannot. */
#include "image/check.h"

static void check(struct image_check *c, const struct dockerfile_source *source,
		  const struct image_base *base)
{
	struct strata_finding *f;

	if (base->pin != IMAGE_PIN_TAG)
		return;
	f = image_report_at(c, image_place_of_source(c, source), NULL, "%.*s is not pinned by digest",
			    STRATA_ARG(source->image));
	f->severity = STRATA_SEVERITY_NONE;
}

const struct image_rule image_rule_IMG003 = {
	.id = "IMG003",
	.title = "a base that is not pinned by digest",
	.why = "who can write to the registry can put another image under the same tag",
	.remedy = "name:tag@sha256:..",
	.severity = STRATA_SEVERITY_LOW,
	.base = check,
};
