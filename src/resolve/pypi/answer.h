/*
 * answer.h - one solve, and its answer as facts.
 */
#ifndef RESOLVE_PYPI_ANSWER_H
#define RESOLVE_PYPI_ANSWER_H

#include "resolve/pypi/manifest.h"
#include "resolve/pypi/search.h"

struct pypi_solving {
	const struct solver_input *in;
	struct strata_facts *out;
	struct strata_arena *arena;
	struct pypi_target target;
	struct pypi_finder finder;
	struct pypi_manifest manifest;
	struct strata_map by_name; /* -> package */
};

/* Whether a requirement counts in the environment that is resolved for. */
bool pypi_asked_holds(const struct pypi_solving *s, const struct pypi_asked *asked);

void pypi_answer_note(struct pypi_solving *s, const char *what, struct strata_str about);

/* The project itself. */
void pypi_answer_root(struct pypi_solving *s);

/* What a search picked, and who asks for it. */
void pypi_answer_packages(struct pypi_solving *s, struct pypi_search *search);

#endif
