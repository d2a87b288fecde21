/*
 * mark.h - what the rules say about places of one file: the seam between match and flow.
 *
 * match.[ch] runs the queries of the rules and makes marks of their captures; flow.[ch] follows
 * values through the program and knows nothing of rules but these numbers. A mark lies on a
 * range of bytes: it means the expression, parameter or declaration that has just this range.
 *
 * A kind is a class of harm ('sql', 'html', 'path': one bit each, 64 at most for a language).
 * A source marks what it brings with the kinds that it is a source of; a sanitizer or a guard
 * takes its kinds away; at a sink, whatever kinds of the sink are left make a flow. So rules of
 * one kind share their sources and sanitizers, and one run of the flow engine serves all rules.
 *
 * A rule may name what it means instead of writing a query: see sast_name.
 */
#ifndef SAST_MARK_H
#define SAST_MARK_H

#include "strata/arena.h"

#define SAST_RULE_NONE UINT32_MAX

enum sast_role {
	SAST_SOURCE,    /* what is here comes from outside */
	SAST_SINK,      /* what is here must not */
	SAST_SANITIZER, /* the value of this expression is harmless for the kinds */
	SAST_FROM,      /* of a propagator: what is here flows to the SAST_TO of the same pair */
	SAST_TO,
	SAST_GUARD, /* a condition: where it holds, the names in it are harmless for the kinds */
	SAST_CONST, /* asks for the value: answered in flow_answer.constants, never a flow */
};

struct sast_mark {
	uint32_t start, end;
	uint32_t rule; /* the number of the rule, of a sink: handed back in the flow; CONST: NONE */
	uint32_t pair; /* FROM and TO: which belong together in this file */
	enum sast_role role;
	uint64_t kinds;
};

STRATA_VEC(sast_marks, struct sast_mark); /* sorted by start, end: sast_mark_compare */

/* Which values of a call a name is about: bit n is positional argument n, or */
#define SAST_ARG_REST (1ull << 60)     /* all positional ones from 60 on; SAST_ARG_ANY has it */
#define SAST_ARG_KEYWORDS (1ull << 61) /* all named arguments */
#define SAST_ARG_RECEIVER (1ull << 62)
#define SAST_ARG_RESULT (1ull << 63)
#define SAST_ARG_ANY ((1ull << 62) - 1)

/*
 * Something meant by its name, in place of a query. `name` is dotted, as the language's imports
 * and declared types make it whole: `java.sql.Statement.executeQuery` (receiver of that type, or
 * a static method), `os.system` (also through `from os import system as s`), `flask.request.args`
 * (not a call at all), `new java.io.File`. `*.execute` is any receiver; a name without a dot is a
 * function that is global. A simple type name of the file (`Statement`) stands for the qualified
 * one where an import or the same package can make it so.
 *
 * args: of a SINK and a GUARD, which values it is about; of a SOURCE and a SANITIZER 0 means the
 * result (a SOURCE with arguments writes into them); of a propagator (FROM) where taint comes
 * from, with `to` for where it goes.
 *
 * CONST asks of every call by that name that is reached: one flow_constant with the range of the
 * call, the name's `rule`, and all that the argument can be (args, or else the keyword);
 * `absent` where the call does not have it. args 0 and no keyword asks only where it is called.
 */
struct sast_name {
	struct strata_str name;
	enum sast_role role;
	uint32_t rule;
	uint64_t kinds;
	uint64_t args, to;
	struct strata_str keyword; /* a named argument besides args; absent: none */
};

STRATA_VEC(sast_names, struct sast_name);

static inline int sast_mark_compare(const void *a, const void *b)
{
	const struct sast_mark *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if (x->end != y->end)
		return x->end < y->end ? -1 : 1;
	return 0;
}

#endif
