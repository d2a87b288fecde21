/*
 * expand.h - texts with properties in them: "${name}" of poms, "$(Name)" of MSBuild.
 *
 * A property's value may have properties in turn. What has no end or no measure is not put in.
 */
#ifndef TEXT_EXPAND_H
#define TEXT_EXPAND_H

#include "strata/arena.h"

struct expander {
	struct strata_str open; /* "${" */
	char close;             /* '}' */
	/* False: there is no such property. */
	bool (*value)(struct strata_str *out, struct strata_str name, const void *payload);
	const void *payload;
};

/* Whether there is anything to put in. */
bool expand_has(const struct expander *x, struct strata_str text);

/* The text with its properties put in; as written when one of them is not known. */
struct strata_str expand_text(const struct expander *x, struct strata_str text,
			      struct strata_arena *arena);

#endif
