/*
 * language.h - the rules of one language, made ready: queries compiled, kinds numbered, names
 * gathered.
 */
#ifndef SAST_LANGUAGE_H
#define SAST_LANGUAGE_H

#include "sast/flow.h"
#include "sast/rule.h"
#include "syntax/search.h"

/* A query of a rule, compiled for a language: found by its number. */
struct sast_use {
	const struct sast_query *query;
	uint32_t rule; /* index into rules of the language */
	uint64_t kinds;
	int primary, second; /* captures: what is marked or found; @to of a propagator; -1: none */
};

STRATA_VEC(sast_uses, struct sast_use);

/* What a name of SAST_CONST asks for: found by sast_name.rule. */
struct sast_call {
	const struct sast_item *item;
	uint32_t rule;
	bool unless; /* it asks for what makes the call harmless */
};

STRATA_VEC(sast_calls, struct sast_call);

struct sast_language {
	const struct syntax_grammar *grammar;
	struct sast_rules rules;
	struct sast_uses uses;   /* [0] is none */
	struct sast_names names;
	struct flow_names flow_names; /* the same, for flow */
	struct sast_calls calls;
	struct strata_strs kinds; /* names of the bits */
	struct syntax_search *search;
};

/*
 * A query that does not compile, a capture that is unknown and a kind too many are errors with
 * line and column in the rule's file. Lives as long as the arena, search apart, which is freed
 * by syntax_search_free.
 */
int sast_language_make(struct sast_language **out, const struct syntax_grammar *g,
		       const struct sast_rules *rules, struct strata_arena *arena,
		       struct strata_error *err);

#endif
