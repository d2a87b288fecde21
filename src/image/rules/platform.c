/*
 * platform.c - FROM for one platform, whatever the one is that is built for.
 *
 * $BUILDPLATFORM is how a stage that only builds is kept fast, and $TARGETPLATFORM is what
 * counts anyway: said of it is only that it need not be there.
 */
#include "image/check.h"

static bool names(struct strata_str platform, const char *variable)
{
	return strata_str_find(platform, strata_str_of(variable)) != STRATA_NPOS;
}

static void check(struct image_check *c)
{
	struct strata_str platform = c->stage->platform;
	struct image_place place =
		image_place_in(&c->file->instructions.items[c->stage->first], 0);

	if (!platform.len || names(platform, "BUILDPLATFORM"))
		return;
	if (!names(platform, "TARGETPLATFORM"))
		image_report_at(c, place, "DL3029", "the stage is for %.*s alone",
		                STRATA_ARG(platform));
	else if (strata_lists("$TARGETPLATFORM ${TARGETPLATFORM}", platform))
		image_report_at(c, place, "DL3065",
		                "--platform=%.*s says what is so without it",
		                STRATA_ARG(platform));
}

const struct image_rule image_rule_IMG014 = {
	.id = "IMG014",
	.title = "a base for a fixed platform",
	.why = "on another processor the image is emulated, or does not run",
	.remedy = "leave --platform away, or --platform=$BUILDPLATFORM for a stage that only builds",
	.severity = STRATA_SEVERITY_NONE,
	.stage = check,
};
