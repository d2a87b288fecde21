/* main.c - finds the subcommand, runs it, and answers with its status. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

#define COMMAND(id) extern const struct command command_##id;
#include "cli/commands.def"
#undef COMMAND

static const struct command *const commands[] = {
#define COMMAND(id) &command_##id,
#include "cli/commands.def"
#undef COMMAND
};

enum { COMMANDS = sizeof(commands) / sizeof(*commands) };

static void help(FILE *to)
{
	fputs("strata finds what a git repository is made of and what is known to be wrong with it.\n"
	      "\nusage: strata COMMAND [OPTION..]\n\n",
	      to);
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(to, "  %-11s %s\n", commands[i]->name, commands[i]->summary);
	fputs("\n'strata COMMAND --help' lists the options of a command; each is also an\n"
	      "environment variable: --fail-on is STRATA_FAIL_ON.\n\n"
	      "exit status: 0 nothing at or above --fail-on; 1 findings; 2 could not finish;\n"
	      "3 nothing to scan; 4 wrong usage or configuration; 5 with --strict, something\n"
	      "was not understood; 6 advisory database unusable, too old, or only the starter\n"
	      "set and nothing found\n",
	      to);
}

static int help_of(const struct command *command)
{
	struct strata_buf b = STRATA_BUF_INIT;

	strata_buf_addf(&b, "usage: strata %s %s\n\n%s\n\n", command->name, command->usage,
			command->summary);
	options_help(&b, command->groups);
	if (command->details)
		strata_buf_addf(&b, "\n%s\n", command->details);
	fputs(b.ptr, stdout);
	strata_buf_release(&b);
	return STATUS_CLEAN;
}

static const struct command *command_named(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

static bool wants_help(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return true;
	return false;
}

static int run(const struct command *command, int argc, char **argv)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_error err = STRATA_ERROR_INIT;
	struct options options;
	int status;

	status = options_parse(&options, argc, argv, command->groups, &arena, &err);
	if (status == 0)
		status = command->run(&options, &err);
	if (status < 0) {
		cli_complain(&err);
		status = status_of_error(&err);
	}
	strata_arena_release(&arena);
	return status;
}

int main(int argc, char **argv)
{
	const struct command *command;

	/* All our times are UTC; without a TZ, libarchive has the zone's file looked at per entry. */
	setenv("TZ", "UTC0", 1);
	strata_arena_keep_memory();
	if (argc < 2) {
		help(stderr);
		return STATUS_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
	    strcmp(argv[1], "help") == 0) {
		command = argc > 2 ? command_named(argv[2]) : NULL;
		if (command)
			return help_of(command);
		help(stdout);
		return STATUS_CLEAN;
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts("strata " STRATA_VERSION);
		return STATUS_CLEAN;
	}
	command = command_named(argv[1]);
	if (!command) {
		fprintf(stderr, "strata: '%s' is no command: see 'strata --help'\n", argv[1]);
		return STATUS_USAGE;
	}
	if (wants_help(argc - 1, argv + 1))
		return help_of(command);
	return run(command, argc - 1, argv + 1);
}
