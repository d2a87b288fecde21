/*
 * search.h - many queries of one language, asked of a tree in one walk.
 *
 * Nearly each query wants some word (`executeQuery`) within a few nodes of the one that it
 * finds. So the tree is walked once, each word of it is looked up, and a query is asked only
 * at the nodes just above a word of its own: a hundred rules cost as much as their matches. A
 * query without such words is asked of the whole tree.
 */
#ifndef SYNTAX_SEARCH_H
#define SYNTAX_SEARCH_H

#include "syntax/query.h"

struct syntax_search;

struct syntax_search *syntax_search_new(void);
void syntax_search_free(struct syntax_search *s);

/* Takes the query; all before the first run. */
void syntax_search_add(struct syntax_search *s, struct syntax_query *q);

/* May be called by several threads, each with its own cursor. False: a limit was reached. */
bool syntax_search_run(const struct syntax_search *s, struct syntax_cursor *c,
		       const struct syntax_tree *tree, const struct syntax_asker *asker,
		       struct strata_arena *scratch);

#endif
