/*
 * installer.c - see installer.h.
 *
 * Specified by the managers' own pages about these commands, 2026-11.
 */
#include "image/installer.h"

#define NPM &strata_ecosystem_npm
#define PYPI &strata_ecosystem_pypi

static const struct image_installer rows[] = {
	{ "npm", "install i ci clean-install install-ci-test cit", NPM,
	  "--production --prod --only=prod --only=production", "--omit --only", "dev prod production",
	  "NODE_ENV", "--prefix -C", false, false },
	{ "yarn yarnpkg", " install workspaces", NPM, "--production --prod", "", "", "NODE_ENV", "--cwd",
	  false, false },
	{ "pnpm", "install i deploy fetch", NPM, "--prod --production -P", "", "", "NODE_ENV",
	  "--dir -C", false, false },
	{ "bun", "install i", NPM, "--production -p", "--omit", "dev", "NODE_ENV", "--cwd", false,
	  false },
	{ "pipenv", "install sync", PYPI, "--dev -d", "", "", "", "", false, true },
	{ "poetry", "install sync", PYPI, "--no-dev --only-root", "--only --without", "main dev",
	  "", "-C --directory", false, false },
	{ "uv", "sync", PYPI, "--no-dev", "--no-group --only-group", "dev", "UV_NO_DEV",
	  "--directory --project", false, false },
	{ "pdm", "install sync", PYPI, "--prod --production --no-dev", "", "", "", "-p --project",
	  false, false },
	{ "bundle bundler", " install", &strata_ecosystem_rubygems, "", "--without",
	  "development dev", "BUNDLE_WITHOUT", "", false, false },
	{ "composer", "install update", &strata_ecosystem_composer, "--no-dev", "", "",
	  "COMPOSER_NO_DEV", "-d --working-dir", false, false },
	{ "go", "build install mod get run", &strata_ecosystem_go, "", "", "", "", "-C", true, false },
	{ "cargo", "build install fetch run chef rustc", &strata_ecosystem_cargo, "", "", "", "",
	  "--path", true, false },
	{ "mvn mvnw", "*", &strata_ecosystem_maven, "", "", "", "", "", true, false },
	{ "gradle gradlew", "*", &strata_ecosystem_maven, "", "", "", "", "-p --project-dir", true,
	  false },
	{ "sbt", "*", &strata_ecosystem_maven, "", "", "", "", "", true, false },
	{ "dotnet", "restore build publish", &strata_ecosystem_nuget, "", "", "", "", "", true, false },
	{ "mix", "deps.get deps.compile compile release", &strata_ecosystem_hex, "", "--only", "prod",
	  "MIX_ENV", "", true, false },
	{ "dart flutter", "pub build compile", &strata_ecosystem_pub, "--no-dev", "", "", "",
	  "-C --directory", true, false },
	{ "swift", "build package", &strata_ecosystem_swift, "", "", "", "", "--package-path", true,
	  false },
};

/* The first word that is no option, nor the folder of one; "" without one. */
static struct strata_str operand_of(const struct image_command *command, const char *folder)
{
	for (size_t i = 1; i < command->words.count; i++) {
		struct strata_str word = command->words.items[i].text;

		if (strata_lists(folder, word))
			i++;
		else if (word.len && word.ptr[0] != '-')
			return word;
	}
	return STRATA_STR("");
}

static bool takes(const char *words, struct strata_str operand)
{
	return words[0] == '*' || (operand.len ? strata_lists(words, operand) : words[0] == ' ');
}

static bool is_global(const struct image_command *command)
{
	return image_command_has(command, "-g --global global");
}

const struct image_installer *image_installer_of(const struct image_command *command)
{
	if (!command->name.len)
		return NULL;
	for (size_t r = 0; r < sizeof(rows) / sizeof(*rows); r++) {
		if (!strata_lists(rows[r].commands, command->name))
			continue;
		/* "go install x@v1" and "cargo install x" have nothing to do with the project. */
		if (!takes(rows[r].words, operand_of(command, rows[r].folder)) || is_global(command) ||
		    (rows[r].compiles && command->packages.action == IMAGE_INSTALL &&
		     command->packages.packages.count && !command->packages.from_file))
			return NULL;
		return &rows[r];
	}
	return NULL;
}

static bool is_on(struct strata_str variable, struct strata_str value)
{
	if (strata_str_eq(variable, STRATA_STR("NODE_ENV")))
		return strata_str_eq(value, STRATA_STR("production"));
	if (strata_str_eq(variable, STRATA_STR("MIX_ENV")))
		return strata_str_eq(value, STRATA_STR("prod"));
	if (strata_str_eq(variable, STRATA_STR("BUNDLE_WITHOUT")))
		return strata_str_find(value, STRATA_STR("dev")) != STRATA_NPOS;
	return value.len && !strata_lists("0 false no", value);
}

/* Set for the stage, or for the command alone: "NODE_ENV=production npm ci". */
static bool is_set(const char *names, struct image_check *c, const struct image_command *command)
{
	struct strata_str name, rest = strata_str_of(names), key, value;

	while (rest.ptr) {
		strata_str_cut(&name, &rest, rest, ' ');
		if (name.len && c->scope && is_on(name, dockerfile_scope_value(c->scope, name)))
			return true;
		for (size_t i = 0; name.len && i < command->shell->assignments.count; i++) {
			strata_str_cut(&key, &value, command->shell->assignments.items[i].text, '=');
			if (strata_str_eq(key, name) && is_on(name, value))
				return true;
		}
	}
	return false;
}

static bool has_flag(const struct image_command *command, const char *options)
{
	struct strata_str name, value;

	for (size_t i = 1; i < command->words.count; i++) {
		struct strata_str word = command->words.items[i].text;

		strata_str_cut(&name, &value, word, '=');
		if (strata_lists(options, word) ||
		    (strata_lists(options, name) && !strata_lists("false 0", value)))
			return true;
	}
	return false;
}

/* Of "main,api" the first counts: where one group is chosen, that of development is not. */
static bool has_value(const struct image_installer *row, const struct image_command *command)
{
	struct strata_str value = image_command_value(command, row->lean_with);

	if (!value.len)
		return false;
	if (strata_lists(row->lean_values, value))
		return true;
	strata_str_cut(&value, &(struct strata_str){ 0 }, value,
		       strata_str_chr(value, ',') != STRATA_NPOS ? ',' : ' ');
	return strata_lists(row->lean_values, value);
}

bool image_installs_lean(const struct image_installer *row, struct image_check *c,
			 const struct image_command *command)
{
	bool lean = has_flag(command, row->lean) || has_value(row, command) ||
		    is_set(row->variables, c, command);

	return row->lean_always ? !lean : lean;
}

bool image_prunes(const struct image_command *command)
{
	if (!image_command_is(command, "npm pnpm yarn"))
		return false;
	if (image_command_has(command, "prune"))
		return image_command_is(command, "npm") ?
			       has_flag(command, "--production --omit=dev") ||
				       strata_str_eq(image_command_value(command, "--omit"),
						     STRATA_STR("dev")) :
			       has_flag(command, "--prod --production");
	return false;
}

bool image_configures_lean(const struct image_command *command)
{
	if (!image_command_is(command, "bundle bundler") || !image_command_has(command, "config") ||
	    !image_command_has(command, "without"))
		return false;
	for (size_t i = 1; i < command->words.count; i++)
		if (strata_str_starts(command->words.items[i].text, STRATA_STR("dev")))
			return true;
	return false;
}

bool image_bundles(const struct image_command *command)
{
	static const char tools[] = "npm yarn pnpm bun npx bunx ng vite next nuxt react-scripts "
				    "vue-cli-service gatsby parcel rollup esbuild webpack turbo nx "
				    "astro remix tsup tsc node";

	if (image_command_is(command, "webpack esbuild rollup tsc tsup"))
		return true;
	if (!image_command_is(command, tools))
		return false;
	for (size_t i = 1; i < command->words.count; i++)
		if (strata_str_starts(command->words.items[i].text, STRATA_STR("build")) ||
		    strata_lists("generate export webpack vite next tsc", command->words.items[i].text))
			return true;
	return false;
}
