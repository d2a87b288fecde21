/*
 * untrusted.c - the base is anybody's: neither an official image, nor a known vendor's, nor the
 * project's own by its policy. A registry of which nothing is known may well be the project's
 * own, so that counts less.
 */
#include "image/check.h"

/* Whether the policy has a word against it, which then is told. */
static bool is_forbidden(struct image_check *c, const struct dockerfile_source *source,
                         const struct image_base *base)
{
	const struct image_policy *policy = c->policy;
	const char *what = NULL;

	if (!policy || base->trust == IMAGE_TRUST_OWN)
		return false;
	if (policy->images.count && !image_policy_names(&policy->images, &base->reference))
		what = "images";
	else if (policy->registries.count && !image_policy_allows(policy, &base->reference))
		what = "registries";
	if (!what)
		return false;
	image_report_at(c, image_place_of_source(c, source), NULL,
	                "%.*s is of none of the %s that the policy allows",
	                STRATA_ARG(source->image), what)
		->severity = STRATA_SEVERITY_HIGH;
	return true;
}

static void check(struct image_check *c, const struct dockerfile_source *source,
                  const struct image_base *base)
{
	struct strata_finding *f;

	if (is_forbidden(c, source, base))
		return;
	if (base->trust == IMAGE_TRUST_COMMUNITY)
		image_report_at(c, image_place_of_source(c, source), NULL,
		                "%.*s is published by '%.*s', who may be anybody",
		                STRATA_ARG(source->image),
		                STRATA_ARG(strata_path_dir(base->reference.repository)));
	else if (base->trust == IMAGE_TRUST_UNKNOWN) {
		f = image_report_at(c, image_place_of_source(c, source), NULL,
		                    "nothing is known of the registry %.*s",
		                    STRATA_ARG(base->reference.registry));
		if (f->severity == STRATA_SEVERITY_MEDIUM)
			f->severity = STRATA_SEVERITY_LOW;
	}
}

const struct image_rule image_rule_IMG004 = {
	.id = "IMG004",
	.title = "a base from a source that is not known",
	.why = "all that is in it runs with the application, and nobody answers for it",
	.remedy = "an official image, the vendor's own, or a copy in a registry of yours",
	.severity = STRATA_SEVERITY_MEDIUM,
	.base = check,
};
