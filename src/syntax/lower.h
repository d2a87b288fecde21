/*
 * lower.h - how the tables that lead from syntax trees to programs are written.
 *
 * A row names a kind of node of a grammar and what it becomes. Most rows only say which fields
 * are a, b, c and the list; what needs more has a function. Rows are looked up by the symbol's
 * number, which is made once for a language.
 */
#ifndef SYNTAX_LOWER_H
#define SYNTAX_LOWER_H

#include "syntax/program.h"
#include "syntax/sitter.h"

struct lower;

struct lower_row {
	const char *kind; /* of the grammar */
	uint8_t made;     /* enum program_kind, when there is no function */
	uint8_t op;
	const char *a, *b, *c; /* fields; "#0" the first named child, and so on */
	const char *list;      /* field; "*" is all named children that are none of those */
	const char *text;      /* field; "." is the text of the node itself */
	uint32_t (*lower)(struct lower *l, TSNode node);
};

struct lower_table {
	const struct lower_row *rows;
	size_t count;
};

struct lower {
	struct strata_arena *arena;
	struct program *program;
	const struct lower_ready *ready; /* by symbol */
	struct strata_str bytes;
	uint32_t class, function; /* that we are in */
	unsigned depth;
};

/* Lowers one node; 0 for what says nothing (comments, a null node). */
uint32_t lower_node(struct lower *l, TSNode node);
uint32_t lower_field(struct lower *l, TSNode node, const char *field);

/* Whether a chain of so many links, each within the next, may stand here; else the program is cut. */
bool lower_may_nest(struct lower *l, unsigned links);

/* The named children from `from` on, as a list: its first. */
uint32_t lower_children(struct lower *l, TSNode node, uint32_t from);

uint32_t lower_make(struct lower *l, uint8_t kind, TSNode node);
static inline struct program_node *lower_at(struct lower *l, uint32_t node)
{
	return &l->program->nodes.items[node];
}
struct strata_str lower_text(const struct lower *l, TSNode node);
struct strata_str lower_field_text(const struct lower *l, TSNode node, const char *field);
TSNode lower_child(TSNode node, const char *field);
bool lower_is(TSNode node, const char *kind);
uint8_t lower_op(struct strata_str text); /* of an operator that most languages write so */

/* Joins lists: *first is the list so far, *last its end, node one more or a list of them. */
void lower_append(struct lower *l, uint32_t *first, uint32_t *last, uint32_t node);

/* A string with its escapes undone: `\n`, `\x41`, `\u0041`. */
struct strata_str lower_unescape(struct lower *l, struct strata_str text);

/* A function: made, entered, its body lowered by `body`, left. */
struct program_function *lower_function(struct lower *l, uint32_t number);
uint32_t lower_enter_function(struct lower *l, TSNode node, struct strata_str name);
void lower_leave_function(struct lower *l, uint32_t number, uint32_t body);
struct program_parameter *lower_parameter(struct lower *l, TSNode node, struct strata_str name);
uint32_t lower_enter_class(struct lower *l, TSNode node, struct strata_str name);
void lower_leave_class(struct lower *l, uint32_t number);
void lower_field_of_class(struct lower *l, uint32_t declare);
void lower_import(struct lower *l, TSNode node, struct strata_str name, struct strata_str target);

extern const struct lower_table lower_java, lower_python;

#endif
