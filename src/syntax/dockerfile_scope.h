/*
 * dockerfile_scope.h - the variables of a Dockerfile, as they are at one of its instructions.
 *
 * ARGs before the first FROM hold for FROM lines, and for stages that ask for them by ARG.
 * A stage has its own, and those of the stage that it starts from. ENV is stronger than ARG.
 * A scope is moved on instruction by instruction: what one sets, only later ones see.
 *
 * Specified by: docs.docker.com, "Dockerfile reference", 1.12, 2026-11.
 */
#ifndef SYNTAX_DOCKERFILE_SCOPE_H
#define SYNTAX_DOCKERFILE_SCOPE_H

#include "strata/error.h"
#include "strata/map.h"
#include "syntax/dockerfile.h"

/* What a build is given by name: --build-arg, compose's args. */
struct dockerfile_argument {
	struct strata_str name, value;
};

STRATA_VEC(dockerfile_arguments_given, struct dockerfile_argument);

struct dockerfile_scope {
	struct strata_arena *arena;
	char escape;
	const struct dockerfile_arguments_given *given; /* may be NULL */
	const struct dockerfile_scope *global;          /* NULL: it is the one before any FROM */
	const struct dockerfile_scope *parent;          /* the stage that this one starts from */
	struct strata_map arguments, environment;       /* name -> its struct strata_str */
	size_t copied; /* bytes of values made: a text may double itself at each line */
};

void dockerfile_scope_init(struct dockerfile_scope *out, const struct dockerfile *file,
			   const struct dockerfile_scope *global,
			   const struct dockerfile_scope *parent,
			   const struct dockerfile_arguments_given *given,
			   struct strata_arena *arena);

/* What ARG and ENV set; other instructions set nothing. */
void dockerfile_scope_apply(struct dockerfile_scope *s, const struct dockerfile_instruction *i);

/* The value of a variable; absent when nothing of the file sets it. */
struct strata_str dockerfile_scope_value(const struct dockerfile_scope *s, struct strata_str name);

/* As dockerfile_expand; ELIMIT, too, when values have grown without measure. */
int dockerfile_scope_expand(struct strata_str *out, struct strata_str *unset,
			    struct dockerfile_scope *s, struct strata_str text,
			    struct strata_error *err);

#endif
