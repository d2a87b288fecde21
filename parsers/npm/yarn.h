/*
 * yarn.h - what yarn's two lockfile languages share: entries are found by
 * descriptors ("lodash@^4.17.0"), and edges are known only once all are read.
 */
#ifndef NPM_YARN_H
#define NPM_YARN_H

#include "npm/npm.h"
#include "strata/map.h"

/* An edge whose target is still a descriptor. */
struct yarn_want {
	int from; /* as edges have it */
	struct strata_str name, range;
	enum strata_scope scope;
	unsigned line;
};

STRATA_VEC(yarn_wants, struct yarn_want);

struct yarn_reader {
	struct strata_facts *out;
	struct strata_map by_descriptor; /* -> package + 1; 0 for the project's own */
	struct strata_map by_name;       /* the name asked for -> package + 1; 0 when several have it */
	struct yarn_wants wants;
};

#define YARN_READER(facts)                                         \
	((struct yarn_reader){ .out = (facts),                     \
			       .by_descriptor = STRATA_MAP_INIT((facts)->arena), \
			       .by_name = STRATA_MAP_INIT((facts)->arena) })

/* The package just added answers to a descriptor, also when a package.json asks by it. */
void yarn_answer(struct yarn_reader *r, struct strata_str descriptor);

/* One of the project's own folders answers to it: edges to it lead nowhere. */
void yarn_answer_own(struct yarn_reader *r, struct strata_str descriptor);

/* Turns wants into edges; what no entry answers is noted. */
void yarn_settle(struct yarn_reader *r);

/* yarn_berry.c: a file with __metadata, YAML. */
int yarn_berry_parse(struct strata_facts *out, struct strata_str bytes, struct strata_error *err);

#endif
