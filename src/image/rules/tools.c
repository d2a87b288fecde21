/*
 * tools.c - what only a build needs, left in a stage that ships.
 *
 * What the same RUN removes again was there for a moment only: "apk add --virtual .x", then
 * "apk del .x"; "apt-get purge --auto-remove gcc".
 */
#include "image/check.h"
#include "image/packages.h"
#include "image/toolchain.h"

/* Whether a later command of the run removes the package, or the group that it is in. */
static bool is_removed(const struct image_run *run, const struct image_packages *p,
                       struct strata_str group, struct strata_str name, struct strata_arena *arena)
{
	struct image_packages other;

	for (size_t s = 0; s < run->scripts.count; s++)
		for (size_t k = 0; k < run->scripts.items[s]->commands.count; k++) {
			if (!image_packages_read(&other, &run->scripts.items[s]->commands.items[k],
			                         arena) ||
			    other.action != IMAGE_REMOVE || other.manager != p->manager)
				continue;
			for (size_t i = 0; i < other.packages.count; i++) {
				struct strata_str word = other.packages.items[i].text;

				if (strata_str_eq(word, group) ||
				    strata_str_eq(image_package_name(p->manager, word), name) ||
				    other.packages.items[i].dynamic)
					return true;
			}
		}
	return false;
}

/* apk's --virtual, by which all packages of the command can be removed at once. */
static struct strata_str group_of(const struct image_command *command)
{
	struct strata_str head, value;

	for (size_t i = 1; i < command->words.count; i++) {
		struct strata_str word = command->words.items[i].text;

		if (strata_lists("-t --virtual", word) && i + 1 < command->words.count)
			return command->words.items[i + 1].text;
		if (strata_str_cut(&head, &value, word, '=') &&
		    strata_str_eq(head, STRATA_STR("--virtual")))
			return value;
	}
	return STRATA_NONE;
}

static void check(struct image_check *c, const struct image_command *command)
{
	const struct image_run *run = image_run_here(c);
	struct strata_strs tools = { 0 };
	struct image_packages p;

	if (!run || c->stage->use != DOCKERFILE_SHIPS ||
	    !image_packages_read(&p, command, c->arena) || p.action != IMAGE_INSTALL)
		return;
	for (size_t i = 0; i < p.packages.count; i++) {
		struct strata_str name = image_package_name(p.manager, p.packages.items[i].text);

		if (image_is_build_tool(p.manager, name) &&
		    !is_removed(run, &p, group_of(command), name, c->arena))
			*strata_vec_push(c->arena, &tools) = name;
	}
	if (tools.count)
		image_report_at(c, image_place_of(command), NULL,
		                "%.*s: needed to build, not to run, and shipped",
		                STRATA_ARG(image_names(&tools, c->arena)));
}

const struct image_rule image_rule_LAY004 = {
	.id = "LAY004",
	.title = "build tools ship with the image",
	.why = "compilers and headers are what an intruder wants to find, and each can be flawed",
	.remedy =
		"build in a stage of its own and copy the result: COPY --from=build ..; or remove "
		"them in the same RUN",
	.severity = STRATA_SEVERITY_MEDIUM,
	.command = check,
};
