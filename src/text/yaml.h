/*
 * yaml.h - YAML 1.1 as libyaml reads it, as a tree.
 *
 * Scalars are NODE_STRING with their text as written (1.10 stays "1.10"), but a
 * plain null (also an empty value) is NODE_NULL and a plain true or false
 * NODE_BOOL. Tags are not followed.
 */
#ifndef TEXT_YAML_H
#define TEXT_YAML_H

#include "text/entries.h"

/*
 * The documents of a stream as children of a NODE_ARRAY; most have one. Aliases
 * are expanded, by at most STRATA_LIMIT_YAML_ALIASES nodes.
 */
int yaml_stream(struct node **out, struct strata_str bytes, struct strata_arena *arena,
		struct strata_error *err);

/* The only document; the last one of a stream of several. */
int yaml_tree(struct node **out, struct strata_str bytes, struct strata_arena *arena,
	      struct strata_error *err);

/* The same, but for the lists of `entries` (entries.h). */
int yaml_entries(struct node **out, struct strata_str bytes, struct node_entries *entries,
		 struct strata_arena *arena, struct strata_error *err);

/* As yaml_tree, of a document that has to be a map. */
int yaml_map(struct node **out, struct strata_str bytes, struct strata_arena *arena,
	     struct strata_error *err);

#endif
