/*
 * fold.c - operators on constants.
 */
#include "sast/fold.h"
#include "strata/limits.h"

bool fold_is_test(enum program_op op)
{
	return (op >= OP_EQ && op <= OP_NOT_IN) || op == OP_NOT || op == OP_TEST;
}

static bool is_text(const struct constant *c)
{
	return c->type == CONSTANT_TEXT || c->type == CONSTANT_CHAR;
}

static bool is_number(const struct constant *c)
{
	return c->type == CONSTANT_NUMBER || c->type == CONSTANT_REAL;
}

static double real_of(const struct constant *c)
{
	return c->type == CONSTANT_REAL ? c->real : (double)c->number;
}

static bool real_arithmetic(double *out, enum program_op op, double x, double y)
{
	switch (op) {
	case OP_ADD: *out = x + y; return true;
	case OP_SUB: *out = x - y; return true;
	case OP_MUL: *out = x * y; return true;
	case OP_DIV:
	case OP_FRACTION: *out = y < 0 || y > 0 ? x / y : 0; return y < 0 || y > 0;
	default: return false;
	}
}

static bool arithmetic(int64_t *out, enum program_op op, int64_t x, int64_t y)
{
	bool shifts = y >= 0 && y < 63;

	switch (op) {
	case OP_ADD: return !__builtin_add_overflow(x, y, out);
	case OP_SUB: return !__builtin_sub_overflow(x, y, out);
	case OP_MUL: return !__builtin_mul_overflow(x, y, out);
	case OP_DIV: *out = y && y != -1 ? x / y : 0; return y != 0 && y != -1;
	case OP_MOD: *out = y > 0 && x >= 0 ? x % y : 0; return y > 0 && x >= 0;
	case OP_BIT_AND: *out = x & y; return true;
	case OP_BIT_OR: *out = x | y; return true;
	case OP_BIT_XOR: *out = x ^ y; return true;
	case OP_SHL: *out = shifts ? (int64_t)((uint64_t)x << y) : 0; return shifts;
	case OP_SHR: *out = shifts ? x >> y : 0; return shifts && x >= 0;
	default: return false;
	}
}

static int compared(enum program_op op, int order)
{
	switch (op) {
	case OP_EQ: return order == 0;
	case OP_NE: return order != 0;
	case OP_LT: return order < 0;
	case OP_LE: return order <= 0;
	case OP_GT: return order > 0;
	case OP_GE: return order >= 0;
	default: return -1;
	}
}

/* 1, 0, or -1 when it cannot be told. */
static int test(enum program_op op, const struct constant *x, const struct constant *y)
{
	if (op == OP_IN || op == OP_NOT_IN) {
		if (!is_text(x) || !is_text(y))
			return -1;
		return (strata_str_find(y->text, x->text) != STRATA_NPOS) == (op == OP_IN);
	}
	if (is_text(x) && is_text(y))
		return compared(op, strata_str_cmp(x->text, y->text));
	if (is_number(x) && is_number(y) && x->type != y->type)
		return compared(op, real_of(x) < real_of(y) ? -1 : real_of(x) > real_of(y));
	if (x->type == CONSTANT_REAL && y->type == CONSTANT_REAL)
		return compared(op, x->real < y->real ? -1 : x->real > y->real);
	if (x->type == CONSTANT_NUMBER && y->type == CONSTANT_NUMBER)
		return compared(op, x->number < y->number ? -1 : x->number > y->number);
	if (op != OP_EQ && op != OP_NE)
		return -1;
	/* Nothing equals null but null; other types may be converted. */
	if (x->type != y->type && x->type != CONSTANT_NULL && y->type != CONSTANT_NULL)
		return -1;
	return compared(op, constant_compare(x, y));
}

static const struct value *joined_text(struct strata_arena *a, const struct constant *x,
				       const struct constant *y)
{
	struct strata_str left = constant_text(a, x), right = constant_text(a, y);

	if (left.len + right.len > STRATA_LIMIT_FLOW_TEXT)
		return NULL;
	return value_text(a, strata_arena_join(a, left, right, STRATA_STR("")));
}

static const struct value *fold_constants(struct strata_arena *a, enum program_op op,
					  const struct constant *x, const struct constant *y)
{
	int64_t number;
	int truth;

	if (op == OP_CONCAT || (op == OP_ADD && (is_text(x) || is_text(y))))
		return joined_text(a, x, y);
	if (fold_is_test(op)) {
		truth = test(op, x, y);
		return truth < 0 ? NULL : value_bool(a, truth);
	}
	if (is_number(x) && is_number(y) &&
	    (x->type == CONSTANT_REAL || y->type == CONSTANT_REAL || op == OP_FRACTION)) {
		struct constant c = { .type = CONSTANT_REAL };

		if (!real_arithmetic(&c.real, op, real_of(x), real_of(y)))
			return NULL;
		return value_constant(a, c);
	}
	if (x->type != CONSTANT_NUMBER || y->type != CONSTANT_NUMBER ||
	    !arithmetic(&number, op, x->number, y->number))
		return NULL;
	return value_number(a, number);
}

static bool foldable(const struct value *v)
{
	return !v->open && !v->object_count && v->constant_count > 0;
}

static const struct value *fold_logic(struct strata_arena *a, enum program_op op,
				      const struct value *x, const struct value *y)
{
	int left = value_truth(x), right = value_truth(y);

	if (op == OP_ELSE)
		return left == 1 ? x : left == 0 ? y : value_join(a, x, y);
	if (left == (op == OP_OR))
		return x;
	if (left >= 0)
		return y;
	if (right == (op == OP_OR) && y->constants->type == CONSTANT_BOOL && !x->taint)
		return value_bool(a, right);
	return value_join(a, x, y);
}

const struct value *fold_binary(struct strata_arena *a, enum program_op op, const struct value *x,
				const struct value *y)
{
	const struct value *all = NULL;

	if (op == OP_AND || op == OP_OR || op == OP_ELSE)
		return fold_logic(a, op, x, y);
	for (int i = 0; foldable(x) && foldable(y) && i < x->constant_count; i++) {
		for (int j = 0; j < y->constant_count; j++) {
			const struct value *one =
				fold_constants(a, op, &x->constants[i], &y->constants[j]);

			all = value_join(a, all, one ? one : &value_unknown);
		}
	}
	if (!all)
		all = &value_unknown;
	if (fold_is_test(op))
		return all;
	return value_with_taint(a, all, taint_join(a, x->taint, y->taint));
}

const struct value *fold_concat(struct strata_arena *a, const struct value *x,
				const struct value *y)
{
	return fold_binary(a, OP_CONCAT, x, y);
}

const struct value *fold_unary(struct strata_arena *a, enum program_op op, const struct value *x)
{
	const struct constant *only = value_only(x);

	if (op == OP_NOT)
		return value_truth(x) < 0 ? &value_unknown : value_bool(a, !value_truth(x));
	if (only && only->type == CONSTANT_NUMBER && op == OP_SUB && only->number != INT64_MIN)
		return value_number(a, -only->number);
	if (only && only->type == CONSTANT_NUMBER && op == OP_BIT_NOT)
		return value_number(a, ~only->number);
	if (op == OP_ADD)
		return x;
	return value_tainted(a, x->taint);
}

static int digit(char c)
{
	if (strata_is_digit(c))
		return c - '0';
	c = strata_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 99;
}

static const struct value *fold_real(struct strata_arena *a, struct strata_str text)
{
	struct constant c = { .type = CONSTANT_REAL };
	const char *written = strata_arena_cstr(a, text);
	char *end;

	c.real = strtod(written, &end);
	return end == written || end[0] == '_' ? &value_unknown : value_constant(a, c);
}

/* 42, 0x2A, 0b101, 0o17, 1_000, 7L, 1.5 */
const struct value *fold_number(struct strata_arena *a, struct strata_str text)
{
	int64_t number = 0, base = 10;
	size_t i = 0;

	if (strata_str_chr(text, '.') != STRATA_NPOS)
		return fold_real(a, text);
	if (text.len > 2 && text.ptr[0] == '0') {
		char mark = strata_lower(text.ptr[1]);

		base = mark == 'x' ? 16 : mark == 'b' ? 2 : mark == 'o' ? 8 : 10;
		i = base == 10 ? 0 : 2;
	}
	for (; i < text.len; i++) {
		char c = text.ptr[i];

		if (c == '_')
			continue;
		if (i + 1 == text.len && i && strchr("lLuUn", c))
			break;
		if (digit(c) >= base || __builtin_mul_overflow(number, base, &number) ||
		    __builtin_add_overflow(number, digit(c), &number))
			return &value_unknown;
	}
	return text.len ? value_number(a, number) : &value_unknown;
}
