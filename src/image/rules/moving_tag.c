/* moving_tag.c - the base's tag goes on to other versions by design. */
#include "image/check.h"

static void check(struct image_check *c, const struct dockerfile_source *source,
		  const struct image_base *base)
{
	bool latest = strata_str_eq(base->reference.tag, STRATA_STR("latest"));

	if (base->pin == IMAGE_PIN_MOVING)
		image_report_at(c, image_place_of_source(c, source),
				latest && image_is_base(c, source) && !source->by_argument ? "DL3007" : NULL,
				"the tag of %.*s moves on to other versions%s%.*s", STRATA_ARG(source->image),
				base->exact.len ? "; today it is " : "", STRATA_ARG(base->exact));
}

const struct image_rule image_rule_IMG002 = {
	.id = "IMG002",
	.title = "a base by a moving tag",
	.why = "the next build starts from another image, perhaps of another major version",
	.remedy = "write the version that is meant, best with its digest",
	.severity = STRATA_SEVERITY_MEDIUM,
	.base = check,
};
