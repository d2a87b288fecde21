/*
 * match.h - what the rules of a language say of one file by its syntax alone: marks for flow, and
 * what was found where no flow is needed.
 */
#ifndef SAST_MATCH_H
#define SAST_MATCH_H

#include "sast/language.h"
#include "sast/message.h"
#include "syntax/program.h"

/* What a finding still depends on: the value of the expression in that range. */
struct sast_condition {
	uint32_t start, end;
	const struct syntax_predicate *predicate; /* const or const-match */
};

STRATA_VEC(sast_conditions, struct sast_condition);

/* A query has found something. */
struct sast_hit {
	uint32_t rule, start, end;
	struct sast_conditions conditions;
	struct sast_saids said;
	uint32_t fix_start, fix_end; /* of what a fix would replace; both 0: nothing */
};

STRATA_VEC(sast_hits, struct sast_hit);

struct sast_matched {
	struct sast_marks marks; /* sorted */
	struct sast_hits hits;
	bool cut; /* a limit was reached: something may be missing */
};

/* The texts in it are slices of the tree's. program: NULL where the language has none. */
void sast_match(struct sast_matched *out, const struct sast_language *language,
		const struct syntax_tree *tree, const struct program *program,
		struct syntax_cursor *cursor, struct strata_arena *arena);

#endif
