/* no_platform.c - the base is not there for the platform that FROM asks for. */
#include "image/check.h"
#include "image/remote.h"

/* What FROM --platform says; without it, what the registry was asked for. */
static struct strata_str platform_of(const struct image_check *c, const struct image_base *base)
{
	struct strata_str written = c->stage->platform;

	if (base->remote)
		return base->remote->platform;
	return strata_str_chr(written, '$') == STRATA_NPOS ? written : STRATA_NONE;
}

static void check(struct image_check *c, const struct dockerfile_source *source,
		  const struct image_base *base)
{
	struct strata_str platform = platform_of(c, base);
	struct strata_finding *f;

	if (!image_is_base(c, source) || !platform.len ||
	    image_base_runs_on(base, platform) != IMAGE_NO)
		return;
	f = image_report_at(c, image_place_of_source(c, source), NULL, "%.*s is not there for %.*s",
			    STRATA_ARG(source->image), STRATA_ARG(platform));
	if (base->remote && base->remote->platforms.count)
		f->advice = strata_arena_printf(c->arena, "it is there for %.*s",
						STRATA_ARG(image_names(&base->remote->platforms,
								       c->arena)));
}

const struct image_rule image_rule_IMG015 = {
	.id = "IMG015",
	.title = "a base that lacks the platform",
	.why = "the build fails, or runs under emulation on another image than was meant",
	.remedy = "a platform that the image has, or an image that has the platform",
	.severity = STRATA_SEVERITY_LOW,
	.base = check,
};
