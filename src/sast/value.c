/*
 * value.c - values and how two of them become one.
 *
 * All sets are small and sorted: at most four constants or objects, at most so many sources as
 * STRATA_LIMIT_FLOW_SOURCES. What would be more is given up to the safe side: a constant set
 * becomes open, objects are no longer told apart.
 */
#include "sast/value.h"
#include "strata/limits.h"

const struct value value_unknown = { .open = true };

const struct value *value_constant(struct strata_arena *a, struct constant c)
{
	struct value *v = strata_arena_alloc(a, sizeof *v);
	struct constant *kept = strata_arena_alloc(a, sizeof *kept);

	*kept = c;
	v->constants = kept;
	v->constant_count = 1;
	return v;
}

const struct value *value_text(struct strata_arena *a, struct strata_str text)
{
	return value_constant(a, (struct constant){ .type = CONSTANT_TEXT, .text = text });
}

const struct value *value_number(struct strata_arena *a, int64_t number)
{
	return value_constant(a, (struct constant){ .type = CONSTANT_NUMBER, .number = number });
}

const struct value *value_bool(struct strata_arena *a, bool truth)
{
	return value_constant(a, (struct constant){ .type = CONSTANT_BOOL, .number = truth });
}

const struct value *value_object(struct strata_arena *a, uint32_t cell)
{
	struct value *v = strata_arena_alloc(a, sizeof *v);
	uint32_t *kept = strata_arena_alloc(a, sizeof *kept);

	*kept = cell;
	v->objects = kept;
	v->object_count = 1;
	return v;
}

const struct constant *value_only(const struct value *v)
{
	return v && v->constant_count == 1 && !v->open && !v->object_count ? v->constants : NULL;
}

static bool is_true(const struct constant *c)
{
	switch (c->type) {
	case CONSTANT_NULL: return false;
	case CONSTANT_TEXT: case CONSTANT_CHAR: return c->text.len > 0;
	case CONSTANT_REAL: return c->real < 0 || c->real > 0;
	default: return c->number != 0;
	}
}

int value_truth(const struct value *v)
{
	int truth = -1;

	if (!v || v->open || v->object_count || !v->constant_count)
		return -1;
	for (int i = 0; i < v->constant_count; i++) {
		if (i && is_true(&v->constants[i]) != truth)
			return -1;
		truth = is_true(&v->constants[i]);
	}
	return truth;
}

int constant_compare(const struct constant *x, const struct constant *y)
{
	if (x->type != y->type)
		return x->type < y->type ? -1 : 1;
	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	if (x->real < y->real || x->real > y->real)
		return x->real < y->real ? -1 : 1;
	return strata_str_cmp(x->text, y->text);
}

struct strata_str constant_text(struct strata_arena *a, const struct constant *c)
{
	switch (c->type) {
	case CONSTANT_REAL: return strata_arena_printf(a, "%g", c->real);
	case CONSTANT_NUMBER: return strata_arena_printf(a, "%lld", (long long)c->number);
	case CONSTANT_BOOL: return c->number ? STRATA_STR("true") : STRATA_STR("false");
	case CONSTANT_NULL: return STRATA_STR("null");
	default: return c->text;
	}
}

/* Both lists merged; of a source that is in both, the shorter way. */
const struct taint *taint_join(struct strata_arena *a, const struct taint *x, const struct taint *y)
{
	const struct taint *head = NULL, **tail = &head;
	unsigned count = 0;

	if (!y || x == y)
		return x;
	if (!x)
		return y;
	/* One over the limit tells whoever reads the list that there were more. */
	while ((x || y) && count++ <= STRATA_LIMIT_FLOW_SOURCES) {
		struct taint *t = strata_arena_alloc(a, sizeof *t);

		if (!y || (x && x->source <= y->source))
			*t = *x;
		else
			*t = *y;
		if (x && y && x->source == y->source) {
			t->kinds = x->kinds | y->kinds;
			if (y->trail->length < x->trail->length && !(x->kinds & ~y->kinds))
				t->trail = y->trail;
		}
		if (x && x->source == t->source)
			x = x->next;
		if (y && y->source == t->source)
			y = y->next;
		t->next = NULL;
		*tail = t;
		tail = &t->next;
	}
	return head;
}

const struct taint *taint_without(struct strata_arena *a, const struct taint *t, uint64_t kinds)
{
	const struct taint *head = NULL, **tail = &head;

	for (; t; t = t->next) {
		struct taint *kept;

		if (!(t->kinds & ~kinds))
			continue;
		kept = strata_arena_alloc(a, sizeof *kept);
		*kept = *t;
		kept->kinds &= ~kinds;
		kept->next = NULL;
		*tail = kept;
		tail = &kept->next;
	}
	return head;
}

const struct taint *taint_step(struct strata_arena *a, const struct taint *t, struct trail at)
{
	const struct taint *head = NULL, **tail = &head;

	for (; t; t = t->next) {
		struct taint *moved = strata_arena_alloc(a, sizeof *moved);
		struct trail *trail = strata_arena_alloc(a, sizeof *trail);

		*trail = at;
		trail->before = t->trail;
		trail->length = t->trail ? t->trail->length + 1 : 1;
		*moved = *t;
		moved->trail = trail;
		moved->next = NULL;
		*tail = moved;
		tail = &moved->next;
	}
	return head;
}

static bool same_taint(const struct taint *x, const struct taint *y)
{
	for (; x && y && x != y; x = x->next, y = y->next)
		if (x->source != y->source || x->kinds != y->kinds)
			return false;
	return x == y;
}

static bool same_constants(const struct value *x, const struct value *y)
{
	if (x->constant_count != y->constant_count)
		return false;
	for (int i = 0; x->constants != y->constants && i < x->constant_count; i++)
		if (constant_compare(&x->constants[i], &y->constants[i]) != 0)
			return false;
	return true;
}

bool value_same(const struct value *x, const struct value *y)
{
	if (x == y)
		return true;
	return x && y && x->open == y->open && x->object_count == y->object_count &&
	       (!x->object_count ||
		memcmp(x->objects, y->objects, x->object_count * sizeof *x->objects) == 0) &&
	       x->closure == y->closure && same_constants(x, y) && same_taint(x->taint, y->taint);
}

static void join_constants(struct strata_arena *a, struct value *out, const struct value *x,
			   const struct value *y)
{
	struct constant all[2 * VALUE_CONSTANTS];
	int count = 0, i = 0, j = 0;

	while (i < x->constant_count || j < y->constant_count) {
		int order = i == x->constant_count ? 1 : j == y->constant_count ? -1 :
			    constant_compare(&x->constants[i], &y->constants[j]);

		all[count++] = order <= 0 ? x->constants[i] : y->constants[j];
		i += order <= 0;
		j += order >= 0;
	}
	if (count > VALUE_CONSTANTS) {
		out->open = true;
		count = 0;
	}
	out->constant_count = (uint8_t)count;
	if (count) {
		struct constant *kept = strata_arena_alloc(a, (size_t)count * sizeof *kept);

		memcpy(kept, all, (size_t)count * sizeof *kept);
		out->constants = kept;
	}
}

static void join_objects(struct strata_arena *a, struct value *out, const struct value *x,
			 const struct value *y)
{
	uint32_t all[2 * VALUE_OBJECTS], *kept;
	int count = 0, i = 0, j = 0;

	while (i < x->object_count || j < y->object_count) {
		uint32_t left = i < x->object_count ? x->objects[i] : UINT32_MAX;
		uint32_t right = j < y->object_count ? y->objects[j] : UINT32_MAX;

		all[count++] = left <= right ? left : right;
		i += left <= right;
		j += right <= left;
	}
	if (count > VALUE_OBJECTS) {
		out->open = true;
		count = VALUE_OBJECTS;
	}
	out->object_count = (uint8_t)count;
	if (!count)
		return;
	kept = strata_arena_alloc(a, (size_t)count * sizeof *kept);
	memcpy(kept, all, (size_t)count * sizeof *kept);
	out->objects = kept;
}

/* A name of both stays; one that only a null lacks, too. */
static struct strata_str join_name(const struct value *x, struct strata_str of_x,
				   const struct value *y, struct strata_str of_y)
{
	if (strata_str_eq(of_x, of_y) || (!of_y.len && !y->open))
		return of_x;
	return !of_x.len && !x->open ? of_y : STRATA_NONE;
}

const struct value *value_join(struct strata_arena *a, const struct value *x,
			       const struct value *y)
{
	struct value *out;

	if (!y || value_same(x, y))
		return x;
	if (!x)
		return y;
	out = strata_arena_alloc(a, sizeof *out);
	out->open = x->open || y->open;
	join_constants(a, out, x, y);
	join_objects(a, out, x, y);
	out->taint = taint_join(a, x->taint, y->taint);
	out->type = join_name(x, x->type, y, y->type);
	out->made = join_name(x, x->made, y, y->made);
	out->closure = x->closure ? x->closure : y->closure;
	return out;
}

const struct value *value_with_taint(struct strata_arena *a, const struct value *v,
				     const struct taint *t)
{
	struct value *out;

	if (v->taint == t)
		return v;
	out = strata_arena_alloc(a, sizeof *out);
	*out = *v;
	out->taint = t;
	return out;
}

const struct value *value_with_type(struct strata_arena *a, const struct value *v,
				    struct strata_str type)
{
	struct value *out;

	if (!type.len || strata_str_eq(type, v->type))
		return v;
	out = strata_arena_alloc(a, sizeof *out);
	*out = *v;
	out->type = type;
	return out;
}

const struct value *value_tainted(struct strata_arena *a, const struct taint *t)
{
	return value_with_taint(a, &value_unknown, t);
}
