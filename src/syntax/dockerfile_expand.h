/*
 * dockerfile_expand.h - what a word of a Dockerfile means: variables put in, quotes gone.
 *
 * The rules are those of BuildKit's own small shell (frontend/dockerfile/shell, 2026-08), not
 * of any real one: `$name`, `${name}` with `:-` `-` `:+` `+` `:?` `?` `#` `##` `%` `%%` `/` `//`.
 */
#ifndef SYNTAX_DOCKERFILE_EXPAND_H
#define SYNTAX_DOCKERFILE_EXPAND_H

#include "strata/arena.h"
#include "strata/error.h"

struct dockerfile_variables {
	/* The value of a variable; absent when it is not set. */
	struct strata_str (*value)(struct strata_str name, void *payload);
	void *payload;
	char escape;
};

/*
 * Expands a text. *unset, which may be NULL, gets the first variable without value and
 * without another word in its place, whose place stays empty; absent when there is none.
 * ESYNTAX where a build would fail, ELIMIT for a text that grows without measure.
 */
int dockerfile_expand(struct strata_str *out, struct strata_str *unset, struct strata_str text,
		      const struct dockerfile_variables *variables, struct strata_arena *arena,
		      struct strata_error *err);

/* The same as words: white space parts them where it is neither quoted nor escaped. */
int dockerfile_expand_words(struct strata_strs *out, struct strata_str text,
			    const struct dockerfile_variables *variables,
			    struct strata_arena *arena, struct strata_error *err);

#endif
