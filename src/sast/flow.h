/*
 * flow.h - which sources reach which sinks, and what the values are that rules ask for.
 *
 * An abstract interpreter runs the functions of a file: it knows the order of statements, what
 * is constant (and so which branches are dead), what is in which place of a list, and follows
 * calls into functions of the program with the values that they are given. One engine for all
 * languages: it sees a program (syntax/program.h) and marks (sast/mark.h), nothing else.
 *
 * It is bounded in steps, in depth of calls and in all that it keeps; `cut` says that a bound
 * was reached, so something of the file was not followed.
 */
#ifndef SAST_FLOW_H
#define SAST_FLOW_H

#include "sast/mark.h"
#include "sast/value.h"
#include "strata/map.h"
#include "syntax/program.h"

/* A file: its program and what the rules say about it. */
struct flow_unit {
	struct strata_str path;
	const struct program *program;
	struct sast_marks marks;
	/* Made by flow_prepare: */
	const uint32_t *mark_of;    /* by node: the first mark on it, plus one */
	struct strata_map assigned; /* names that are written after they were declared */
};

/* The names of all rules of a language, to be asked for by the last word of a name. */
struct flow_names {
	struct sast_names names;
	uint32_t *next;             /* the next one of the same last word, plus one */
	struct strata_map by_word;
};

void flow_names_init(struct flow_names *out, struct strata_arena *arena,
		     const struct sast_names *names);

/* Makes mark_of. The marks must be sorted. */
void flow_prepare(struct flow_unit *unit, struct strata_arena *arena);

/* A function or a class of some unit. */
struct flow_target {
	const struct flow_unit *unit;
	uint32_t function, class; /* 0: none */
};

/* What the engine may ask about the rest of the snapshot; each may be NULL. */
struct flow_world {
	/* The function or class of this dotted name, as seen from a unit. */
	bool (*find)(struct flow_target *out, void *payload, const struct flow_unit *from,
		     struct strata_str dotted);
	/* The text under a key of a file of properties; absent when there is none. */
	struct strata_str (*property)(void *payload, const struct flow_unit *from,
				      struct strata_str file, struct strata_str key);
	void *payload;
};

struct flow_place {
	const struct flow_unit *unit;
	uint32_t start, end;
	const char *what; /* 'source', 'assigned', 'argument', 'returned', 'sink' */
};

STRATA_VEC(flow_places, struct flow_place);

struct flow {
	uint32_t rule;
	struct flow_places path; /* from the source to the sink */
};

STRATA_VEC(flows, struct flow);

/* Why nothing is wrong at a sink, where there is a reason to tell. */
enum flow_reason { FLOW_CONSTANT, FLOW_SANITISED, FLOW_DEAD };

struct flow_safe {
	uint32_t rule, start, end;
	enum flow_reason reason;
};

STRATA_VEC(flow_safes, struct flow_safe);

/*
 * All that the expression under a CONST mark, or the argument of a CONST name, can be. Not
 * `whole` when it may be more. Of a name the place is that of the call.
 */
struct flow_constant {
	uint32_t start, end, rule;
	struct strata_strs texts;
	bool whole;
	bool absent; /* some call does not have the argument */
};

STRATA_VEC(flow_constants, struct flow_constant);

struct flow_answer {
	struct flows flows;
	struct flow_safes safes;
	struct flow_constants constants; /* in the order of their places */
	bool cut;
};

void flow_run(struct flow_answer *out, struct strata_arena *arena, const struct flow_unit *unit,
	      const struct flow_names *names, const struct flow_world *world);

#endif
