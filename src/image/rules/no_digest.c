/* no_digest.c - a tag can be made to mean another image; a digest cannot. */
#include "image/check.h"
#include "image/remote.h"

/* Who pinned it wanted that image; that the tag has gone on is news, and may be fixes. */
static void check_pinned(struct image_check *c, const struct dockerfile_source *source,
			 const struct image_base *base)
{
	const struct image_remote *r = base->remote;
	struct strata_finding *f;

	if (!r || !r->tag_means.len || strata_str_eq(r->tag_means, base->reference.digest))
		return;
	f = image_report_at(c, image_place_of_source(c, source), NULL,
			    "the tag of %.*s means another image by now", STRATA_ARG(source->image));
	f->severity = STRATA_SEVERITY_NONE;
	f->advice = strata_arena_printf(c->arena, "it means %.*s", STRATA_ARG(r->tag_means));
}

/* The pin to write: name and tag as they stand, and what they mean today. */
static struct strata_str pin_of(struct image_check *c, const struct image_base *base)
{
	struct strata_str written = strata_str_trim(base->reference.written);

	return strata_arena_printf(c->arena, "pin it: %.*s@%.*s", STRATA_ARG(written),
				   STRATA_ARG(base->remote->digest));
}

static void check(struct image_check *c, const struct dockerfile_source *source,
		  const struct image_base *base)
{
	bool must = c->policy && image_policy_names(&c->policy->pinned, &base->reference);
	struct strata_finding *f;

	if (base->pin == IMAGE_PIN_DIGEST)
		check_pinned(c, source, base);
	if (base->pin != IMAGE_PIN_TAG && (!must || base->pin == IMAGE_PIN_DIGEST))
		return;
	f = image_report_at(c, image_place_of_source(c, source), NULL, "%.*s is not pinned by digest%s",
			    STRATA_ARG(source->image),
			    must ? ", and the policy says that it must be" : "");
	f->severity = must ? STRATA_SEVERITY_HIGH : STRATA_SEVERITY_NONE;
	if (base->remote && base->remote->digest.len)
		f->advice = pin_of(c, base);
}

const struct image_rule image_rule_IMG003 = {
	.id = "IMG003",
	.title = "a base that is not pinned by digest",
	.why = "who can write to the registry can put another image under the same tag",
	.remedy = "name:tag@sha256:..",
	.severity = STRATA_SEVERITY_LOW,
	.base = check,
};
