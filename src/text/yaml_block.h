/*
 * yaml_block.h - the YAML that lockfiles are written in, read at the speed of its lines.
 *
 * Block maps and lists, scalars and flow collections of one line, ASCII: what tools write.
 * Whatever else there is (anchors, tags, scalars of several lines, CR, errors) is left to
 * libyaml: what is read here is read as libyaml reads it, or not at all. A fuzz target and
 * tests/differential hold both against each other.
 */
#ifndef TEXT_YAML_BLOCK_H
#define TEXT_YAML_BLOCK_H

#include "text/entries.h"

/*
 * The node of the only document, appended to stream, but for its entries; NULL when it is not
 * of this kind, or its entries have to be read again.
 */
struct node *yaml_block(struct node *stream, struct strata_str text,
			struct entries_reader *entries, struct strata_arena *arena);

/* A plain or quoted scalar as a value: null and booleans by its text (yaml.h). */
void yaml_set_scalar(struct node *n, struct strata_str text, bool plain);

/* yaml_stream by way of libyaml alone; bytes are UTF-8 without a byte order mark. */
int yaml_events(struct node **out, struct strata_str bytes, struct strata_arena *arena,
		struct strata_error *err);

#endif
