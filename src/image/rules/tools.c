/*
 * tools.c - what only a build needs, left in a stage that ships.
 *
 * What the same RUN removes again was there for a moment only: "apk add --virtual .x", then
 * "apk del .x"; "apt-get purge --auto-remove gcc".
 */
#include "image/check.h"
#include "image/removal.h"
#include "image/toolchain.h"

static void check_command(struct image_check *c, const struct image_command *command,
                          const struct image_removals *removed)
{
	const struct image_packages *p = &command->packages;
	struct strata_strs tools = { 0 };

	if (p->action != IMAGE_INSTALL || image_removals_have_all(removed, command))
		return;
	for (size_t i = 0; i < p->packages.count; i++) {
		struct strata_str name = image_package_name(p->manager, p->packages.items[i].text);

		if (image_is_build_tool(p->manager, name) &&
		    !image_removals_have(removed, p->manager, name))
			*strata_vec_push(c->arena, &tools) = name;
	}
	if (tools.count)
		image_report_at(c, image_place_of(command), NULL,
		                "%.*s: needed to build, not to run, and shipped",
		                STRATA_ARG(image_names(&tools, c->arena)));
}

static void check(struct image_check *c, const struct image_run *run)
{
	struct image_removals removed;

	if (c->stage->use != DOCKERFILE_SHIPS)
		return;
	image_removals_read(&removed, run, c->arena);
	for (size_t s = 0; s < run->scripts.count; s++)
		for (size_t k = 0; k < run->scripts.items[s]->commands.count; k++)
			check_command(c, &run->scripts.items[s]->commands.items[k], &removed);
}

const struct image_rule image_rule_LAY004 = {
	.id = "LAY004",
	.title = "build tools ship with the image",
	.why = "compilers and headers are what an intruder wants to find, and each can be flawed",
	.remedy =
		"build in a stage of its own and copy the result: COPY --from=build ..; or remove "
		"them in the same RUN",
	.severity = STRATA_SEVERITY_MEDIUM,
	.run = check,
};
