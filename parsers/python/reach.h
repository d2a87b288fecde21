/*
 * reach.h - for what a package is needed, where extras decide.
 *
 * An extra's dependencies are edges of its package, but they are there for whoever asks
 * for the extra: "requests[socks]" of the tests alone leaves pysocks for development,
 * although requests itself is for production. So scope is found over packages and extras
 * as nodes of their own: the strongest way from a project, as in src/resolve/scope.c.
 */
#ifndef PYTHON_REACH_H
#define PYTHON_REACH_H

#include "strata/facts.h"
#include "strata/map.h"

struct python_link {
	unsigned from, to;
};

STRATA_VEC(python_links, struct python_link);

struct python_start {
	unsigned node;
	enum strata_scope scope;
};

STRATA_VEC(python_starts, struct python_start);

/* A node below packages.count is that package; the others are extras. */
struct python_reach {
	struct strata_facts *facts;
	struct strata_map extras; /* "package extra" -> node */
	unsigned nodes;
	struct python_links links;
	struct python_starts starts;
};

/* Once all packages of the file are there. */
void python_reach_init(struct python_reach *out, struct strata_facts *facts);

/* The node of an extra of a package. */
unsigned python_reach_extra(struct python_reach *r, size_t package, struct strata_str extra);

void python_reach_start(struct python_reach *r, unsigned node, enum strata_scope scope);
void python_reach_link(struct python_reach *r, unsigned from, unsigned to);

/* Gives each package that is reached its scope. */
void python_reach_settle(struct python_reach *r);

#endif
