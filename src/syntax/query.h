/*
 * query.h - questions to syntax trees: tree-sitter's queries, with our own predicates.
 *
 * A query is S-expressions over the kinds of nodes that a grammar has. What it asks of the text
 * of a capture (eq, any-of, match) is answered here. What needs to know the program (type-of,
 * imports, in-function) is asked of whoever runs the query, and what needs the values of
 * expressions (const, const-match) is left to them once there is a match. Each may be negated:
 * `#not-eq?`. A predicate holds when it does for every node that its capture has.
 */
#ifndef SYNTAX_QUERY_H
#define SYNTAX_QUERY_H

#include "syntax/tree.h"
#include "text/pattern.h"

enum syntax_predicate_kind {
	SYNTAX_EQ,          /* @capture @capture, or @capture "text" */
	SYNTAX_ANY_OF,      /* @capture "text".. */
	SYNTAX_MATCH,       /* @capture "regular expression" */
	SYNTAX_TYPE_OF,     /* @capture "type".. */
	SYNTAX_IMPORTS,     /* "module".. */
	SYNTAX_IN_FUNCTION, /* @capture "name".. */
	SYNTAX_FILE_MATCH,  /* "regular expression", of the whole text */
	SYNTAX_CONST,       /* @capture */
	SYNTAX_CONST_MATCH, /* @capture "regular expression" */
};

struct syntax_predicate {
	enum syntax_predicate_kind kind;
	bool negated;
	int capture, other;      /* -1: none */
	struct strata_strs texts;
	struct pattern *pattern; /* NULL: none */
};

STRATA_VEC(syntax_predicates, struct syntax_predicate);

struct syntax_query;

struct syntax_captured {
	struct syntax_node node;
	uint32_t capture; /* its number in the query */
};

struct syntax_match {
	const struct syntax_query *query;
	const struct syntax_predicates *predicates; /* of the pattern that matched */
	const struct syntax_captured *captured;     /* in the order of the text */
	size_t count;
};

/*
 * Text is one pattern or several, of which each match counts. ESYNTAX with the offset in text of
 * what is wrong with it, which the error names.
 */
int syntax_query_new(struct syntax_query **out, size_t *offset, const struct syntax_grammar *g,
		     struct strata_str text, struct strata_error *err);
void syntax_query_free(struct syntax_query *q);

/* The names of its captures, by number; NULL after the last. And where text has one first. */
const char *syntax_query_capture(const struct syntax_query *q, uint32_t number);
size_t syntax_query_capture_at(const struct syntax_query *q, uint32_t number);

/* Whether a predicate asks about it. */
bool syntax_query_asks_about(const struct syntax_query *q, uint32_t capture);

/* A number that is the caller's, to know its queries by; 0 until it is set. */
void syntax_query_set_number(struct syntax_query *q, uint32_t number);
uint32_t syntax_query_number(const struct syntax_query *q);

/* Of what words are made, here and in the text that is searched for them. */
static inline bool syntax_is_word(char c)
{
	return strata_is_alpha(c) || strata_is_digit(c) || c == '_' || (c & 0x80);
}

/*
 * What every match needs: one of these words, whole, in one of the nodes up to `depth` below the
 * one that matches. False when there is nothing of the kind to be said.
 */
bool syntax_query_words(struct strata_strs *words, unsigned *depth, const struct syntax_query *q,
			struct strata_arena *arena);

struct syntax_asker {
	bool (*ask)(const struct syntax_predicate *p, const struct syntax_match *m, void *payload);
	void (*found)(const struct syntax_match *m, void *payload);
	void *payload;
};

/* What one thread needs to run queries. */
struct syntax_cursor;
struct syntax_cursor *syntax_cursor_new(void);
void syntax_cursor_begin(struct syntax_cursor *c); /* with a tree after another one */
void syntax_cursor_free(struct syntax_cursor *c);

/*
 * Asks the node, or (deep) all nodes below it too. False when a limit was reached, and not all
 * matches were found.
 */
bool syntax_query_run(struct syntax_cursor *c, const struct syntax_query *q,
		      const struct syntax_tree *tree, struct syntax_node node, bool deep,
		      const struct syntax_asker *asker);

#endif
