/*
 * tree.h - the syntax tree of a text in one of the languages of grammars.def.
 *
 * tree-sitter makes it, which reads any bytes: what the grammar does not know is a node that is an
 * error, and the rest of the tree stands. Nodes are values, as long as their tree is there.
 */
#ifndef SYNTAX_TREE_H
#define SYNTAX_TREE_H

#include "strata/arena.h"
#include "strata/error.h"

struct syntax_grammar;
struct syntax_tree;

struct syntax_node {
	uint32_t context[4];
	const void *id; /* NULL: there is no such node */
	const void *tree;
};

STRATA_VEC(syntax_nodes, struct syntax_node);

struct syntax_child {
	struct syntax_node node;
	uint16_t field; /* 0: it stands in none */
};

STRATA_VEC(syntax_children, struct syntax_child);

/* By the name that rules use; by that of the row of src/discover/languages.def. NULL: none. */
const struct syntax_grammar *syntax_grammar(struct strata_str name);
const struct syntax_grammar *syntax_grammar_of(struct strata_str discovered);
const char *syntax_grammar_name(const struct syntax_grammar *g);

/* What the grammar numbers: 0 for a name that it does not have. */
uint16_t syntax_kind_named(const struct syntax_grammar *g, const char *kind, bool named);
uint16_t syntax_field_named(const struct syntax_grammar *g, const char *field);
uint16_t syntax_kind_count(const struct syntax_grammar *g);

/*
 * The text is borrowed. ELIMIT for one of over STRATA_LIMIT_SYNTAX_BYTES, or that takes over
 * STRATA_LIMIT_SYNTAX_STEPS; then there is no tree to free.
 */
int syntax_parse(struct syntax_tree **out, const struct syntax_grammar *g, struct strata_str text,
		 struct strata_error *err);
void syntax_tree_free(struct syntax_tree *t);

const struct syntax_grammar *syntax_tree_grammar(const struct syntax_tree *t);
struct strata_str syntax_tree_text(const struct syntax_tree *t);
struct syntax_node syntax_root(const struct syntax_tree *t);

/* Its kind by number and by name; by name, an error is "ERROR". */
uint16_t syntax_kind(struct syntax_node n);
const char *syntax_kind_name(struct syntax_node n);
uint32_t syntax_start(struct syntax_node n);
uint32_t syntax_end(struct syntax_node n);
struct strata_str syntax_text(const struct syntax_tree *t, struct syntax_node n);

bool syntax_is_named(struct syntax_node n);
bool syntax_is_error(struct syntax_node n); /* or a token that is missing */
bool syntax_has_error(struct syntax_node n); /* in it or below */

/* id is NULL where there is none. parent takes time by depth, child_of by number of children. */
struct syntax_node syntax_parent(struct syntax_node n);
struct syntax_node syntax_child_of(struct syntax_node n, uint16_t field);

/* The smallest one around a byte. */
struct syntax_node syntax_node_at(const struct syntax_tree *t, uint32_t at);

/* All children in order, tokens too, in linear time; the vector is emptied first. */
void syntax_children(struct syntax_children *out, struct syntax_node n, struct strata_arena *arena);

/* Where it begins: line, and column in bytes, both from 1. */
void syntax_place(struct syntax_node n, unsigned *line, unsigned *column);

#endif
