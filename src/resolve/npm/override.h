/*
 * override.h - "overrides" of a project: what packages get in the place of what they ask
 * for, and below which others.
 *
 * A rule is for a name, perhaps for some of its versions, with a value ('.' or the text
 * itself) and rules for what lies below. A package is under the rule by which it came, and
 * what it asks for is looked up in that rule's own and all around it.
 *
 * Format: npm's documentation, "package.json", "overrides", 2026-11.
 */
#ifndef RESOLVE_NPM_OVERRIDE_H
#define RESOLVE_NPM_OVERRIDE_H

#include "resolve/npm/spec.h"

struct npm_override;

STRATA_VEC(npm_overrides, struct npm_override *);

struct npm_override {
	const struct npm_override *parent; /* NULL at the top, which is no rule itself */
	struct strata_str key;
	struct strata_str name;
	const struct npm_spec *of;    /* for which requirements */
	const struct npm_spec *value; /* what they become; NULL: as they are */
	struct npm_overrides children;
};

/*
 * NULL when there are none. `$name` is what `top` itself asks for by that name. ESYNTAX
 * for a reference to what it does not ask for, and for a key without a name.
 */
int npm_override_read(const struct npm_override **out, const struct node *overrides,
		      const struct npm_manifest *top, struct strata_arena *arena,
		      struct strata_error *err);

/* The rule for a requirement of a package that is under `set`; `set` itself without one. */
const struct npm_override *npm_override_rule(const struct npm_override *set,
					     struct strata_str name, const struct npm_spec *spec);

bool npm_override_eq(const struct npm_override *a, const struct npm_override *b);

/* The one that holds the other, or what holds both; NULL when their rules exclude each other. */
const struct npm_override *npm_override_specific(const struct npm_override *a,
						 const struct npm_override *b);

#endif
