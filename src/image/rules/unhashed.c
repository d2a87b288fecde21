/*
 * unhashed.c - pip takes packages that nobody holds against a hash, from another index, or
 * over a connection that anybody can change.
 *
 * A file of requirements that has hashes makes pip check them without being told. A second
 * index is asked for everything: who registers a private name there is installed from there.
 */
#include "image/check.h"
#include "image/context.h"

/* The value of an option, in its word or in the next; absent without it. */
static struct strata_str option_value(const struct image_command *command, const char *names)
{
	struct strata_str name, value;

	for (size_t i = 1; i < command->words.count; i++) {
		if (strata_str_cut(&name, &value, command->words.items[i].text, '=') &&
		    strata_lists(names, name))
			return value;
		if (strata_lists(names, command->words.items[i].text) &&
		    i + 1 < command->words.count)
			return command->words.items[i + 1].text;
	}
	return STRATA_NONE;
}

/* Whether the file of requirements is in the snapshot, and has hashes. */
static bool has_hashes(struct image_check *c, struct strata_str file)
{
	struct strata_str path = image_context_find(c, strata_path_base(file)), bytes;

	if (!path.ptr)
		return false;
	bytes = image_snapshot_read(c, path);
	return bytes.ptr && strata_str_find(bytes, STRATA_STR("--hash=")) != STRATA_NPOS;
}

static void check_index(struct image_check *c, const struct image_command *command)
{
	struct strata_str extra = option_value(command, "--extra-index-url");
	struct strata_str index = option_value(command, "-i --index-url");
	struct strata_finding *f = NULL;

	if (extra.len)
		f = image_report_at(c, image_place_of(command), NULL,
		                    "a second index is asked for every package: %.*s",
		                    STRATA_ARG(strata_str_take(extra, 120)));
	else if (strata_str_starts(index, STRATA_STR("http://")))
		f = image_report_at(c, image_place_of(command), NULL,
		                    "packages come over a connection that is not encrypted: %.*s",
		                    STRATA_ARG(strata_str_take(index, 120)));
	if (f && f->severity == STRATA_SEVERITY_LOW)
		f->severity = STRATA_SEVERITY_MEDIUM;
}

/* Lists of requirements alone: packages that are named cannot be given a hash. */
static void check(struct image_check *c, const struct image_command *command)
{
	const struct image_packages *p = &command->packages;
	struct strata_str file;

	if (p->manager != IMAGE_PIP || p->action != IMAGE_INSTALL)
		return;
	check_index(c, command);
	file = option_value(command, "-r --requirement");
	if (!file.len || image_packages_has(p, "--require-hashes") || has_hashes(c, file))
		return;
	image_report_at(c, image_place_of(command), NULL,
	                "what %.*s lists is not held against hashes",
	                STRATA_ARG(strata_str_take(file, 120)));
}

const struct image_rule image_rule_LAY021 = {
	.id = "LAY021",
	.title = "packages of Python without hashes, or from another index",
	.why = "what the index answers on that day is installed, whoever put it there",
	.remedy = "pip install --require-hashes -r .., one index, over https",
	.severity = STRATA_SEVERITY_LOW,
	.command = check,
};
