/*
 * pick.h - which of a package's versions npm takes for a requirement.
 *
 * The tag `latest`, when the requirement admits it, it is not deprecated and runs on the
 * node and npm there are; else of those admitted: what runs before what does not, what is
 * not deprecated before what is, then the highest. A tag other than `latest`, and a
 * version, are taken at their word.
 *
 * Rules: npm's documentation ("npm-pick-manifest", README) and behaviour, 2026-11.
 */
#ifndef RESOLVE_NPM_PICK_H
#define RESOLVE_NPM_PICK_H

#include "resolve/npm/packument.h"
#include "resolve/solver.h"

/* What a requirement is, once it is known to be of the registry. */
struct npm_picker {
	struct strata_str node, npm;  /* versions */
	struct strata_str as_of;      /* absent: all that is published */
	const struct solver_input *in; /* for what a lockfile keeps; may be NULL */
};

/* The version of the package of that name that is picked; NULL when none will do. */
const struct npm_published *npm_pick(const struct npm_picker *picker,
				     const struct npm_packument *packument, struct strata_str name,
				     struct strata_str requirement, struct strata_arena *scratch);

/* Whether it was published by the day that is asked about. */
bool npm_is_there(const struct npm_picker *picker, const struct npm_published *version);

#endif
