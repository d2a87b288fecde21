/*
 * dev_dependencies.c - what is needed for developing and testing only, in the image that ships.
 *
 * Where the project's manifest is in the snapshot and has no such dependencies, nothing is told;
 * nor where the stage takes them away again, or throws away all that was installed.
 */
#include "image/check.h"
#include "image/context.h"

static const struct {
	const char *commands, *words; /* what installs */
	const char *without;          /* options that leave them out */
	const char *variables;        /* so do these; "NAME=value" where one value does */
	const char *manifest;
	const char *section;          /* where the manifest has them */
	const char *configured;       /* a text in another RUN that leaves them out; "" for none */
	const char *instead;
} rows[] = {
	{ "npm", "ci install i clean-install", "--production --prod", "NODE_ENV=production",
	  "package.json", "\"devDependencies\"", "prune", "npm ci --omit=dev" },
	{ "yarn", "install", "--production --prod", "NODE_ENV=production", "package.json",
	  "\"devDependencies\"", "--production", "yarn install --production" },
	{ "pnpm", "install i", "--prod --production -P", "NODE_ENV=production", "package.json",
	  "\"devDependencies\"", "prune", "pnpm install --prod" },
	{ "bundle bundler", "install", "--without", "BUNDLE_WITHOUT BUNDLE_ONLY", "Gemfile",
	  "group", "without", "BUNDLE_WITHOUT=development:test" },
	{ "composer", "install i", "--no-dev", "COMPOSER_NO_DEV", "composer.json",
	  "\"require-dev\"", "--no-dev", "composer install --no-dev" },
	{ "poetry", "install", "--no-dev --only --without --only-root", "", "pyproject.toml",
	  "dev", "", "poetry install --only main" },
	{ "uv", "sync", "--no-dev --no-default-groups --only-group", "UV_NO_DEV",
	  "pyproject.toml", "dev", "--no-dev", "uv sync --no-dev" },
};

enum { ROWS = sizeof(rows) / sizeof(*rows) };

static bool is_alone(const struct image_command *command)
{
	return command->packages.action != IMAGE_INSTALL || !command->packages.packages.count;
}

static int row_of(const struct image_command *command)
{
	for (int r = 0; r < ROWS; r++)
		if (image_command_is(command, rows[r].commands) &&
		    image_command_has(command, rows[r].words))
			return is_alone(command) ? r : -1;
	return -1;
}

/* Also "--omit=dev", "--omit dev", "--only=production". */
static bool is_told(const struct image_command *command, const char *without)
{
	struct strata_str name, value;

	for (size_t i = 1; i < command->words.count; i++) {
		struct strata_str word = command->words.items[i].text;
		struct strata_str next = i + 1 < command->words.count
		                                 ? command->words.items[i + 1].text
		                                 : STRATA_STR("");

		if (!strata_str_cut(&name, &value, word, '='))
			value = next;
		if (strata_lists(without, name))
			return !strata_lists("false 0", value);
		if (strata_lists("--omit --only", name) &&
		    strata_lists("dev prod production", value))
			return true;
		if (strata_lists("-g --global --location", name))
			return true;
	}
	return false;
}

static bool is_set(struct image_check *c, const char *variables)
{
	struct strata_str word, name, value, rest = strata_str_of(variables), set;

	while (rest.ptr) {
		strata_str_cut(&word, &rest, rest, ' ');
		if (!word.len)
			continue;
		strata_str_cut(&name, &value, word, '=');
		set = dockerfile_scope_value(c->scope, name);
		if (value.ptr ? strata_str_eq(set, value) : set.len > 0)
			return true;
	}
	return false;
}

/* "NODE_ENV=production npm ci". */
static bool is_assigned(const struct image_command *command, const char *variables)
{
	for (size_t i = 0; i < command->shell->assignments.count; i++) {
		struct strata_str text = command->shell->assignments.items[i].text, name, value;

		strata_str_cut(&name, &value, text, '=');
		if (strata_lists(variables, text) || strata_lists(variables, name))
			return true;
	}
	return false;
}

static bool says_so(const struct image_runs *runs, const char *text)
{
	for (size_t i = 0; i < runs->count; i++)
		if (strata_str_find(runs->items[i].instruction->body, strata_str_of(text)) !=
		    STRATA_NPOS)
			return true;
	return false;
}

/* Bit r: row r is told by another RUN to leave them out, or what it installed goes again. */
static size_t settings_of(struct image_check *c)
{
	const struct image_runs *runs = &c->runs->items[c->stage_index];
	bool added;
	size_t *settings = image_remember(c, c->stage_index, &added);

	for (int r = 0; added && r < ROWS; r++)
		if (*rows[r].configured && says_so(runs, rows[r].configured))
			*settings |= (size_t)1 << r;
	if (added && says_so(runs, "rm -rf node_modules"))
		*settings |= 7;
	return *settings;
}

/* Whether the manifest is there and has none of them. */
static bool has_none(struct image_check *c, int r)
{
	struct strata_str path = image_context_find(c, strata_str_of(rows[r].manifest));
	struct strata_str bytes = path.ptr ? image_snapshot_read(c, path) : STRATA_NONE;

	return bytes.ptr &&
	       strata_str_find(bytes, strata_str_of(rows[r].section)) == STRATA_NPOS;
}

/* "requirements-dev.txt", "dev-requirements.txt", "requirements/test.txt". */
static bool is_for_developers(struct strata_str file)
{
	static const char *const words[] = { "dev", "test", "tests", "development", "lint" };
	size_t at = 0, start = 0;

	for (; at <= file.len; at++) {
		if (at < file.len && !strchr("-_./", file.ptr[at]))
			continue;
		for (size_t k = 0; k < sizeof(words) / sizeof(*words); k++)
			if (strata_str_eq((struct strata_str){ file.ptr + start, at - start },
			                  strata_str_of(words[k])))
				return true;
		start = at + 1;
	}
	return false;
}

static void check_pip(struct image_check *c, const struct image_command *command)
{
	for (size_t i = 1; i + 1 < command->words.count; i++) {
		struct strata_str file = command->words.items[i + 1].text;

		if (strata_lists("-r --requirement", command->words.items[i].text) &&
		    is_for_developers(file))
			image_report_at(c, image_place_of_word(command, &command->words.items[i + 1]),
			                NULL, "what %.*s lists is for developing, and ships",
			                STRATA_ARG(strata_str_take(file, 120)));
	}
}

static void check(struct image_check *c, const struct image_command *command)
{
	int r;

	if (c->stage->use != DOCKERFILE_SHIPS)
		return;
	if (command->packages.manager == IMAGE_PIP && command->packages.action == IMAGE_INSTALL) {
		check_pip(c, command);
		return;
	}
	r = row_of(command);
	if (r < 0 || is_told(command, rows[r].without) || is_set(c, rows[r].variables) ||
	    is_assigned(command, rows[r].variables) || settings_of(c) & (size_t)1 << r ||
	    has_none(c, r))
		return;
	image_report_at(c, image_place_of(command), NULL,
	                "'%.*s' installs what only developing needs, and it ships: '%s' does not",
	                STRATA_ARG(command->name), rows[r].instead);
}

const struct image_rule image_rule_LAY022 = {
	.id = "LAY022",
	.title = "dependencies of development ship",
	.why = "test frameworks and build tools are in the image, with their flaws",
	.remedy = "npm ci --omit=dev, composer install --no-dev, BUNDLE_WITHOUT=development:test ..",
	.severity = STRATA_SEVERITY_LOW,
	.command = check,
};
