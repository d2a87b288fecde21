/* retired.c - a namespace or registry that gets nothing new. */
#include "image/check.h"

static void check(struct image_check *c, const struct dockerfile_source *source,
                  const struct image_base *base)
{
	if (base->now.fate == IMAGE_FATE_RETIRED)
		image_report_at(c, image_place_of_source(c, source), NULL,
		                "%.*s gets nothing new%s%.*s%s%.*s", STRATA_ARG(source->image),
		                base->fate_since.len ? " since " : "", STRATA_ARG(base->fate_since),
		                base->fate_note.len ? ": " : "", STRATA_ARG(base->fate_note));
}

const struct image_rule image_rule_IMG010 = {
	.id = "IMG010",
	.title = "a base from a retired place",
	.why = "it gets no more fixes, and may be gone one day",
	.remedy = "the place that its publisher uses now",
	.severity = STRATA_SEVERITY_MEDIUM,
	.base = check,
};
