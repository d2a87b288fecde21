/*
 * fetch.h - packuments by name: asked for once in a solve, read once.
 */
#ifndef RESOLVE_NPM_FETCH_H
#define RESOLVE_NPM_FETCH_H

#include "resolve/npm/packument.h"
#include "resolve/solver.h"
#include "strata/map.h"

struct npm_fetched {
	struct strata_str name;
	bool there;
	struct strata_error err; /* why it is not */
	struct npm_packument packument;
	struct registry_answer answer;
};

STRATA_VEC(npm_fetched_list, struct npm_fetched *);

struct npm_fetcher {
	const struct solver_input *in;
	struct strata_arena *arena;
	struct strata_map by_name; /* -> index into all */
	struct npm_fetched_list all;
};

#define NPM_FETCHER(input, memory)                                                 \
	((struct npm_fetcher){ .in = (input), .arena = (memory),                   \
			       .by_name = STRATA_MAP_INIT(memory) })

/* Starts to fetch; returns at once. */
void npm_fetch_want(struct npm_fetcher *f, struct strata_str name);

/* NULL when it cannot be had: *why lives as long as the fetcher. */
const struct npm_packument *npm_fetch_get(const struct strata_error **why, struct npm_fetcher *f,
					  struct strata_str name);

/*
 * The archive of a version as it is asked for; EUNSUPPORTED on another host than the
 * registry's, or without a checksum.
 */
int npm_fetch_archive(struct registry_ask *out, struct npm_fetcher *f,
		      const struct npm_manifest *manifest, struct strata_error *err);

void npm_fetch_release(struct npm_fetcher *f);

#endif
