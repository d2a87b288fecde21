/*
 * stale.c - the registry's image is not up to date itself: what it was made from has been built
 * anew since, or nobody has built it for long.
 */
#include "image/check.h"
#include "image/remote.h"

/* Official images are built again with each fix of their distribution: within weeks. */
enum { OLD_DAYS = 180 };

static void check(struct image_check *c, const struct dockerfile_source *source,
		  const struct image_base *base)
{
	const struct image_remote *r = base->remote;
	struct strata_finding *f;

	if (!r || r->rc < 0)
		return;
	if (r->origin.outdated) {
		f = image_report_at(c, image_place_of_source(c, source), NULL,
				    "%.*s was made from an older %.*s than there is",
				    STRATA_ARG(source->image), STRATA_ARG(r->origin.name));
		f->advice = strata_arena_printf(c->arena, "it was made from %.*s, which is %.*s today",
						STRATA_ARG(r->origin.digest),
						STRATA_ARG(r->origin.today));
	} else if (base->days_old >= OLD_DAYS) {
		f = image_report_at(c, image_place_of_source(c, source), NULL,
				    "%.*s was made more than %d days ago", STRATA_ARG(source->image),
				    OLD_DAYS);
		f->advice = strata_arena_printf(c->arena, "it was made on %.*s",
						STRATA_ARG(strata_str_take(r->created, 10)));
	}
}

const struct image_rule image_rule_IMG017 = {
	.id = "IMG017",
	.title = "a base that has not been built for long",
	.why = "what was fixed since in the packages that are in it is not fixed there",
	.remedy = "a newer tag, or the image's own Dockerfile built again on its base of today",
	.severity = STRATA_SEVERITY_LOW,
	.base = check,
};
