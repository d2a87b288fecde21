/*
 * tree.h - node_modules as npm builds it in its mind: what lies where, and what each
 * package finds.
 *
 * npm's choice of versions depends on places: what is there already and will do is used
 * again where node would find it. So the places are modelled, though none of them is
 * part of the answer. A tree has a root (the project); what lies in a folder of the
 * project by itself, a workspace's member, is `above`-linked to it and reached by a link.
 *
 * Edges are what a node asks for. One knows where it leads (the nearest of its name, as
 * node looks for it) and whether that will do; both are renewed when something of its name
 * comes or goes.
 *
 * Model: npm's documentation of its Arborist ("README", "docs/ideal-tree") and its
 * behaviour, 2026-11.
 */
#ifndef RESOLVE_NPM_TREE_H
#define RESOLVE_NPM_TREE_H

#include "resolve/npm/override.h"
#include "resolve/npm/spec.h"

struct npm_edge;
struct npm_node;

STRATA_VEC(npm_edges, struct npm_edge *);
STRATA_VEC(npm_nodes, struct npm_node *);

enum npm_edge_error {
	NPM_EDGE_OK,
	NPM_EDGE_MISSING,
	NPM_EDGE_PEER_LOCAL, /* a peer in the node's own folder: nobody else would find it */
	NPM_EDGE_INVALID,
};

struct npm_edge {
	struct npm_node *from, *to;
	unsigned id; /* of its name */
	struct strata_str name;
	const struct npm_spec *raw; /* as it is written; npm_edge_spec: as it is overridden */
	enum npm_ask_kind kind;
	bool workspace;
	bool renew; /* what is there is not to be kept, though it would do */
	bool known; /* error is */
	enum npm_edge_error error;
	bool conflicted; /* a peer that will not be met, which was accepted */
	const struct npm_override *override;
	unsigned line;
};

struct npm_node {
	struct npm_node *root;   /* of its tree; itself once it is out of one */
	struct npm_node *parent; /* in whose node_modules it lies */
	struct npm_node *above;  /* of a member: the project */
	struct npm_node *target; /* of a link: what it leads to */
	struct strata_str name;  /* of the folder */
	unsigned id;
	const struct npm_manifest *manifest;
	const struct npm_spec *source; /* where it comes from, when not of a registry */
	const struct strata_error *failed; /* why its data cannot be had; NULL: it can */
	bool bundled;                  /* it came in the archive of what it lies below */
	bool opened;                   /* what its own archive brings is there */
	struct npm_nodes children, members;
	struct npm_edges out, in;
	const struct npm_override *override;
	struct npm_node *stands_for; /* of the root of a tree that is only tried out */
	struct npm_node *brought_by; /* whom the set of peers is for that it came with */
	struct strata_str folder;    /* of the project and its members, in the snapshot */
	bool member; /* of the workspace */
	bool inside; /* a folder below that of the project */
	struct npm_node *stand_in; /* the last tree that was tried out for what it asks for */
	bool seen, queued;
	unsigned depth;         /* once it is queued */
	struct strata_str path; /* likewise */
	unsigned gathered; /* the number of the set that it was last put in */
};

struct npm_tree {
	struct strata_arena *arena;
	struct strata_map ids;   /* names in lower case -> id, + 1 */
	struct strata_map specs; /* -> index into all_specs */
	STRATA_VEC(, const struct npm_spec *) all_specs;
	struct npm_node *top; /* the project */
	const struct npm_override *overrides; /* the project's; NULL: none */
	const struct strata_map *renewed; /* names in lower case; NULL: none */
	bool no_peers;        /* "legacy-peer-deps": peers are nobody's business, as before npm 7 */
	unsigned sets;        /* gathered so far */
	size_t nodes;
};

/* A node in no tree, with its edges. dev: they are loaded, too. */
struct npm_node *npm_node_new(struct npm_tree *tree, struct strata_str name,
			      const struct npm_manifest *manifest,
			      const struct npm_override *override, bool dev);

struct npm_edge *npm_edge_add(struct npm_tree *tree, struct npm_node *from,
			      const struct npm_ask *ask);

unsigned npm_name_id(struct npm_tree *tree, struct strata_str name);
const struct npm_spec *npm_tree_spec(struct npm_tree *tree, struct strata_str name,
				     struct strata_str text);

/* Puts a node that is in no tree into a node_modules where none of its name lies. */
void npm_node_place(struct npm_tree *tree, struct npm_node *node, struct npm_node *parent);

/*
 * The same for many: where their edges lead is found out by npm_tree_settle, once all are
 * there.
 */
void npm_node_put(struct npm_tree *tree, struct npm_node *node, struct npm_node *parent);
void npm_tree_settle(struct npm_tree *tree, struct npm_node *from);

/* Makes a folder of the project, which a link leads to, part of its tree. */
void npm_node_attach(struct npm_tree *tree, struct npm_node *folder);

/* Takes a node out of its tree, with all below it. */
void npm_node_remove(struct npm_tree *tree, struct npm_node *node);

/* Puts a node in the place of another, and what lay below that one below it. */
void npm_node_replace(struct npm_tree *tree, struct npm_node *node, struct npm_node *old);

struct npm_node *npm_node_child(const struct npm_node *node, unsigned id);
struct npm_edge *npm_node_edge(const struct npm_node *node, unsigned id);

/* What node finds by that name from there. */
struct npm_node *npm_node_find(const struct npm_node *node, unsigned id);

static inline struct npm_node *npm_node_up(const struct npm_node *node)
{
	return node->parent ? node->parent : node->above;
}

static inline bool npm_node_is_top(const struct npm_node *node)
{
	return !node->parent;
}

/* The project itself, or the root of a tree that is tried out. */
static inline bool npm_node_is_root(const struct npm_node *node)
{
	return node->root == node;
}

/* Whether it is the project or a member of it, also where only its stand-in is looked at. */
bool npm_node_is_own(const struct npm_node *node);
/* Whether a package says that it brings one of that name in its own archive. */
bool npm_node_bundles(const struct npm_node *node, struct strata_str name);
bool npm_node_is_below(const struct npm_node *node, const struct npm_node *of);
unsigned npm_node_depth(const struct npm_node *node);
struct strata_str npm_node_version(const struct npm_node *node);
struct strata_str npm_node_path(struct npm_tree *tree, const struct npm_node *node);

/* Whether both are the same package, wherever they lie. */
bool npm_node_matches(const struct npm_node *a, const struct npm_node *b);

bool npm_node_satisfies(struct npm_tree *tree, const struct npm_node *node,
			const struct npm_edge *edge);

enum npm_edge_error npm_edge_error(struct npm_tree *tree, struct npm_edge *edge);

static inline bool npm_edge_is_valid(struct npm_tree *tree, struct npm_edge *edge)
{
	return npm_edge_error(tree, edge) == NPM_EDGE_OK;
}

static inline bool npm_edge_is_peer(const struct npm_edge *edge)
{
	return edge->kind == NPM_ASK_PEER || edge->kind == NPM_ASK_PEER_OPTIONAL;
}

/* With an override put in. */
const struct npm_spec *npm_edge_spec(struct npm_tree *tree, const struct npm_edge *edge);

/* Whether node may stand where `old` does: nobody who asks for that one would mind. */
bool npm_node_may_replace(struct npm_tree *tree, const struct npm_node *node,
			  struct npm_node *old, const struct npm_nodes *ignored);

/* Which edges count when dependencies are gathered. */
struct npm_gather {
	const struct npm_node *not_to, *not_from;
	bool valid;         /* only those */
	bool not_conflicted;
};

/* Nodes and what they draw in, less what somebody else asks for too. */
void npm_gather(struct npm_nodes *out, struct npm_tree *tree, const struct npm_nodes *from,
		const struct npm_gather *which);

/*
 * All that can be reached from the project, and what that lies in. optional: also by way of
 * peers that need not be there, which npm does not count when it removes what nobody needs.
 */
void npm_reach(struct npm_nodes *out, struct npm_tree *tree, bool optional);

/* All that can be reached by way of what asks for it, and of no link. */
void npm_reach_unlinked(struct npm_nodes *out, struct npm_tree *tree);

/*
 * The ways into the sets of peers that a node is one of: for each edge that begins one,
 * its nodes.
 */
struct npm_entry {
	struct npm_edge *edge;
	struct npm_nodes peers;
};

STRATA_VEC(npm_entries, struct npm_entry);

void npm_peer_entries(struct npm_entries *out, struct npm_tree *tree, struct npm_node *node);

/* The deepest place at or above which a package of that name may lie that `start` asks for. */
struct npm_node *npm_deepest(struct npm_node *start, unsigned id);

/* As people of an English tongue sort: npm goes by the order of the alphabet, not of bytes. */
int npm_collate(struct strata_str a, struct strata_str b);

#endif
