/*
 * root.c - the container's process is root, because the last USER says so.
 *
 * Also of a stage that does not ship, as far as one may be built from it. Where no USER stands,
 * the base's own counts: see IMG rules.
 */
#include "image/check.h"

static const struct dockerfile_instruction *last_user(const struct image_check *c)
{
	const struct dockerfile_instruction *last = NULL;

	for (size_t at = c->stage->first; at < c->stage->end; at++)
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

static void check(struct image_check *c)
{
	const struct dockerfile_instruction *user = last_user(c);

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
