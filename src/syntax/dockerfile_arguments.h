/* dockerfile_arguments.h - what stands behind a keyword: flags, words, JSON, texts in place. */
#ifndef SYNTAX_DOCKERFILE_ARGUMENTS_H
#define SYNTAX_DOCKERFILE_ARGUMENTS_H

#include "syntax/dockerfile.h"

/*
 * Fills all of an instruction but its texts in place and lines, from its body. What a build
 * refuses is added to the problems, at its line.
 */
void dockerfile_arguments(struct dockerfile *file, struct dockerfile_instruction *i,
			  struct strata_arena *arena);

/* The texts in place that the instruction announces: names only. */
void dockerfile_announced(struct dockerfile_heredocs *out, const struct dockerfile_instruction *i,
			  struct strata_arena *arena);

void dockerfile_problem(struct dockerfile *file, struct strata_arena *arena, unsigned line,
			const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
