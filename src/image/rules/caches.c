/*
 * caches.c - what package managers download, and leave in the layer.
 *
 * Only a removal in the same RUN helps, or a cache that is mounted and so is no part of the
 * image. What is done in a stage that others only copy from does not ship.
 */
#include "image/check.h"

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

/* PIP_NO_CACHE_DIR, of a command of the run. */
static bool is_told_by_run(const struct image_run *run)
{
	struct strata_str name, value;

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

/* Bits of the managers whose cache does not stay, whatever a command of the run says. */
static unsigned clean_managers(struct image_check *c, const struct image_run *run)
{
	static const struct {
		enum image_manager manager;
		const char *names, *clean, *folder, *mount;
	} rows[] = {
		{ IMAGE_APT, "", "", "/var/lib/apt/lists", "/var/lib/apt/lists" },
		{ IMAGE_YUM, "yum", "clean", "/var/cache/yum", "/var/cache/yum" },
		{ IMAGE_DNF, "dnf dnf5 microdnf tdnf yum", "clean", "/var/cache/dnf",
		  "/var/cache/dnf" },
		{ IMAGE_DNF, "", "", "/var/cache/libdnf5", "/var/cache/libdnf5" },
		{ IMAGE_ZYPPER, "zypper", "clean cc", "/var/cache/zypp", "/var/cache/zypp" },
		{ IMAGE_PIP, "", "", "/root/.cache", ".cache/pip" },
		{ IMAGE_YARN, "yarn", "clean", "", ".cache/yarn" },
	};
	unsigned clean = 0;

	for (size_t k = 0; k < sizeof(rows) / sizeof(*rows); k++)
		if (image_run_has(run, rows[k].names, rows[k].clean) ||
		    (*rows[k].folder && image_run_removes(run, strata_str_of(rows[k].folder))) ||
		    image_run_mounts(run, strata_str_of(rows[k].mount)))
			clean |= 1u << rows[k].manager;
	if (is_true(dockerfile_scope_value(c->scope, STRATA_STR("PIP_NO_CACHE_DIR"))) ||
	    is_told_by_run(run))
		clean |= 1u << IMAGE_PIP;
	if (!is_kept(c))
		clean |= 1u << IMAGE_APT | 1u << IMAGE_YARN;
	return clean;
}

/* What leaves something, and how it is said; NULL: it leaves nothing. */
static const char *leaves(const struct image_command *command, const char **alias)
{
	const struct image_packages *p = &command->packages;
	bool installs = p->action == IMAGE_INSTALL;

	switch (p->manager) {
	case IMAGE_APT:
		*alias = "DL3009";
		return p->action == IMAGE_REFRESH
		               ? "the lists of packages stay in the layer: 'rm -rf "
		                 "/var/lib/apt/lists/*' is missing in this RUN"
		               : NULL;
	case IMAGE_YUM:
	case IMAGE_DNF:
	case IMAGE_ZYPPER:
		*alias = p->manager == IMAGE_YUM   ? "DL3032"
		         : p->manager == IMAGE_DNF ? "DL3040"
		                                   : "DL3036";
		if (!image_is_direct(command) || image_command_is(command, "tdnf dnf5") ||
		    (!installs && (p->manager == IMAGE_YUM ||
		                   !image_command_has(command, "upgrade upgrade-minimal"))))
			*alias = NULL;
		installs = installs || p->action == IMAGE_UPGRADE;
		return installs ? "what was downloaded stays in the layer: 'clean all' is missing "
		                  "in "
		                  "this RUN"
		                : NULL;
	case IMAGE_PIP:
		*alias = "DL3042";
		return installs && !image_packages_has(p, "--no-cache-dir") &&
		                       !image_command_is(command, "uv")
		               ? "pip leaves what it downloaded: '--no-cache-dir' is missing"
		               : NULL;
	case IMAGE_YARN:
		*alias = "DL3060";
		return image_command_has(command, "install")
		               ? "yarn leaves what it downloaded: 'yarn cache clean' is missing in "
		                 "this RUN"
		               : NULL;
	default: return NULL;
	}
}

/* apk keeps its lists unless it is told not to; who removes them by hand is only told so. */
static void check_apk(struct image_check *c, const struct image_run *run,
                      const struct image_command *command)
{
	bool removed = image_run_removes(run, STRATA_STR("/var/cache/apk"));
	struct strata_finding *f;

	if (command->packages.action != IMAGE_INSTALL ||
	    image_packages_has(&command->packages, "--no-cache") ||
	    image_run_mounts(run, STRATA_STR("/var/cache/apk")))
		return;
	f = image_report_at(c, image_place_of(command), "DL3019",
	                    removed ? "apk's lists are removed by hand: '--no-cache' keeps none"
	                            : "apk leaves its lists of packages: '--no-cache' is missing");
	f->severity = removed ? STRATA_SEVERITY_NONE : f->severity;
}

/* forced: by `rm -rf`, any of which hadolint takes for one that removes lists and caches. */
static void check_command(struct image_check *c, const struct image_run *run,
                          const struct image_command *command, unsigned clean, bool forced)
{
	const char *alias = NULL, *what;

	if (command->packages.manager == IMAGE_APK) {
		check_apk(c, run, command);
		return;
	}
	if (clean & 1u << command->packages.manager)
		return;
	what = leaves(command, &alias);
	if (command->packages.manager <= IMAGE_DNF && forced)
		alias = NULL;
	if (what)
		image_report_at(c, image_place_of(command), alias, "%s", what);
}

static void check(struct image_check *c, const struct image_run *run)
{
	unsigned clean = clean_managers(c, run);
	bool forced = image_run_has(run, "rm", "-rf");

	for (size_t s = 0; s < run->scripts.count; s++)
		for (size_t k = 0; k < run->scripts.items[s]->commands.count; k++)
			check_command(c, run, &run->scripts.items[s]->commands.items[k], clean,
			              forced);
}

const struct image_rule image_rule_LAY002 = {
	.id = "LAY002",
	.title = "a package manager's cache stays in the layer",
	.why = "the image is larger than it need be, at each pull",
	.remedy = "remove it in the same RUN, or mount it: RUN --mount=type=cache,target=..",
	.severity = STRATA_SEVERITY_LOW,
	.run = check,
};
