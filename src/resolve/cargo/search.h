/*
 * search.h - one version of each crate and range of compatible versions, as cargo chooses.
 *
 * Cargo's answer depends on the order in which it decides, so the order here is cargo's: of
 * the packages that are active the one whose next dependency has the fewest candidates (of
 * equals, the one that was active first), and of the candidates the best that goes with
 * what is active. Where none does, the last choice is taken back that the conflict hangs on.
 *
 * Method: cargo's own resolver (src/cargo/core/resolver), as described there, 2026-11.
 */
#ifndef RESOLVE_CARGO_SEARCH_H
#define RESOLVE_CARGO_SEARCH_H

#include "resolve/cargo/plan.h"

struct cargo_link {
	const struct cargo_version *from, *to;
	const struct cargo_dep *dep;
};

STRATA_VEC(cargo_links, struct cargo_link);

struct cargo_solution {
	struct cargo_versions active; /* in the order in which they came */
	struct cargo_links links;
};

/* ENOTFOUND when nothing fits; ELIMIT over STRATA_LIMIT_SOLVER_STEPS or _SOLVED_PACKAGES. */
int cargo_search(struct cargo_solution *out, struct cargo_crates *crates,
		 const struct cargo_versions *members, struct strata_error *err);

#endif
