/*
 * place.h - where npm puts a package: as high as nobody minds.
 *
 * A dependency comes with its set of peers, tried out in a tree of their own. From the
 * node that asks for it the folders above are tried one after the other until one is in
 * conflict: something of the name that may neither be kept nor replaced, or a peer that
 * cannot go along. The highest without a conflict gets it; what it makes superfluous
 * deeper in the tree goes, what it makes invalid is looked at again.
 *
 * Rules: npm's documentation of its Arborist and its behaviour, 2026-11.
 */
#ifndef RESOLVE_NPM_PLACE_H
#define RESOLVE_NPM_PLACE_H

#include "resolve/npm/tree.h"

enum npm_can {
	NPM_CAN_UNKNOWN,
	NPM_CAN_OK,       /* nothing of the name is there */
	NPM_CAN_REPLACE,  /* what is there may go */
	NPM_CAN_KEEP,     /* what is there will do */
	NPM_CAN_CONFLICT,
};

/* The answer for one place; for a set of peers it is a tree of answers. */
struct npm_check {
	struct npm_tree *tree;
	struct npm_node *dep, *target, *current;
	struct npm_edge *edge, *target_edge;
	struct npm_check *parent; /* of the package that it is a peer of */
	bool prefer_dedupe;       /* peers */
	bool overridden;          /* the set was put together knowing that it will not do */
	enum npm_can can, self;   /* with its peers; by itself */
	enum npm_can peers;
};

enum npm_can npm_check_place(struct npm_check *check);

/* Something put in its place, and its peers after it. */
struct npm_placement;

STRATA_VEC(npm_placements, struct npm_placement *);

struct npm_placement {
	struct npm_node *dep;
	struct npm_edge *edge;
	struct npm_placement *parent;
	struct npm_check *check;  /* NULL: it goes nowhere */
	struct npm_node *placed;  /* NULL: nothing was */
	struct npm_placements children;
	struct npm_nodes again;   /* what must be looked at again */
	bool refused;             /* npm would give up here */
};

struct npm_placement *npm_place(struct npm_tree *tree, struct npm_node *dep, struct npm_edge *edge,
				struct npm_placement *parent);

#endif
