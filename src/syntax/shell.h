/*
 * shell.h - a shell's text as the plain commands in it, in order.
 *
 * What rules ask of a script is which commands run with which words, what reads what, and
 * where it stands; loops, conditions and functions only hold more of them. So the syntax tree
 * (tree-sitter's grammar of bash, which sh, ash and dash are read by, too) is flattened.
 * Where the text is no shell's, what can be made out is there, and `broken` says so.
 */
#ifndef SYNTAX_SHELL_H
#define SYNTAX_SHELL_H

#include "strata/arena.h"
#include "strata/error.h"

struct shell_word {
	struct strata_str text; /* without quotes and escapes; "$X", "$(..)" as written */
	size_t offset;
	bool dynamic; /* only the shell knows it as a whole: it holds a variable, or a glob in
	                 braces */
};

STRATA_VEC(shell_words, struct shell_word);

/* ">" to a file, "<<" with the text in place, "<<<" with the word. */
struct shell_redirect {
	struct strata_str sign;
	struct shell_word target;
};

STRATA_VEC(shell_redirects, struct shell_redirect);

struct shell_command {
	struct shell_words assignments; /* "NAME=value", also of export and its kin */
	struct shell_words words;       /* its name first; none of what only assigns */
	struct shell_redirects redirects;
	size_t offset, end;
	int reads;  /* the command whose output it reads by a pipe; -1: none */
	int inside; /* the command in whose words it stands, as $(..) or <(..); -1: none */
};

STRATA_VEC(shell_commands, struct shell_command);

struct shell {
	struct shell_commands commands;
	bool broken;
	size_t broken_at;
};

/* Slices of text and of the arena. ELIMIT for a text too long, or that takes too long. */
int shell_parse(struct shell *out, struct strata_str text, struct strata_arena *arena,
                struct strata_error *err);

#endif
