/* no_tag.c - the base is whatever `latest` is on that day, because nothing else is written. */
#include "image/check.h"

static void check(struct image_check *c, const struct dockerfile_source *source,
		  const struct image_base *base)
{
	if (base->pin == IMAGE_PIN_NONE && image_is_base(c, source))
		image_report_at(c, image_place_of_source(c, source),
				strata_str_starts(source->written, STRATA_STR("$")) ? NULL : "DL3006",
				"%.*s has no tag: it is 'latest', whatever that is%s%.*s",
				STRATA_ARG(source->image), base->exact.len ? "; today " : "",
				STRATA_ARG(base->exact));
}

const struct image_rule image_rule_IMG001 = {
	.id = "IMG001",
	.title = "a base without tag or digest",
	.why = "the next build starts from another image, perhaps of another major version",
	.remedy = "write the tag that is meant, best with its digest",
	.severity = STRATA_SEVERITY_MEDIUM,
	.base = check,
};
