/*
 * caches.c - what package managers download, and leave in the layer.
 *
 * Only a removal in the same RUN helps, or a cache that is mounted and so is no part of the
 * image. What is done in a stage that others only copy from does not ship.
 */
#include "image/check.h"
#include "image/packages.h"

/* Whether anything ships that was made in this stage: it does, or it is what another starts from.
 */
static bool is_kept(const struct image_check *c)
{
	if (c->stage->use == DOCKERFILE_SHIPS)
		return true;
	for (size_t i = 0; i < c->stages->list.count; i++)
		if (c->stages->list.items[i]->base.stage == (int)c->stage_index)
			return true;
	return false;
}

static bool is_true(struct strata_str value)
{
	return strata_lists("1 true True TRUE on On ON yes Yes YES", value);
}

/* Whether the run has a command of one of these names, with one of these words. */
static bool run_has(const struct image_run *run, const char *names, const char *words)
{
	for (size_t s = 0; s < run->scripts.count; s++)
		for (size_t k = 0; k < run->scripts.items[s]->commands.count; k++)
			if (image_command_is(&run->scripts.items[s]->commands.items[k], names) &&
			    image_command_has(&run->scripts.items[s]->commands.items[k], words))
				return true;
	return false;
}

static bool is_clean_apt(const struct image_run *run)
{
	const struct dockerfile_instruction *i =
		run->instruction->trigger ? run->instruction->trigger : run->instruction;

	return image_run_removes(run, STRATA_STR("/var/lib/apt/lists")) ||
	       image_is_mounted(i, STRATA_STR("/var/lib/apt/lists"));
}

/* PIP_NO_CACHE_DIR, of the image, the stage, or the command itself. */
static bool is_pip_told(struct image_check *c, const struct image_run *run)
{
	struct strata_str name, value;

	if (is_true(dockerfile_scope_value(c->scope, STRATA_STR("PIP_NO_CACHE_DIR"))))
		return true;
	for (size_t s = 0; s < run->scripts.count; s++)
		for (size_t k = 0; k < run->scripts.items[s]->shell.commands.count; k++) {
			const struct shell_words *set =
				&run->scripts.items[s]->shell.commands.items[k].assignments;

			for (size_t i = 0; i < set->count; i++)
				if (strata_str_cut(&name, &value, set->items[i].text, '=') &&
				    strata_str_eq(name, STRATA_STR("PIP_NO_CACHE_DIR")) &&
				    is_true(value))
					return true;
		}
	return false;
}

static void check_rpm(struct image_check *c, const struct image_command *command,
                      const struct image_run *run, const struct image_packages *p)
{
	static const struct {
		enum image_manager manager;
		const char *alias, *names, *clean, *folder;
	} rows[] = {
		{ IMAGE_YUM, "DL3032", "yum", "clean", "/var/cache/yum" },
		{ IMAGE_DNF, "DL3040", "dnf dnf5 microdnf tdnf yum", "clean", "/var/cache/dnf" },
		{ IMAGE_ZYPPER, "DL3036", "zypper", "clean cc", "/var/cache/zypp" },
	};
	const struct dockerfile_instruction *i = command->script->run;

	for (size_t k = 0; k < sizeof(rows) / sizeof(*rows); k++)
		if (rows[k].manager == p->manager && p->action == IMAGE_INSTALL &&
		    !run_has(run, rows[k].names, rows[k].clean) &&
		    !image_run_removes(run, strata_str_of(rows[k].folder)) &&
		    !image_is_mounted(i, strata_str_of(rows[k].folder)) &&
		    !image_is_mounted(i, STRATA_STR("/var/cache/libdnf5")))
			image_report_at(c, image_place_of(command),
			                image_is_direct(command) &&
			                                !image_command_is(command, "tdnf dnf5")
			                        ? rows[k].alias
			                        : NULL,
			                "%.*s leaves what it downloaded: '%.*s clean all' is "
			                "missing in this RUN",
			                STRATA_ARG(command->name), STRATA_ARG(command->name));
}

static void check_apk(struct image_check *c, const struct image_command *command,
                      const struct image_run *run, const struct image_packages *p)
{
	const struct dockerfile_instruction *i = command->script->run;
	bool removed = image_run_removes(run, STRATA_STR("/var/cache/apk"));
	struct strata_finding *f;

	if (p->action != IMAGE_INSTALL || image_packages_has(p, "--no-cache") ||
	    image_is_mounted(i, STRATA_STR("/var/cache/apk")))
		return;
	f = image_report_at(c, image_place_of(command), "DL3019",
	                    removed ? "apk's lists are removed by hand: '--no-cache' keeps none"
	                            : "apk leaves its lists of packages: '--no-cache' is missing");
	f->severity = removed ? STRATA_SEVERITY_NONE : f->severity;
}

static void check_pip(struct image_check *c, const struct image_command *command,
                      const struct image_run *run, const struct image_packages *p)
{
	if (p->action != IMAGE_INSTALL || image_packages_has(p, "--no-cache-dir") ||
	    strata_str_eq(command->name, STRATA_STR("uv")) ||
	    image_is_mounted(command->script->run, STRATA_STR(".cache/pip")) ||
	    image_run_removes(run, STRATA_STR("/root/.cache")) || is_pip_told(c, run))
		return;
	image_report_at(c, image_place_of(command), "DL3042",
	                "pip leaves what it downloaded: '--no-cache-dir' is missing");
}

static void check_yarn(struct image_check *c, const struct image_command *command,
                       const struct image_run *run)
{
	if (!image_command_has(command, "install") || run_has(run, "yarn", "clean") ||
	    image_is_mounted(command->script->run, STRATA_STR(".cache/yarn")))
		return;
	image_report_at(
		c, image_place_of(command), "DL3060",
		"yarn leaves what it downloaded: 'yarn cache clean' is missing in this RUN");
}

static void check(struct image_check *c, const struct image_command *command)
{
	const struct image_run *run = image_run_here(c);
	struct image_packages p;

	if (!run || !image_packages_read(&p, command, c->arena))
		return;
	if (p.manager == IMAGE_APT && p.action == IMAGE_REFRESH && is_kept(c) && !is_clean_apt(run))
		image_report_at(
			c, image_place_of(command), "DL3009",
			"the lists of packages stay in the layer: 'rm -rf /var/lib/apt/lists/*' "
			"is missing in this RUN");
	else if (p.manager == IMAGE_APK)
		check_apk(c, command, run, &p);
	else if (p.manager == IMAGE_PIP)
		check_pip(c, command, run, &p);
	else if (p.manager == IMAGE_YARN && is_kept(c))
		check_yarn(c, command, run);
	else
		check_rpm(c, command, run, &p);
}

const struct image_rule image_rule_LAY002 = {
	.id = "LAY002",
	.title = "a package manager's cache stays in the layer",
	.why = "the image is larger than it need be, at each pull",
	.remedy = "remove it in the same RUN, or mount it: RUN --mount=type=cache,target=..",
	.severity = STRATA_SEVERITY_LOW,
	.command = check,
};
