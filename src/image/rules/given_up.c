/* given_up.c - an official image that is deprecated, or is official no more. */
#include "image/check.h"

/*
 * A bare name that no official image has is, most often, what another build on the same machine
 * made: only where the registry is written is it surely meant.
 */
static void report_unknown(struct image_check *c, const struct dockerfile_source *source,
			   const struct image_base *base)
{
	bool bare = strata_str_chr(base->reference.written, '/') == STRATA_NPOS;
	struct strata_finding *f = image_report_at(
		c, image_place_of_source(c, source), NULL,
		bare ? "there is no official image '%.*s': it is built before, or the build fails"
		     : "there is no official image '%.*s', and never was",
		STRATA_ARG(strata_path_base(base->reference.repository)));

	if (bare && f->severity > STRATA_SEVERITY_LOW)
		f->severity = STRATA_SEVERITY_LOW;
}

static void check(struct image_check *c, const struct dockerfile_source *source,
		  const struct image_base *base)
{
	bool removed = base->now.fate == IMAGE_FATE_REMOVED;

	if (!removed && base->now.fate != IMAGE_FATE_DEPRECATED && base->now.fate != IMAGE_FATE_NEVER)
		return;
	if (base->now.fate == IMAGE_FATE_NEVER) {
		report_unknown(c, source, base);
		return;
	}
	image_report_at(c, image_place_of_source(c, source), NULL, "the official image %.*s %s%s%.*s%s%.*s",
			STRATA_ARG(base->official), removed ? "was removed" : "is deprecated",
			base->fate_since.len ? (removed ? " on " : " since ") : "",
			STRATA_ARG(base->fate_since), base->replaced_by.count ? "; in its place: " : "",
			STRATA_ARG(image_names(&base->replaced_by, c->arena)));
}

const struct image_rule image_rule_IMG006 = {
	.id = "IMG006",
	.title = "a base that was given up",
	.why = "it gets no more fixes",
	.remedy = "the image that took its place",
	.severity = STRATA_SEVERITY_HIGH,
	.base = check,
};
