/*
 * unpinned.c - packages that are installed in whatever version there is on that day.
 *
 * A variable counts as what it stands for at that place; one that nobody but the shell knows
 * counts as written. What a file lists (-r, a lockfile) is pinned there, or not, and is
 * judged with it.
 */
#include "image/check.h"
#include "image/packages.h"

static const char *const aliases[] = {
	[IMAGE_APT] = "DL3008", [IMAGE_APK] = "DL3018",    [IMAGE_YUM] = "DL3033",
	[IMAGE_DNF] = "DL3041", [IMAGE_ZYPPER] = "DL3037", [IMAGE_PIP] = "DL3013",
	[IMAGE_NPM] = "DL3016", [IMAGE_GEM] = "DL3028",    [IMAGE_GO] = "DL3062",
	[IMAGE_CONDA] = NULL,
};

/* hadolint's rules know apt-get and pip by these names alone, and do not look behind sudo and its
 * kin. */
static const char *alias_of(enum image_manager m, const struct image_command *command)
{
	if (!image_is_direct(command) || image_command_is(command, "apt aptitude uv tdnf dnf5") ||
	    (size_t)m >= sizeof(aliases) / sizeof(*aliases))
		return NULL;
	return aliases[m];
}

/* What gives all packages of the command their version. */
static bool is_settled(const struct image_packages *p)
{
	switch (p->manager) {
	case IMAGE_PIP:
		return p->from_file || image_packages_has(p, "-c --constraint --build-constraint");
	case IMAGE_GEM: return image_packages_has(p, "-v --version");
	case IMAGE_CARGO: return p->from_file || image_packages_has(p, "--version --vers");
	case IMAGE_CONDA: return p->from_file;
	default: return false;
	}
}

/* A variable may stand for several packages. */
static void add_unpinned(struct image_check *c, struct strata_strs *out, enum image_manager manager,
                         const struct shell_word *word)
{
	struct strata_str text = word->dynamic ? image_expand(c, word->text) : word->text, part;

	if (image_package_is_pinned(manager, word->text))
		return;
	while ((text = strata_str_trim(text)).len) {
		size_t n = 0;

		while (n < text.len && !strata_is_space(text.ptr[n]))
			n++;
		part = strata_str_take(text, n);
		text = strata_str_skip(text, n);
		if (!image_package_is_pinned(manager, part))
			*strata_vec_push(c->arena, out) = part;
	}
}

/* "go run host/module": fetched and run; "go run build.go" and "go run ./cmd" are the project's. */
static void check_go_run(struct image_check *c, const struct image_command *command)
{
	struct strata_str host, path;

	for (size_t i = 2; i < command->words.count; i++) {
		struct strata_str word = command->words.items[i].text;

		if (word.len && word.ptr[0] == '-')
			continue;
		if (strata_str_cut(&host, &path, word, '/') &&
		    strata_str_chr(host, '.') != STRATA_NPOS &&
		    !image_package_is_pinned(IMAGE_GO, word))
			image_report_at(c, image_place_of(command), alias_of(IMAGE_GO, command),
			                "go runs %.*s without a version",
			                STRATA_ARG(strata_str_take(word, 120)));
		return;
	}
}

static void check(struct image_check *c, const struct image_command *command)
{
	const struct image_packages *p = &command->packages;
	struct strata_strs unpinned = { 0 };

	if (image_command_is(command, "go") && command->words.count > 2 &&
	    strata_str_eq(command->words.items[1].text, STRATA_STR("run")))
		check_go_run(c, command);
	if (p->action != IMAGE_INSTALL || is_settled(p))
		return;
	for (size_t i = 0; i < p->packages.count; i++)
		add_unpinned(c, &unpinned, p->manager, &p->packages.items[i]);
	if (unpinned.count)
		image_report_at(c, image_place_of(command), alias_of(p->manager, command),
		                "%s installs %.*s without a version",
		                image_manager_name(p->manager),
		                STRATA_ARG(image_names(&unpinned, c->arena)));
}

const struct image_rule image_rule_LAY001 = {
	.id = "LAY001",
	.title = "packages are installed without a version",
	.why = "the image is another one each time it is built, and nobody sees what changed",
	.remedy = "give each package its version: 'curl=7.88.1-10', 'flask==3.0.3', 'eslint@9.9.0'",
	.severity = STRATA_SEVERITY_LOW,
	.command = check,
};
