/*
 * mixed_bases.c - programs are built on one system, and copied into another where they may not
 * run: musl in place of glibc, or an older release with an older glibc.
 *
 * Only of stages that make machine code, by their commands. What is linked statically runs
 * everywhere: a stage that says so is not told of.
 */
#include "image/check.h"
#include "image/toolchain.h"

/* The image at the bottom of a chain of stages; NULL where it is not known. */
static const struct image_base *bottom(const struct image_check *c, size_t stage)
{
	while (c->stages->list.items[stage]->base.stage >= 0)
		stage = (size_t)c->stages->list.items[stage]->base.stage;
	return c->bases->items[stage].count ? &c->bases->items[stage].items[0] : NULL;
}

static bool is_static(const struct image_check *c, const struct dockerfile_stage *stage)
{
	static const char *const signs[] = { "CGO_ENABLED=0", "CGO_ENABLED 0", "static", "musl" };

	for (size_t at = stage->first; at < stage->end; at++)
		for (size_t k = 0; k < sizeof(signs) / sizeof(*signs); k++)
			if (strata_str_find(c->file->instructions.items[at].body,
			                    strata_str_of(signs[k])) != STRATA_NPOS)
				return true;
	return false;
}

static bool makes_machine_code(const struct image_check *c, size_t stage)
{
	const struct image_runs *runs = &c->runs->items[stage];

	for (size_t r = 0; r < runs->count; r++)
		if (image_run_has(&runs->items[r], "go cargo", "build install") ||
		    image_run_has(&runs->items[r], "pip pip3", "install wheel") ||
		    image_run_has(&runs->items[r], "make cmake ninja", "install all --build"))
			return true;
	return false;
}

static bool makes_linked_code(struct image_check *c, size_t stage)
{
	bool added;
	size_t *makes = image_remember(c, stage, &added);

	if (added)
		*makes = makes_machine_code(c, stage) && !is_static(c, c->stages->list.items[stage]);
	return *makes;
}

/* Why what is built on one may not run on the other; NULL when nothing is known against it. */
static const char *flaw(const struct image_contents *from, const struct image_contents *to)
{
	if (from->libc.len && to->libc.len && !strata_str_eq(from->libc, to->libc))
		return "its C library is another one";
	if (from->codename.len && to->codename.len && strata_str_eq(from->system, to->system) &&
	    !strata_str_eq(from->codename, to->codename))
		return "it is another release";
	return NULL;
}

static struct strata_str name_of(const struct image_base *base)
{
	return base->reference.written;
}

static void check(struct image_check *c)
{
	const struct image_base *to = bottom(c, c->stage_index);

	for (size_t i = 0; c->stage->use == DOCKERFILE_SHIPS && to && i < c->stage->copies.count;
	     i++) {
		const struct dockerfile_source *s = &c->stage->copies.items[i];
		const struct image_base *from = s->stage < 0 ? NULL : bottom(c, (size_t)s->stage);
		const char *why = from ? flaw(&from->contents, &to->contents) : NULL;

		if (!why || !makes_linked_code(c, (size_t)s->stage))
			continue;
		image_report_at(c, image_place_of_source(c, s), NULL,
		                "what %.*s built is copied into %.*s: %s", STRATA_ARG(name_of(from)),
		                STRATA_ARG(name_of(to)), why);
		return;
	}
}

const struct image_rule image_rule_IMG016 = {
	.id = "IMG016",
	.title = "built on one system, run on another",
	.why = "a program that is linked to one C library does not start with another, or an older",
	.remedy = "two bases of the same release, or a static build",
	.severity = STRATA_SEVERITY_NONE,
	.stage = check,
};
