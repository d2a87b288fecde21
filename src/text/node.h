/*
 * node.h - one tree for the documents that are read whole: JSON, TOML, YAML, XML.
 *
 * Every value knows its line, since a finding must point at one. Text is a slice
 * of the input where it could be, else of the arena; both outlive the tree.
 *
 * XML maps onto it so: an element is a NODE_MAP with its local name as key, its
 * trimmed text as `text`, each attribute a NODE_STRING child with the key
 * "@name", each element child a further child; equal keys in a row are usual.
 */
#ifndef TEXT_NODE_H
#define TEXT_NODE_H

#include "strata/arena.h"
#include "strata/error.h"

enum node_type {
	NODE_NULL,
	NODE_BOOL,
	NODE_NUMBER, /* text as written: 1.10 stays "1.10" */
	NODE_STRING,
	NODE_ARRAY,
	NODE_MAP,
};

/* Packed, since large lockfiles have a million of them. */
struct node {
	unsigned line;           /* 1-based: of the key when there is one, else of the value */
	enum node_type type : 3;
	bool quoted : 1;         /* a YAML or TOML scalar in quotes */
	unsigned count : 28;     /* children */
	struct strata_str key;  /* in a map; absent in an array and at the top */
	struct strata_str text; /* of scalars, as meant (unescaped) */
	struct node *first, *last, *next;
};

/* Of a duplicated key the last one counts, as in the package managers' readers. */
const struct node *node_get(const struct node *map, const char *key);
const struct node *node_get_str(const struct node *map, struct strata_str key);

/* The map or array under that key, NULL when absent or of another type. */
const struct node *node_map(const struct node *map, const char *key);
const struct node *node_array(const struct node *map, const char *key);

/* The text of a string (number, bool) under that key; absent when there is none. */
struct strata_str node_text(const struct node *map, const char *key);

/* Whether the value under that key is true. */
bool node_true(const struct node *map, const char *key);

/* Follows keys separated by '/': node_path(root, "tool/poetry/dependencies"). */
const struct node *node_path(const struct node *map, const char *path);

/* NULL-safe iteration: for (n = node_first(x); n; n = n->next). */
static inline const struct node *node_first(const struct node *n)
{
	return n ? n->first : NULL;
}

/*
 * For the readers: a new child at the end of parent (NULL: a tree's top), in the arena's part
 * for trees: its texts may be kept when that is dropped.
 */
struct node *node_append(struct strata_arena *arena, struct node *parent, enum node_type type,
			 unsigned line);

/*
 * The first key that occurs twice in one map, searched in the whole tree (not
 * for XML). False when there is none.
 */
bool node_duplicate(struct strata_str *key, unsigned *line, const struct node *top,
		    struct strata_arena *scratch);

#endif
