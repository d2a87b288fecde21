/*
 * fetch.h - packuments by name: asked for once in a solve, read once; and once in all of them
 * where what was learnt lasts.
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
};

STRATA_VEC(npm_fetched_list, struct npm_fetched *);

struct npm_fetcher {
	const struct solver_input *in;
	struct strata_arena *arena;
	struct strata_strs servers; /* their addresses, in the order of the settings */
	struct strata_map by_name;  /* -> index into all */
	struct npm_fetched_list all;
	struct strata_map manifests; /* "name@version" -> of that version */
	struct strata_map picks;     /* "name@requirement" -> what it leads to, by the registry alone */
	struct strata_map archives;  /* "name@version" -> what is in it, of bundle.c */
};

struct npm_fetcher *npm_fetcher_of(const struct solver_input *in);

/* Starts to fetch; returns at once. */
void npm_fetch_want(struct npm_fetcher *f, struct strata_str name);

/* NULL when it cannot be had. Both live as long as the fetcher. */
const struct npm_packument *npm_fetch_get(const struct strata_error **why, struct npm_fetcher *f,
					  struct strata_str name);

/*
 * The archive of a version as it is asked for; EUNSUPPORTED on another host than the
 * registry's, or without a checksum.
 */
int npm_fetch_archive(struct registry_ask *out, struct npm_fetcher *f,
		      const struct npm_manifest *manifest, struct strata_error *err);

#endif
