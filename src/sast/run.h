/*
 * run.h - the inside of the flow engine: one run over the functions of a file.
 *
 * run.c        statements: where ways part and meet
 * evaluate.c   expressions
 * assign.c     what is written where: variables, fields, places
 * call.c       calls: into functions of the program, into models, into the unknown
 * model.c      what well-known methods do to lists, maps and texts
 * name.c       names of rules and what they mean at a call
 * report.c     marks: sources, sinks, sanitizers, constants
 * guard.c      what is known where a condition holds
 */
#ifndef SAST_RUN_H
#define SAST_RUN_H

#include "sast/flow.h"
#include "sast/state.h"

struct binding {
	struct strata_str name, type;
	uint32_t cell;
};

STRATA_VEC(bindings, struct binding);

/* Where a loop or a switch is left or goes on. */
struct jumps {
	struct state breaks, continues;
};

/* A function that is being run. */
struct frame {
	const struct flow_unit *unit;
	uint32_t function;
	struct frame *outer;  /* of the function that it stands in, when it is a closure */
	struct frame *caller;
	struct bindings names;
	const struct value *self, *returned;
	uint32_t class;
	bool captured;        /* by a closure, which may read its names later */
	struct state ends;    /* at all returns */
	struct jumps *jumps;
	STRATA_VEC(, const struct sast_name *) answers; /* sinks that its answer goes into */
	struct state *thrown; /* at all places that may throw to the nearest handler */
};

struct closure {
	const struct flow_unit *unit;
	uint32_t function;
	struct frame *frame; /* that it was made in */
	const struct value *self;
	bool called;
};

STRATA_VEC(closures, struct closure *);

/* Something from outside: a place, and the kinds that it is a source of. */
struct source {
	const struct flow_unit *unit;
	uint32_t start, end;
};

STRATA_VEC(sources, struct source);

struct run {
	struct strata_arena *arena; /* for the time of the run */
	struct strata_arena *kept;  /* for what is answered */
	struct heap heap;
	struct state state; /* where the run is now */
	const struct flow_unit *unit;
	const struct flow_names *names;
	const struct flow_world *world;
	struct flow_answer *answer;
	struct sources sources;
	struct strata_map seen;  /* flows and constants that are reported already */
	struct closures pending; /* functions as values, that nobody may have called yet */
	unsigned steps, depth, nesting;
};

/* One step of work; false when there have been enough. */
bool run_step(struct run *r);

static inline const struct program_node *node_at(const struct frame *f, uint32_t node)
{
	return program_at(f->unit->program, node);
}

/* run.c */
void run_statement(struct run *r, struct frame *f, uint32_t node);
void run_list(struct run *r, struct frame *f, uint32_t first);
void run_each(struct run *r, struct frame *f, const struct program_node *n);

/* evaluate.c: never NULL */
const struct value *run_value(struct run *r, struct frame *f, uint32_t node);
const struct value *run_member(struct run *r, const struct value *object, struct strata_str name);
struct strata_str run_dotted(struct run *r, struct strata_str of, struct strata_str name,
			     const char *after);
const struct value *run_items(struct run *r, const struct value *container);
const struct value *run_class_field(struct run *r, const struct flow_unit *unit, uint32_t class,
				    struct strata_str name);

/* assign.c */
struct binding *run_binding(struct run *r, struct frame *f, struct strata_str name, bool make);
void run_assign(struct run *r, struct frame *f, uint32_t target, const struct value *v);
void run_bind(struct run *r, struct frame *f, struct strata_str name, struct strata_str type,
	      const struct value *v);
void run_add_taint(struct run *r, struct frame *f, uint32_t target, const struct taint *t);
struct strata_str run_type(struct run *r, struct frame *f, struct strata_str type);

/* call.c */
uint32_t run_method(const struct flow_unit *unit, uint32_t class, struct strata_str name,
		    size_t arguments);
uint32_t run_class(const struct flow_unit *unit, struct strata_str name);
#define CALL_ARGUMENTS 32

struct call {
	const struct program_node *node;
	const struct value *receiver; /* NULL: none */
	uint32_t receiver_node;
	struct strata_str name;
	const struct value *args[CALL_ARGUMENTS];
	uint32_t arg_nodes[CALL_ARGUMENTS];
	struct strata_str keywords[CALL_ARGUMENTS]; /* absent: positional */
	size_t count;
	struct strata_str dotted; /* of a function that is not a method of a value */
	uint64_t sunk;            /* arguments that went into a sink: they end there */
};

const struct value *run_call(struct run *r, struct frame *f, uint32_t node);
const struct value *run_new(struct run *r, struct frame *f, uint32_t node);
const struct value *run_function(struct run *r, struct frame *f, struct flow_target target,
				 const struct value *self, struct frame *outer,
				 const struct call *call);
const struct value *run_closure(struct run *r, struct frame *f, struct closure *closure,
				const struct call *call);
const struct value *run_instance(struct run *r, const struct flow_unit *unit, uint32_t class);

/* model.c: NULL when no model knows the call */
const struct value *run_model(struct run *r, struct frame *f, const struct call *call);
const struct value *run_model_new(struct run *r, const struct call *call);
bool run_is_clean(struct strata_str name); /* answers a number or a truth, never a text */

/* name.c */
void run_names_before(struct run *r, struct frame *f, struct call *call,
		      struct strata_str word);
const struct value *run_names_after(struct run *r, struct frame *f, const struct call *call,
				    struct strata_str word, const struct value *v);
/* A name, or a member of an object, that is not called: object NULL is none. */
const struct value *run_names_member(struct run *r, struct frame *f, const struct program_node *n,
				     const struct value *object, const struct value *v);
/* What rules say of a function by what it is decorated with: its parameters, its answer. */
void run_names_decorators(struct run *r, struct frame *in);

/* The kinds that a call as a condition clears, and of which of its values. */
uint64_t run_names_guard(struct run *r, const struct call *call, enum sast_role role,
			 uint64_t *args);

/* report.c */
const struct value *run_marks(struct run *r, struct frame *f, uint32_t node,
			      const struct value *v);
const struct value *run_marks_at(struct run *r, struct frame *f, uint32_t start, uint32_t end,
				 const struct value *v);
const struct value *run_source(struct run *r, struct frame *f, uint32_t start, uint32_t end,
			       uint64_t kinds, const struct value *v);
void run_sink(struct run *r, struct frame *f, uint32_t start, uint32_t end, uint32_t rule,
	      uint64_t kinds, const struct value *v);
/* v NULL: the argument is not there. */
void run_tell_constant(struct run *r, struct frame *f, uint32_t start, uint32_t end, uint32_t rule,
		       const struct value *v);
const struct value *run_harmless(struct run *r, const struct value *v, uint64_t kinds);
void run_dead(struct run *r, struct frame *f, uint32_t node);

/* guard.c: what is known where the condition is true, or false */
void run_refine(struct run *r, struct frame *f, uint32_t condition, bool truth);

#endif
