/*
 * not_minimal.c - what ships starts from more than it needs, where the same version is there
 * with less: the better choice by name, and what it would break.
 */
#include "image/check.h"

static struct strata_str breaks(const struct image_choice *choice, struct strata_arena *arena)
{
	const struct {
		bool is;
		const char *text;
	} rows[] = {
		{ choice->breaks.libc, "musl in place of glibc" },
		{ choice->breaks.shell, "no shell" },
		{ choice->breaks.manager, "another package manager, or none" },
		{ choice->breaks.compiler, "no compiler" },
		{ choice->breaks.jdk, "no Java compiler" },
		{ choice->breaks.major, "not the same version" },
	};
	struct strata_strs names = { 0 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i].is)
			*strata_vec_push(arena, &names) = strata_str_of(rows[i].text);
	return names.count ? STRATA_CONCAT(arena, STRATA_STR(" ("), image_names(&names, arena),
	                                   STRATA_STR(")"))
	                   : STRATA_STR("");
}

static bool must_be_minimal(const struct image_check *c, const struct image_base *base)
{
	return c->policy && image_policy_names(&c->policy->minimal, &base->reference);
}

/* By the policy; what has a smaller one to be named is told below, all the more. */
static bool must_be_less(struct image_check *c, const struct dockerfile_source *source,
                         const struct image_base *base)
{
	if (!image_is_base(c, source) || !must_be_minimal(c, base) ||
	    c->stage->use != DOCKERFILE_SHIPS || base->contents.minimal == IMAGE_YES ||
	    (base->contents.fat == IMAGE_YES && base->choices.count))
		return false;
	image_report_at(c, image_place_of_source(c, source), NULL,
	                "%.*s %s, and the policy says that what ships must be",
	                STRATA_ARG(source->image),
	                base->contents.minimal == IMAGE_NO ? "is not minimal"
	                                                   : "is not known to be minimal")
		->severity = STRATA_SEVERITY_HIGH;
	return true;
}

static void check(struct image_check *c, const struct dockerfile_source *source,
                  const struct image_base *base)
{
	struct strata_strs choices = { 0 };
	struct strata_finding *f;

	if (must_be_less(c, source, base))
		return;
	if (!image_is_base(c, source) || c->stage->use != DOCKERFILE_SHIPS ||
	    base->contents.fat != IMAGE_YES || !base->choices.count)
		return;
	for (size_t i = 0; i < base->choices.count; i++)
		*strata_vec_push(c->arena, &choices) =
			STRATA_CONCAT(c->arena, base->choices.items[i].reference,
		                      breaks(&base->choices.items[i], c->arena));
	f = image_report_at(c, image_place_of_source(c, source), NULL,
	                    "%.*s ships %.*s; smaller: %.*s", STRATA_ARG(source->image),
	                    STRATA_ARG(base->contents.why_fat.len
	                                       ? base->contents.why_fat
	                                       : STRATA_STR("more than is needed")),
	                    STRATA_ARG(choices.items[0]));
	f->advice = image_names(&choices, c->arena);
	if (must_be_minimal(c, base))
		f->severity = STRATA_SEVERITY_HIGH;
}

const struct image_rule image_rule_IMG008 = {
	.id = "IMG008",
	.title = "a base that is not minimal",
	.why = "what is in the image and not needed can be flawed all the same, and is there to be "
	       "used",
	.remedy = "the slim, alpine or distroless one of the same version",
	.severity = STRATA_SEVERITY_MEDIUM,
	.base = check,
};
