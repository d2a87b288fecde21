/*
 * search.h - which release of each project: pip's choice, by the search of resolvelib.
 *
 * A node is a project with a set of extras; with extras it leads to the one without, at
 * the same release. A criterion is what is asked of a node so far, and the releases that
 * are left; a state is all criteria and what was picked. Each round picks a release for
 * the node that pip would go on with; where what that asks for leaves no release of
 * another node, older releases are tried, then picks are taken back.
 *
 * After: resolvelib's documentation and pip's ("Dependency Resolution"), 2026-11.
 */
#ifndef RESOLVE_PYPI_SEARCH_H
#define RESOLVE_PYPI_SEARCH_H

#include "resolve/pypi/project.h"
#include "resolve/pypi/want.h"

struct pypi_node {
	struct pypi_project *project;
	struct strata_str key;     /* "name[a,b]" */
	struct strata_strs extras; /* normal, sorted */
	unsigned base;             /* the node without extras */
	unsigned depth, order;     /* as pip counts them; UINT_MAX: it is not known */
	const struct pypi_want *constraint;
	struct pypi_wants **asks; /* of each release, once it is known */
	int pick;                 /* of the answer: index of a release; -1 */
};

STRATA_VEC(pypi_nodes, struct pypi_node *);

struct pypi_search {
	struct pypi_finder *finder;
	struct strata_arena *arena;
	struct pypi_nodes nodes;
	struct strata_map by_key;
	struct pypi_wants roots;
	struct strata_strs direct; /* references to addresses, which are not followed */
	size_t steps;
};

#define PYPI_SEARCH(with, memory)                                       \
	((struct pypi_search){ .finder = (with), .arena = (memory),     \
			       .by_key = STRATA_MAP_INIT(memory) })

/* Starts to fetch, adds to the roots. The node it is asked of; -1 for an address. */
int pypi_search_ask(struct pypi_search *s, const struct python_requirement *r);

/* The node of a requirement; -1 when it was not asked for, or by its address. */
int pypi_search_find(struct pypi_search *s, const struct python_requirement *r);

/* All releases that are picked must fit it, too. */
void pypi_search_limit(struct pypi_search *s, const struct python_requirement *r);

/* Fills `pick` of each node that is reached. ENOTFOUND when nothing fits; ELIMIT. */
int pypi_search_run(struct pypi_search *s, struct strata_error *err);

/* The project of a node; its page is waited for. */
struct pypi_project *pypi_search_project(struct pypi_search *s, unsigned node);

/* What a release of a node asks for. */
const struct pypi_wants *pypi_search_asks(struct pypi_search *s, unsigned node, unsigned release);

#endif
