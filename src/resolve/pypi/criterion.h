/*
 * criterion.h - what is asked of a node so far, and the releases that are left.
 *
 * Never changed once made: states share them.
 */
#ifndef RESOLVE_PYPI_CRITERION_H
#define RESOLVE_PYPI_CRITERION_H

#include "resolve/pypi/search.h"

struct pypi_picks {
	unsigned *items; /* indices of releases, ascending: the newest first */
	size_t count;
};

bool pypi_picks_hold(const struct pypi_picks *picks, unsigned release);

struct pypi_criterion {
	struct pypi_wants wants;
	struct pypi_picks fitting; /* all of them, the newest first */
	struct pypi_picks left;    /* what pip would try, in its order */
	struct pypi_picks barred;  /* tried, and taken back */
};

/* before: NULL when it is the first that is asked. */
struct pypi_criterion *pypi_criterion_add(struct pypi_search *s,
					  const struct pypi_criterion *before,
					  struct pypi_want *w, struct strata_arena *arena);

/* Without what the nodes ask that are `gone`; the same when they ask for nothing. */
const struct pypi_criterion *pypi_criterion_without(struct pypi_search *s,
						    const struct pypi_criterion *c, unsigned node,
						    const bool *gone, struct strata_arena *arena);

/* Without these releases. */
const struct pypi_criterion *pypi_criterion_bar(struct pypi_search *s,
						const struct pypi_criterion *c, unsigned node,
						const struct pypi_picks *more,
						struct strata_arena *arena);

#endif
