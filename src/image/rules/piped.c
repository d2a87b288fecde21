/*
 * piped.c - code out of the network that runs as it comes: by a pipe, "bash <(curl ..)",
 * "sh -c "$(curl ..)"", or saved and run in the same RUN without a look at it.
 *
 * An interpreter that has its program already ("python -c", "jq", "node -e") reads data.
 */
#include "image/check.h"

static const char shells[] = "sh bash ash dash zsh ksh";
static const char interpreters[] = "python python2 python3 perl ruby node php pwsh";

/* Whether it reads its program from standard input: no script, no text of one. */
static bool reads_program(const struct image_command *command)
{
	if (!image_command_is(command, shells) && !image_command_is(command, interpreters))
		return false;
	for (size_t i = 1; i < command->words.count; i++) {
		struct strata_str word = command->words.items[i].text;

		if (strata_lists("- -s --", word) || strata_str_eq(word, STRATA_STR("/dev/stdin")))
			return true;
		if (!word.len || word.ptr[0] != '-')
			return false;
		if (strata_lists("-c -m -e -E -n -p -r -lc -xc -ec --eval", word))
			return false;
	}
	return true;
}

/* Whether the command within another's words is a download, or a pipe that begins with one. */
static bool is_run_by(const struct image_command *outer)
{
	bool takes = image_command_is(outer, "eval source .") ||
	             (image_command_is(outer, shells) && outer->words.count > 1);
	struct strata_str first;

	if (!takes || outer->words.count < 2)
		return false;
	first = outer->words.items[1].text;
	if (image_command_is(outer, "eval source ."))
		return true;
	return strata_str_starts(first, STRATA_STR("<(")) ||
	       (first.len > 1 && first.ptr[0] == '-' && first.ptr[first.len - 1] == 'c' &&
	        outer->words.count > 2 &&
	        strata_str_starts(outer->words.items[2].text, STRATA_STR("$(")));
}

static void report(struct image_check *c, const struct image_command *at,
                   const struct image_command *download)
{
	image_report_at(c, image_place_of(at), NULL, "%.*s runs what %.*s brings, unseen",
	                STRATA_ARG(at->name), STRATA_ARG(download->name));
}

/* The program that it runs: itself, or what an interpreter is given. */
static struct strata_str program_of(const struct image_command *command)
{
	size_t i = 0;

	if (image_command_is(command, shells) || image_command_is(command, interpreters))
		for (i = 1; i < command->words.count && command->words.items[i].text.len &&
		            command->words.items[i].text.ptr[0] == '-';)
			i++;
	return i < command->words.count ? command->words.items[i].text : STRATA_STR("");
}

/* A file that was downloaded in this script, and is run in it without a check. */
static void check_saved(struct image_check *c, const struct image_command *command)
{
	const struct image_script *script = command->script;
	struct strata_str program = strata_path_base(program_of(command));
	size_t first;

	if (!script->verifies && program.len && strata_map_get(&first, &script->saved, program) &&
	    &script->commands.items[first] < command)
		report(c, command, &script->commands.items[first]);
}

static void check(struct image_check *c, const struct image_command *command)
{
	const struct image_commands *all = &command->script->commands;
	const struct image_command *outer =
		command->shell->inside >= 0 ? &all->items[command->shell->inside] : NULL;

	if (command->source && reads_program(command))
		report(c, command, command->source);
	else if (outer && command->download.is && is_run_by(outer))
		report(c, outer, command);
	else
		check_saved(c, command);
}

const struct image_rule image_rule_LAY008 = {
	.id = "LAY008",
	.title = "code out of the network runs unseen",
	.why = "whoever has that server, or the way to it, has the image",
	.remedy =
		"download a version of it, hold its checksum against one in the file, then run it",
	.severity = STRATA_SEVERITY_HIGH,
	.command = check,
};
