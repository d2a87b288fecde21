/*
 * copied_image.c - files come out of an image that is not pinned, or that nobody answers for:
 * COPY --from=name, RUN --mount=from=name. It is no base, but what is copied runs all the same.
 */
#include "image/check.h"

static const char *pin_flaw(const struct image_base *base)
{
	switch (base->pin) {
	case IMAGE_PIN_NONE: return "has neither tag nor digest";
	case IMAGE_PIN_MOVING: return "has a tag that moves on to other versions";
	default: return NULL;
	}
}

static const char *trust_flaw(const struct image_base *base)
{
	switch (base->trust) {
	case IMAGE_TRUST_COMMUNITY: return "is published by somebody who may be anybody";
	case IMAGE_TRUST_UNKNOWN: return "is of a source of which nothing is known";
	default: return NULL;
	}
}

static void check(struct image_check *c, const struct dockerfile_source *source,
                  const struct image_base *base)
{
	const char *pin = pin_flaw(base), *trust = trust_flaw(base);
	bool copy;

	if (image_is_base(c, source) || base->now.fate == IMAGE_FATE_NEVER || (!pin && !trust))
		return;
	copy = c->file->instructions.items[source->instruction].keyword == DOCKERFILE_COPY;
	image_report_at(c, image_place_of_source(c, source),
	                base->pin == IMAGE_PIN_NONE && copy ? "DL3022" : NULL,
	                "files are copied out of %.*s, which %s%s%s", STRATA_ARG(source->image),
	                pin ? pin : "", pin && trust ? " and " : "", trust ? trust : "");
}

const struct image_rule image_rule_IMG012 = {
	.id = "IMG012",
	.title = "files are copied out of an image that is not pinned, or not known",
	.why = "what is copied runs with the application, and may be another thing at the next build",
	.remedy = "COPY --from=name:version@sha256:.., of an official image, a vendor's or your own",
	.severity = STRATA_SEVERITY_MEDIUM,
	.base = check,
};
