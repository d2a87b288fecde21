/*
 * script.h - the commands that a RUN runs: of its own text, of texts in place, of what it
 * hands to another shell ("sh -c '..'"), and of scripts of the snapshot that it calls.
 */
#ifndef IMAGE_SCRIPT_H
#define IMAGE_SCRIPT_H

#include "syntax/dockerfile.h"
#include "syntax/shell.h"

struct image_script;

/* A command as rules see it: without sudo, env and others that only run another. */
struct image_command {
	const struct image_script *script;
	const struct shell_command *shell;
	struct shell_words words; /* the name first, without its folder; those of `shell` */
	struct strata_str name;   /* "" where only the shell knows it */
	bool sudo;
};

STRATA_VEC(image_commands, struct image_command);

/* One text of a shell, and where it stands. */
struct image_script {
	const struct dockerfile_instruction *run;
	struct strata_str path; /* of a script of the snapshot; absent: the Dockerfile itself */
	struct strata_str text;
	const struct image_script *outer; /* whose command holds it in a word; NULL: none */
	size_t outer_offset;              /* of that word */
	size_t body_offset;               /* of text's first byte in the body of the instruction */
	size_t in_place;                  /* from here on, text is that of lines from `line` on */
	unsigned line;
	struct shell shell;
	struct image_commands commands; /* one for each of `shell`, at the same index */
};

STRATA_VEC(image_scripts, struct image_script *);

struct image_place {
	struct strata_str path; /* absent: the Dockerfile */
	unsigned line, column;
};

/* Where a byte of the script stands; of one within a word, where that word does. */
struct image_place image_script_place(const struct image_script *script, size_t offset);

/*
 * Of a RUN (or what ONBUILD runs), in the shell that the image has: shell is the words of the
 * last SHELL, empty for the usual one. A text of a shell that is none of Unix's gives nothing.
 * Texts too long are problems: notes gets one each.
 */
void image_scripts_of_run(struct image_scripts *out, const struct dockerfile_instruction *run,
                          const struct dockerfile_words *shell, struct dockerfile_problems *notes,
                          struct strata_arena *arena);

/* A script of the snapshot, which the run calls. */
void image_scripts_of_file(struct image_scripts *out, const struct dockerfile_instruction *run,
                           struct strata_str path, struct strata_str bytes,
                           struct dockerfile_problems *notes, struct strata_arena *arena);

#endif
