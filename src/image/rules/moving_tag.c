/* moving_tag.c - the base's tag goes on to other versions by design. */
#include "image/check.h"

/* "26.7.0" is the image of "26.7.0-trixie", and is as exact. */
static bool is_exact(const struct image_base *base)
{
	struct strata_str tag = base->reference.tag;

	return !base->exact.len ||
	       (strata_str_starts(base->exact, tag) && strata_str_chr(tag, '.') != STRATA_NPOS &&
		(base->exact.len == tag.len || base->exact.ptr[tag.len] == '-'));
}

/* A short tag that is `latest` today: it stays in its line, and moves within that. */
static void note_short(struct image_check *c, const struct dockerfile_source *source,
		       const struct image_base *base)
{
	struct strata_finding *f;

	if (base->pin != IMAGE_PIN_TAG || !base->latest || is_exact(base))
		return;
	f = image_report_at(c, image_place_of_source(c, source), NULL,
			    "%.*s is what 'latest' is today, and moves within its line; now it is %.*s",
			    STRATA_ARG(source->image), STRATA_ARG(base->exact));
	f->severity = STRATA_SEVERITY_NONE;
}

/* "registry/${NAME}:latest": whatever the name, the tag moves. */
static void check_stage(struct image_check *c)
{
	const struct dockerfile_source *source = &c->stage->base;

	if (!source->image.ptr && source->unset.ptr &&
	    strata_str_ends(source->written, STRATA_STR(":latest")))
		image_report_at(c, image_place_of_source(c, source), "DL3007",
				"the tag of %.*s moves on to other versions",
				STRATA_ARG(source->written));
}

static void check(struct image_check *c, const struct dockerfile_source *source,
		  const struct image_base *base)
{
	bool latest = strata_str_ends(source->written, STRATA_STR(":latest"));

	if (!image_is_base(c, source))
		return;
	note_short(c, source, base);
	if (base->pin == IMAGE_PIN_MOVING)
		image_report_at(c, image_place_of_source(c, source),
				latest ? "DL3007" : NULL,
				"the tag of %.*s moves on to other versions%s%.*s", STRATA_ARG(source->image),
				base->exact.len ? "; today it is " : "", STRATA_ARG(base->exact));
}

const struct image_rule image_rule_IMG002 = {
	.id = "IMG002",
	.title = "a base by a moving tag",
	.why = "the next build starts from another image, perhaps of another major version",
	.remedy = "write the version that is meant, best with its digest",
	.severity = STRATA_SEVERITY_MEDIUM,
	.base = check,
	.stage = check_stage,
};
