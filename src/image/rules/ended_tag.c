/* ended_tag.c - a tag of an official image that is no longer built: it pulls, and gets no fix. */
#include "image/check.h"

static void check(struct image_check *c, const struct dockerfile_source *source,
                  const struct image_base *base)
{
	bool superseded = base->now.state == IMAGE_STATE_SUPERSEDED;
	struct strata_finding *f;

	if (base->now.fate != IMAGE_FATE_ACTIVE ||
	    (!superseded && base->now.state != IMAGE_STATE_ENDED))
		return;
	f = image_report_at(c, image_place_of_source(c, source), NULL,
	                    "%.*s is not built any more%s%.*s%s%.*s", STRATA_ARG(source->image),
	                    base->ended.len ? ", since " : "", STRATA_ARG(base->ended),
	                    base->successor.len ? "; now: " : "", STRATA_ARG(base->successor));
	if (superseded)
		f->severity = STRATA_SEVERITY_NONE;
}

const struct image_rule image_rule_IMG007 = {
	.id = "IMG007",
	.title = "a base that is no longer built",
	.why = "flaws that were found since are in it, and stay",
	.remedy = "a tag that is still built",
	.severity = STRATA_SEVERITY_HIGH,
	.base = check,
};
