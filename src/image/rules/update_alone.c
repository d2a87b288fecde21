/*
 * update_alone.c - lists of packages that are fetched in a layer of their own, and upgrades of
 * all that the base has.
 *
 * A layer with lists alone is taken from the cache as long as nothing before it changes: what
 * is installed later is then what there was long ago, or is not to be had any more.
 */
#include "image/check.h"

static bool is_distribution(enum image_manager m)
{
	return m == IMAGE_APT || m == IMAGE_APK || m == IMAGE_YUM || m == IMAGE_DNF ||
	       m == IMAGE_ZYPPER;
}

static const char *alias_of(const struct image_packages *p, const struct image_command *command)
{
	if (p->manager == IMAGE_ZYPPER && image_command_has(command, "dup dist-upgrade"))
		return "DL3035";
	return NULL;
}

static void check_command(struct image_check *c, const struct image_run *run,
                          const struct image_command *command)
{
	const struct image_packages *p = &command->packages;

	if (!is_distribution(p->manager))
		return;
	if (p->action == IMAGE_REFRESH && !(run->installs & 1u << p->manager))
		image_report_at(c, image_place_of(command), NULL,
		                "the lists of packages are fetched in a layer of their own");
	if (p->action == IMAGE_UPGRADE && !p->packages.count)
		image_report_at(c, image_place_of(command), alias_of(p, command),
		                "all packages of the base are upgraded: a newer base has them, "
		                "reproducibly");
}

static void check(struct image_check *c, const struct image_run *run)
{
	for (size_t s = 0; s < run->scripts.count; s++)
		for (size_t k = 0; k < run->scripts.items[s]->commands.count; k++)
			check_command(c, run, &run->scripts.items[s]->commands.items[k]);
}

const struct image_rule image_rule_LAY007 = {
	.id = "LAY007",
	.title = "lists fetched, or the base upgraded, in a layer",
	.why = "what comes of it depends on the day, and on what the builder has in its cache",
	.remedy = "fetch and install in one RUN; take a newer base instead of upgrading an old one",
	.severity = STRATA_SEVERITY_LOW,
	.run = check,
};
