/*
 * lockfile_unused.c - the project has a lockfile, and the image is built without it.
 *
 * Only where the lockfile is there, in the Dockerfile's folder or one above: without one there
 * is nothing to use.
 */
#include "image/check.h"
#include "image/context.h"
#include "image/packages.h"

static const struct {
	const char *commands, *words; /* what installs */
	const char *frozen;           /* what makes it keep to the lockfile */
	const char *variable;         /* so does this, when it is set */
	const char *locks;
	const char *instead;
	bool alone; /* only without names of packages */
} rows[] = {
	{ "npm", "install i", "", "", "package-lock.json npm-shrinkwrap.json", "npm ci", true },
	{ "yarn", "install", "--frozen-lockfile --immutable --pure-lockfile",
	  "YARN_ENABLE_IMMUTABLE_INSTALLS", "yarn.lock",
	  "yarn install --frozen-lockfile (--immutable from 2 on)", true },
	{ "pnpm", "install i", "--frozen-lockfile", "CI", "pnpm-lock.yaml",
	  "pnpm install --frozen-lockfile", true },
	{ "bun", "install i", "--frozen-lockfile", "", "bun.lock bun.lockb",
	  "bun install --frozen-lockfile", true },
	{ "bundle bundler", "install", "--deployment --frozen", "BUNDLE_DEPLOYMENT BUNDLE_FROZEN",
	  "Gemfile.lock", "BUNDLE_DEPLOYMENT=1", true },
	{ "composer", "update", "", "", "composer.lock", "composer install", true },
	{ "cargo", "build install", "--locked --frozen", "", "Cargo.lock", "cargo build --locked",
	  false },
	{ "pipenv", "install", "--deploy --ignore-pipfile", "", "Pipfile.lock", "pipenv sync",
	  true },
	{ "uv", "sync", "--locked --frozen", "UV_FROZEN UV_LOCKED", "uv.lock", "uv sync --locked",
	  true },
	{ "pdm", "install", "--frozen-lockfile --no-lock", "", "pdm.lock", "pdm sync", true },
};

static bool has_option(const struct image_command *command, const char *options)
{
	struct strata_str head, value;

	for (size_t i = 1; i < command->words.count; i++) {
		strata_str_cut(&head, &value, command->words.items[i].text, '=');
		if (strata_lists(options, head) && !strata_lists("false 0", value))
			return true;
	}
	return false;
}

static bool is_set(struct image_check *c, const char *names)
{
	struct strata_str name, rest = strata_str_of(names);

	while (rest.ptr) {
		strata_str_cut(&name, &rest, rest, ' ');
		if (name.len && dockerfile_scope_value(c->scope, name).len)
			return true;
	}
	return false;
}

static struct strata_str lock_of(struct image_check *c, const char *names)
{
	struct strata_str name, rest = strata_str_of(names), path;

	while (rest.ptr) {
		strata_str_cut(&name, &rest, rest, ' ');
		path = image_context_find(c, name);
		if (path.ptr)
			return path;
	}
	return STRATA_NONE;
}

static bool mentions_freeze(const struct image_runs *runs)
{
	for (size_t i = 0; i < runs->count; i++)
		if (strata_str_find(runs->items[i].instruction->body, STRATA_STR("deployment")) !=
		            STRATA_NPOS ||
		    strata_str_find(runs->items[i].instruction->body, STRATA_STR("frozen")) !=
		            STRATA_NPOS)
			return true;
	return false;
}

/* "bundle config set deployment true", in any RUN of the stage. */
static bool is_configured(struct image_check *c, const struct image_command *command)
{
	bool added;
	size_t *freezes;

	if (!image_command_is(command, "bundle bundler"))
		return false;
	freezes = image_remember(c, c->stage_index, &added);
	if (added)
		*freezes = mentions_freeze(&c->runs->items[c->stage_index]);
	return *freezes;
}

static bool names_packages(const struct image_command *command)
{
	const struct image_packages *p = &command->packages;

	if (p->action == IMAGE_INSTALL)
		return p->packages.count > 0 || image_packages_has(p, "-g --global");
	for (size_t i = 2; i < command->words.count; i++)
		if (command->words.items[i].text.len && command->words.items[i].text.ptr[0] != '-')
			return true;
	return false;
}

static void check(struct image_check *c, const struct image_command *command)
{
	struct strata_str lock;

	for (size_t r = 0; r < sizeof(rows) / sizeof(*rows); r++) {
		if (!image_command_is(command, rows[r].commands) || command->words.count < 2 ||
		    !strata_lists(rows[r].words, command->words.items[1].text))
			continue;
		if (has_option(command, rows[r].frozen) || is_set(c, rows[r].variable) ||
		    (rows[r].alone && names_packages(command)) || is_configured(c, command))
			return;
		lock = lock_of(c, rows[r].locks);
		if (lock.ptr)
			image_report_at(c, image_place_of(command), NULL,
			                "'%.*s %.*s' may install other versions than %.*s says: "
			                "'%s' keeps to it",
			                STRATA_ARG(command->name),
			                STRATA_ARG(command->words.items[1].text), STRATA_ARG(lock),
			                rows[r].instead);
		return;
	}
}

const struct image_rule image_rule_LAY020 = {
	.id = "LAY020",
	.title = "the lockfile is not used",
	.why = "what was tested is not what ships",
	.remedy = "npm ci, yarn install --frozen-lockfile, pnpm install --frozen-lockfile, cargo "
		  "build --locked ..",
	.severity = STRATA_SEVERITY_MEDIUM,
	.command = check,
};
