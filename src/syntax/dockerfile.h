/*
 * dockerfile.h - a Dockerfile as its instructions, each with the place of every byte.
 *
 * Written by hand after what BuildKit's parser does (frontend/dockerfile/parser, 2026-08),
 * because nothing else tells what a build would do: continuation lines with comments among
 * them, the escape character that a directive changes, texts in place, JSON forms. Nothing
 * is refused: what a build would refuse is a problem with its line, and reading goes on.
 */
#ifndef SYNTAX_DOCKERFILE_H
#define SYNTAX_DOCKERFILE_H

#include "strata/arena.h"

/* Keyword, and how its arguments are written. */
#define DOCKERFILE_KEYWORDS(X)   \
	X(ADD, LIST)             \
	X(ARG, NAMES)            \
	X(CMD, COMMAND)          \
	X(COPY, LIST)            \
	X(ENTRYPOINT, COMMAND)   \
	X(ENV, PAIRS)            \
	X(EXPOSE, WORDS)         \
	X(FROM, WORDS)           \
	X(HEALTHCHECK, CHECK)    \
	X(LABEL, PAIRS)          \
	X(MAINTAINER, TEXT)      \
	X(ONBUILD, TRIGGER)      \
	X(RUN, COMMAND)          \
	X(SHELL, COMMAND)        \
	X(STOPSIGNAL, TEXT)      \
	X(USER, TEXT)            \
	X(VOLUME, LIST)          \
	X(WORKDIR, TEXT)

enum dockerfile_keyword {
	DOCKERFILE_UNKNOWN, /* a build fails there */
#define X(name, form) DOCKERFILE_##name,
	DOCKERFILE_KEYWORDS(X)
#undef X
};

/* From `offset` on, the text is that of the file at line and column, both from 1. */
struct dockerfile_piece {
	size_t offset;
	unsigned line, column;
};

STRATA_VEC(dockerfile_pieces, struct dockerfile_piece);

/* A word of the arguments, as written; of ENV, LABEL, ARG also what follows its '='. */
struct dockerfile_word {
	struct strata_str text;
	struct strata_str value; /* absent: there is none */
	size_t offset;           /* in `body` */
};

STRATA_VEC(dockerfile_words, struct dockerfile_word);

/* --name=value, without quotes; the value is absent without '='. */
struct dockerfile_flag {
	struct strata_str name, value;
	size_t offset;
};

STRATA_VEC(dockerfile_flags, struct dockerfile_flag);

/* A text in place. */
struct dockerfile_heredoc {
	struct strata_str name;
	bool literal;           /* its name is quoted: nothing is put into the text */
	bool chomp;             /* "<<-": tabs that lines begin with do not count */
	struct strata_str text; /* slice of the file, lines as they are */
	unsigned line;          /* of its first line */
};

STRATA_VEC(dockerfile_heredocs, struct dockerfile_heredoc);

struct dockerfile_instruction {
	enum dockerfile_keyword keyword;
	struct strata_str name; /* the keyword as written */
	struct strata_str body; /* the whole of it on one line, from the keyword on */
	struct strata_str text; /* the part of body behind the flags */
	struct dockerfile_pieces pieces;
	struct dockerfile_flags flags;
	struct dockerfile_words words;
	struct dockerfile_heredocs heredocs;
	bool json;    /* the words are those of a JSON array: the exec form */
	bool no_json; /* it begins like one, but is none: taken for a shell's text */
	const struct dockerfile_instruction *trigger; /* of ONBUILD */
	unsigned line, end_line;
};

STRATA_VEC(dockerfile_instructions, struct dockerfile_instruction);

/* A comment of a line of its own, behind '#'; those at the top may be directives. */
struct dockerfile_comment {
	struct strata_str text;
	unsigned line;
};

STRATA_VEC(dockerfile_comments, struct dockerfile_comment);

/* "# syntax=", "# escape=", "# check=": the name in lower case. */
struct dockerfile_directive {
	struct strata_str name, value;
	unsigned line;
};

STRATA_VEC(dockerfile_directives, struct dockerfile_directive);

struct dockerfile_problem {
	unsigned line;
	struct strata_str reason;
};

STRATA_VEC(dockerfile_problems, struct dockerfile_problem);

struct dockerfile {
	char escape;
	struct dockerfile_instructions instructions;
	struct dockerfile_comments comments;
	struct dockerfile_directives directives;
	struct dockerfile_problems problems; /* why a build would fail */
};

/* The keyword that a word is, in upper or lower case. */
enum dockerfile_keyword dockerfile_keyword_of(struct strata_str word);

/* Whether something else makes a Dockerfile of it first: it has "{{ if", "{%", "<%". */
bool dockerfile_is_template(struct strata_str bytes);

/* Slices of bytes and of the arena; both outlive it. */
void dockerfile_read(struct dockerfile *out, struct strata_str bytes, struct strata_arena *arena);

/* Where a byte of the instruction's body stands in the file. */
struct dockerfile_piece dockerfile_place(const struct dockerfile_instruction *i, size_t offset);

/* The value of the first flag of that name, "" when it is there without one; else absent. */
struct strata_str dockerfile_flag(const struct dockerfile_instruction *i, const char *name);

#endif
