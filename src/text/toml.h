/*
 * toml.h - TOML 1.0 (toml.io, v1.0.0) as a tree.
 *
 * Our own reader: Debian packages no C library for it. Dates are strings as
 * written, numbers keep their text. A key that is defined twice is an error, as
 * the specification has it.
 */
#ifndef TEXT_TOML_H
#define TEXT_TOML_H

#include "text/entries.h"

/* The whole document as a tree in arena, whose texts are slices of the bytes where they can be. */
int toml_tree(struct node **out, struct strata_str bytes, struct strata_arena *arena,
	      struct strata_error *err);

/* The same, but for the arrays of tables that `entries` (entries.h) names. */
int toml_entries(struct node **out, struct strata_str bytes, struct node_entries *entries,
		 struct strata_arena *arena, struct strata_error *err);

#endif
