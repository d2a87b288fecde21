/* recommended.c - apt-get takes what packages recommend, too, unless it is told not to. */
#include "image/check.h"

/* "-o APT::Install-Recommends=false", in one word or two. */
static bool is_told(const struct image_command *command)
{
	for (size_t i = 1; i < command->words.count; i++) {
		struct strata_str word = command->words.items[i].text;

		if (strata_str_eq(word, STRATA_STR("--no-install-recommends")) ||
		    (strata_str_find(word, STRATA_STR("Install-Recommends=")) != STRATA_NPOS &&
		     !strata_str_ends(word, STRATA_STR("=true")) &&
		     !strata_str_ends(word, STRATA_STR("=1"))))
			return true;
	}
	return false;
}

/* Which run of the stage, from 1, is the first that writes the setting; 0: none. */
static size_t first_setting(struct image_check *c, size_t stage)
{
	const struct image_runs *runs = &c->runs->items[stage];
	bool added;
	size_t *first = image_remember(c, stage, &added);

	for (size_t i = 0; added && !*first && i < runs->count; i++)
		if (strata_str_find(runs->items[i].instruction->body,
		                    STRATA_STR("APT::Install-Recommends")) != STRATA_NPOS)
			*first = i + 1;
	return *first;
}

/* A setting that was written earlier, in this stage or one that it starts from. */
static bool is_configured(struct image_check *c)
{
	const struct dockerfile_stage *stage = c->stage;
	size_t first = first_setting(c, c->stage_index);

	if (first && c->runs->items[c->stage_index].items[first - 1].instruction < c->instruction)
		return true;
	for (; stage->base.stage >= 0; stage = c->stages->list.items[stage->base.stage])
		if (first_setting(c, (size_t)stage->base.stage))
			return true;
	return false;
}

static void check(struct image_check *c, const struct image_command *command)
{
	if (!image_command_is(command, "apt-get apt") ||
	    command->packages.action != IMAGE_INSTALL || is_told(command) || is_configured(c))
		return;
	image_report_at(
		c, image_place_of(command),
		image_command_is(command, "apt-get") && image_is_direct(command) ? "DL3015" : NULL,
		"%.*s installs what packages recommend, too: '--no-install-recommends' is missing",
		STRATA_ARG(command->name));
}

const struct image_rule image_rule_LAY003 = {
	.id = "LAY003",
	.title = "recommended packages are installed, too",
	.why = "more is in the image than was asked for, and more of it can be flawed",
	.remedy = "apt-get install --no-install-recommends",
	.severity = STRATA_SEVERITY_LOW,
	.command = check,
};
