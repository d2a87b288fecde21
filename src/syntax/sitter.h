/* sitter.h - tree-sitter's own handles, for the files of this folder alone. */
#ifndef SYNTAX_SITTER_H
#define SYNTAX_SITTER_H

#include <tree_sitter/api.h>

#include "syntax/tree.h"

TSNode sitter_node(struct syntax_node n);
struct syntax_node sitter_own(TSNode n);
const TSLanguage *sitter_language(const struct syntax_grammar *g);

/* NULL when it takes over STRATA_LIMIT_SYNTAX_STEPS. */
TSTree *sitter_parse(const TSLanguage *language, struct strata_str text);

#endif
