/*
 * signature.c - the signature of a base, as its registry and the user's keys tell: one that is
 * forged, taken from another image or out of date, and none where the policy wants one.
 *
 * An image that somebody else has signed is nothing unusual: only the policy makes it a finding.
 */
#include "image/check.h"
#include "image/remote.h"

static void report(struct image_check *c, const struct dockerfile_source *source,
		   const struct image_signature *s, const char *what, enum strata_severity severity)
{
	struct strata_finding *f = image_report_at(c, image_place_of_source(c, source), NULL, "%.*s %s",
						   STRATA_ARG(source->image), what);

	f->severity = severity;
	if (s->finding.why.len)
		f->advice = strata_arena_printf(c->arena, "%s: %.*s", image_signature_kind_name(s->kind),
						STRATA_ARG(s->finding.why));
}

/* Without --online, or where its registry gave no answer: not known is not good. */
static void tell_unasked(struct image_check *c, const struct dockerfile_source *source,
			 const struct image_base *base)
{
	struct strata_finding *f;

	if (!c->policy || !image_is_base(c, source) ||
	    !image_policy_names(&c->policy->sealed, &base->reference))
		return;
	f = image_report_at(c, image_place_of_source(c, source), NULL,
			    "%.*s has to be signed, which was not asked for: --online asks",
			    STRATA_ARG(source->image));
	f->severity = STRATA_SEVERITY_NONE;
}

static void check(struct image_check *c, const struct dockerfile_source *source,
		  const struct image_base *base)
{
	const struct image_signatures *s = base->remote ? &base->remote->signatures : NULL;

	if (!s || !s->asked) {
		tell_unasked(c, source, base);
		return;
	}
	switch (s->of.finding.verdict) {
	case CRYPTO_BAD:
		report(c, source, &s->of, "has a signature that is bad", STRATA_SEVERITY_HIGH);
		break;
	case CRYPTO_REPLAYED:
		report(c, source, &s->of, "has the signature of another image", STRATA_SEVERITY_HIGH);
		break;
	case CRYPTO_EXPIRED:
		report(c, source, &s->of, "has a signature that has expired", STRATA_SEVERITY_HIGH);
		break;
	case CRYPTO_UNKNOWN_KEY:
		if (s->required)
			report(c, source, &s->of, "is signed by nobody who is trusted", STRATA_SEVERITY_HIGH);
		break;
	case CRYPTO_UNCHECKED:
		if (s->required)
			report(c, source, &s->of, "has to be signed, which cannot be checked",
			       STRATA_SEVERITY_MEDIUM);
		break;
	case CRYPTO_UNSIGNED:
		if (s->required)
			report(c, source, &s->of, "has to be signed, and is not", STRATA_SEVERITY_MEDIUM);
		break;
	case CRYPTO_VERIFIED:
		break;
	}
}

const struct image_rule image_rule_IMG011 = {
	.id = "IMG011",
	.title = "a base whose signature does not hold",
	.why = "it may be another image than the one that its publisher has made",
	.remedy = "the image by the digest that is signed, or the key of whoever signs it in [image] keys",
	.severity = STRATA_SEVERITY_HIGH,
	.base = check,
};
