/*
 * tools.c - what only a build needs, left in a stage that ships.
 *
 * What the same RUN removes again was there for a moment only: "apk add --virtual .x", then
 * "apk del .x"; "apt-get purge --auto-remove gcc".
 */
#include "image/check.h"
#include "image/toolchain.h"

/* What a run removes again, by manager and name; "*" where only the shell knows what. */
static struct strata_str key_of(struct image_check *c, enum image_manager manager,
                                struct strata_str name)
{
	return STRATA_CONCAT(c->arena, strata_str_of(image_manager_name(manager)), STRATA_STR(" "),
	                     name);
}

static void add_removals(struct image_check *c, struct strata_map *removed,
                         const struct image_packages *p)
{
	for (size_t i = 0; p->action == IMAGE_REMOVE && i < p->packages.count; i++) {
		struct strata_str word = p->packages.items[i].text;

		if (p->packages.items[i].dynamic)
			word = STRATA_STR("*");
		strata_map_at(removed, key_of(c, p->manager, word), NULL);
		strata_map_at(removed, key_of(c, p->manager, image_package_name(p->manager, word)),
		              NULL);
	}
}

static bool is_removed(struct image_check *c, const struct strata_map *removed,
                       enum image_manager manager, struct strata_str name)
{
	size_t found;

	return name.len && strata_map_get(&found, removed, key_of(c, manager, name));
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

static void check_command(struct image_check *c, const struct image_command *command,
                          const struct strata_map *removed)
{
	const struct image_packages *p = &command->packages;
	struct strata_strs tools = { 0 };

	if (p->action != IMAGE_INSTALL || is_removed(c, removed, p->manager, group_of(command)) ||
	    is_removed(c, removed, p->manager, STRATA_STR("*")))
		return;
	for (size_t i = 0; i < p->packages.count; i++) {
		struct strata_str name = image_package_name(p->manager, p->packages.items[i].text);

		if (image_is_build_tool(p->manager, name) &&
		    !is_removed(c, removed, p->manager, name))
			*strata_vec_push(c->arena, &tools) = name;
	}
	if (tools.count)
		image_report_at(c, image_place_of(command), NULL,
		                "%.*s: needed to build, not to run, and shipped",
		                STRATA_ARG(image_names(&tools, c->arena)));
}

static void check(struct image_check *c, const struct image_run *run)
{
	struct strata_map removed = STRATA_MAP_INIT(c->arena);

	if (c->stage->use != DOCKERFILE_SHIPS)
		return;
	for (size_t s = 0; s < run->scripts.count; s++)
		for (size_t k = 0; k < run->scripts.items[s]->commands.count; k++)
			add_removals(c, &removed,
			             &run->scripts.items[s]->commands.items[k].packages);
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
