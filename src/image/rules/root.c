/*
 * root.c - the container's process is root: the last USER says so, or nobody says anything else
 * and the base's own user is root.
 *
 * A USER counts in each stage, since each may be what is built; that there is none only in the
 * one that is, with those that it starts from.
 */
#include "image/check.h"

static const struct dockerfile_instruction *last_user(const struct image_check *c,
                                                     const struct dockerfile_stage *stage)
{
	const struct dockerfile_instruction *last = NULL;

	for (size_t at = stage->first; at < stage->end; at++)
		if (c->file->instructions.items[at].keyword == DOCKERFILE_USER)
			last = &c->file->instructions.items[at];
	return last;
}

static bool is_root(struct strata_str user)
{
	struct strata_str name, group;

	strata_str_cut(&name, &group, user, ':');
	return strata_str_eq(name, STRATA_STR("root")) || strata_str_eq(name, STRATA_STR("0"));
}

/* No stage of the chain has a USER, and what it begins with runs as root. */
static void check_base(struct image_check *c)
{
	const struct dockerfile_stage *stage = c->stage;
	const struct image_base *base = &c->bases->items[c->stage_index].items[0];
	struct strata_finding *f;

	for (; stage->base.stage >= 0; stage = c->stages->list.items[stage->base.stage]) {
		base = &c->bases->items[stage->base.stage].items[0];
		if (last_user(c, c->stages->list.items[stage->base.stage]))
			return;
	}
	if (base->contents.root != IMAGE_YES)
		return;
	f = image_report_at(c, image_place_of_source(c, &c->stage->base), NULL,
	                    "no USER is set, and the base's own is root");
	f->severity = STRATA_SEVERITY_MEDIUM;
}

static void check(struct image_check *c)
{
	const struct dockerfile_instruction *user = last_user(c, c->stage);

	if (!user && c->stage_index == c->stages->target)
		check_base(c);
	if (!user || !user->words.count || !is_root(user->words.items[0].text))
		return;
	image_report_at(c, image_place_in(user, user->words.items[0].offset), "DL3002",
	                "the last USER of the stage is root");
}

const struct image_rule image_rule_LAY016 = {
	.id = "LAY016",
	.title = "the container runs as root",
	.why = "who breaks out of the process is root in the container, and one flaw away from the "
	       "host",
	.remedy = "USER with a number that is not 0, as the last one",
	.severity = STRATA_SEVERITY_HIGH,
	.stage = check,
};
