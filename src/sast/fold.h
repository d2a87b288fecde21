/*
 * fold.h - arithmetic and texts on values that are constant.
 *
 * All languages are folded alike: whole numbers of 64 bits, texts of bytes. What would overflow,
 * divide with a rest where a language may mean a fraction, or make too long a text is not known.
 */
#ifndef SAST_FOLD_H
#define SAST_FOLD_H

#include "sast/value.h"
#include "syntax/program.h"

/* Never NULL: what cannot be folded has the taint of both, or none where it is a test. */
const struct value *fold_binary(struct strata_arena *a, enum program_op op, const struct value *x,
				const struct value *y);
const struct value *fold_unary(struct strata_arena *a, enum program_op op, const struct value *x);
const struct value *fold_concat(struct strata_arena *a, const struct value *x,
				const struct value *y);
const struct value *fold_number(struct strata_arena *a, struct strata_str text);

/* A method of a text, or a function over one: NULL when it is none, or not constant enough. */
const struct value *fold_method(struct strata_arena *a, struct strata_str name,
				const struct value *receiver, const struct value *const *args,
				size_t count);

/* Part of a text, as s[from:to] means it. NULL when it is not constant enough. */
const struct value *fold_slice(struct strata_arena *a, const struct value *text,
			       const struct value *from, const struct value *to);

bool fold_is_test(enum program_op op); /* its answer is true or false */

#endif
