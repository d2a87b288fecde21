/*
 * script.h - the commands that a RUN runs: of its own text, of texts in place, and of what it
 * hands to another shell ("sh -c '..'").
 *
 * What rules ask of a command, a script or a RUN again and again is made once, here: a script
 * may have a hundred thousand commands, and looking through all for each of them takes hours.
 */
#ifndef IMAGE_SCRIPT_H
#define IMAGE_SCRIPT_H

#include "image/download.h"
#include "image/packages.h"
#include "strata/map.h"
#include "syntax/dockerfile.h"
#include "syntax/shell.h"

/* A command as rules see it: without sudo, env and others that only run another. */
struct image_command {
	const struct image_script *script;
	const struct shell_command *shell;
	struct shell_words words; /* the name first, without its folder; those of `shell` */
	struct strata_str name;   /* "" where only the shell knows it */
	bool sudo;
	struct image_packages packages;     /* what it does as a package manager */
	struct image_download download;     /* what it brings out of the network */
	const struct image_command *reader; /* who reads its output; NULL: nobody */
	const struct image_command
		*source; /* the download whose output comes to it by pipes; NULL */
};

STRATA_VEC(image_commands, struct image_command);
STRATA_VEC(image_offsets, size_t);

/* One text of a shell, and where it stands. */
struct image_script {
	const struct dockerfile_instruction *run;
	struct strata_str text;
	const struct image_script *outer; /* whose command holds it in a word; NULL: none */
	size_t outer_offset;              /* of that word */
	size_t body_offset;               /* of text's first byte in the body of the instruction */
	size_t in_place;                  /* from here on, text is that of lines from `line` on */
	unsigned line;
	struct image_offsets lines; /* where those begin, but the first */
	struct shell shell;
	struct image_commands commands; /* one for each of `shell`, at the same index */
	bool verifies;                  /* a command of it checks sums or signatures */
	struct strata_map
		saved; /* name of a file -> index of the first command that downloads it */
};

STRATA_VEC(image_scripts, struct image_script *);

struct image_place {
	unsigned line, column;
};

/* Where a byte of the script stands; of one within a word, where that word does. */
struct image_place image_script_place(const struct image_script *script, size_t offset);

/*
 * Of a RUN, or what ONBUILD runs; shell: the words of the SHELL in force, none for the usual
 * one. notes: why a text was not looked into, or only in part.
 */
void image_scripts_read(struct image_scripts *out, const struct dockerfile_instruction *run,
                        const struct dockerfile_words *shell, struct dockerfile_problems *notes,
                        struct strata_arena *arena);

/* Whether a command is called that, one of a list; and has that word among its own. */
bool image_command_is(const struct image_command *command, const char *names);
bool image_command_has(const struct image_command *command, const char *words);

/* The value of the first of these options: of "--x v" or "--x=v"; absent without one. */
struct strata_str image_command_value(const struct image_command *command, const char *options);

/* Whether it is called by itself, not by sudo, env or the like: other tools see only those. */
bool image_is_direct(const struct image_command *command);

#endif
