/*
 * want.h - one requirement as the search sees it: what it admits, and what it does beside.
 *
 * A pin puts its node in front, "==1.0" admits a yanked release, a pre-release in a clause
 * admits them all (PEP 440, "Handling of pre-releases").
 */
#ifndef RESOLVE_PYPI_WANT_H
#define RESOLVE_PYPI_WANT_H

#include "strata/arena.h"
#include "strata/version.h"

struct pypi_want {
	unsigned node;
	struct strata_str specifier;
	struct strata_intervals intervals; /* none: any release will do */
	int exact;                         /* of the release that alone will do; -1 */
	bool pinned, pinned_exactly, bounded, unfree, pre;
	int from; /* node; -1: the project itself */
};

STRATA_VEC(pypi_wants, struct pypi_want *);

/* specifier: by PEP 440; alternatives with '|' between them, as Poetry has them. */
struct pypi_want *pypi_want(unsigned node, struct strata_str specifier, int from,
			    struct strata_arena *arena);

bool pypi_want_admits(const struct pypi_want *w, unsigned release, struct strata_str version);

#endif
