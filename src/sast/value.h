/*
 * value.h - what is known of a value while a program is followed: how far it is constant, what
 * it holds, and which sources reach it.
 *
 * Values never change, so they are shared freely; what a program changes are cells (state.h).
 * An object that can change, a list or an instance, is the number of a cell.
 */
#ifndef SAST_VALUE_H
#define SAST_VALUE_H

#include "strata/arena.h"

enum constant_type {
	CONSTANT_TEXT, CONSTANT_CHAR, CONSTANT_NUMBER, CONSTANT_REAL, CONSTANT_BOOL, CONSTANT_NULL,
};

struct constant {
	enum constant_type type;
	int64_t number;         /* of a number, and 0 or 1 of a bool */
	double real;            /* of a number with a fraction */
	struct strata_str text; /* of a text and a character */
};

struct flow_unit;

/* The way from a source: the last place first. */
struct trail {
	const struct trail *before;
	const struct flow_unit *unit;
	uint32_t start, end;
	const char *what;
	unsigned length;
};

/* One source that reaches a value. A list of them is sorted by source. */
struct taint {
	const struct taint *next;
	uint32_t source;
	uint64_t kinds; /* that no sanitizer took away */
	const struct trail *trail;
};

#define VALUE_CONSTANTS 4
#define VALUE_OBJECTS 4

struct closure;

struct value {
	const struct taint *taint;
	const struct constant *constants; /* what it may be, sorted */
	const uint32_t *objects;          /* cells, sorted */
	uint8_t constant_count, object_count;
	bool open;                        /* it may also be anything else */
	struct strata_str type;           /* as declared, dotted; absent when unknown */
	struct strata_str made;           /* the dotted name of what it came from: `a.b().c` */
	struct closure *closure;          /* a function as a value */
};

extern const struct value value_unknown;

const struct value *value_constant(struct strata_arena *a, struct constant c);
const struct value *value_text(struct strata_arena *a, struct strata_str text);
const struct value *value_number(struct strata_arena *a, int64_t number);
const struct value *value_bool(struct strata_arena *a, bool truth);
const struct value *value_object(struct strata_arena *a, uint32_t cell);

/* The only thing that it can be; NULL when there are more, or it is not constant. */
const struct constant *value_only(const struct value *v);

/* 1 and 0 when it is surely true or false, -1 else. */
int value_truth(const struct value *v);

/* Either of the two; NULL is no value at all. */
const struct value *value_join(struct strata_arena *a, const struct value *x,
			       const struct value *y);

bool value_same(const struct value *x, const struct value *y);

const struct taint *taint_join(struct strata_arena *a, const struct taint *x, const struct taint *y);
const struct taint *taint_without(struct strata_arena *a, const struct taint *t, uint64_t kinds);

/* The same taint one place further on its way. */
const struct taint *taint_step(struct strata_arena *a, const struct taint *t, struct trail at);

/* v with another taint, or of a type. */
const struct value *value_with_taint(struct strata_arena *a, const struct value *v,
				     const struct taint *t);
const struct value *value_with_type(struct strata_arena *a, const struct value *v,
				    struct strata_str type);

/* Nothing is known of it but what reaches it. */
const struct value *value_tainted(struct strata_arena *a, const struct taint *t);

int constant_compare(const struct constant *x, const struct constant *y);

/* The text of a constant as a program would print it. */
struct strata_str constant_text(struct strata_arena *a, const struct constant *c);

#endif
