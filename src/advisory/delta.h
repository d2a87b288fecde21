/*
 * delta.h - the records of an ecosystem that changed, and no others.
 */
#ifndef ADVISORY_DELTA_H
#define ADVISORY_DELTA_H

#include "advisory/build.h"
#include "net/net.h"

/* One ecosystem that is being brought up to date. */
struct update_item {
	struct build *build;
	struct net *net;
	struct strata_arena arena;         /* of this ecosystem */
	struct strata_str base, ecosystem; /* of the server */
	struct strata_str now;             /* RFC 3339 */
	const struct catalogue_store *old; /* what is here from the same address; may be NULL */
	size_t fetched;                    /* single records */
	bool whole;                        /* the zip */
};

/* When the answer holds: a server has just said so, a file was written some time. */
struct strata_str update_time(struct update_item *item, const struct net_answer *answer);

/*
 * 1: the ecosystem is in the build, by its changes. 0: it is not: the server has no
 * list of them, or they are many, or it contradicts itself.
 */
int delta_take(struct update_item *item, struct strata_error *err);

#endif
