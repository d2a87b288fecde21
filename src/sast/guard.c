/*
 * guard.c - what is known behind a condition.
 *
 * A guard is a condition that only harmless values pass: behind it the names in it are clean for
 * its kinds. Being equal to a constant, or among constants, is the best guard of all, and needs
 * no rule. `!`, `and`, `or` say where a part of the condition holds for sure.
 */
#include "sast/run.h"

static uint32_t inner(const struct frame *f, uint32_t node)
{
	while (node && (node_at(f, node)->kind == PROGRAM_GROUP ||
			node_at(f, node)->kind == PROGRAM_CAST))
		node = node_at(f, node)->a;
	return node;
}

/* What can be written to without running anything. */
static bool is_place(const struct frame *f, uint32_t node)
{
	node = inner(f, node);
	while (node && node_at(f, node)->kind == PROGRAM_MEMBER)
		node = inner(f, node_at(f, node)->a);
	return node && node_at(f, node)->kind == PROGRAM_NAME;
}

static void clean(struct run *r, struct frame *f, uint32_t node, uint64_t kinds)
{
	const struct value *v;

	node = inner(f, node);
	if (!is_place(f, node))
		return;
	v = run_value(r, f, node);
	if (state_taint(&r->heap, &r->state, v))
		run_assign(r, f, node, run_harmless(r, v, kinds));
}

/* All names in a guard that a query has marked. */
static void clean_names(struct run *r, struct frame *f, uint32_t node, uint64_t kinds)
{
	const struct program_node *n = node_at(f, node);
	const uint32_t parts[] = { n->a, n->b, n->c };

	if (is_place(f, node)) {
		clean(r, f, node, kinds);
		return;
	}
	if (n->kind == PROGRAM_LAMBDA || n->kind == PROGRAM_FUNCTION)
		return;
	for (size_t i = 0; i < 3; i++)
		if (parts[i])
			clean_names(r, f, parts[i], kinds);
	for (uint32_t part = n->list; part; part = node_at(f, part)->next)
		clean_names(r, f, part, kinds);
}

static void guard_by_mark(struct run *r, struct frame *f, uint32_t node, bool truth)
{
	uint32_t first = f->unit->mark_of ? f->unit->mark_of[node] : 0;
	const struct sast_marks *marks = &f->unit->marks;

	if (!first || !truth)
		return;
	for (size_t i = first - 1; i < marks->count && marks->items[i].start == node_at(f, node)->start &&
				   marks->items[i].end == node_at(f, node)->end; i++)
		if (marks->items[i].role == SAST_GUARD)
			clean_names(r, f, node, marks->items[i].kinds);
}

/* Whether reading it again changes nothing. */
static bool is_still(const struct frame *f, uint32_t node)
{
	node = inner(f, node);
	switch (node ? node_at(f, node)->kind : PROGRAM_NONE) {
	case PROGRAM_STRING: case PROGRAM_NUMBER: case PROGRAM_BOOL: case PROGRAM_NULL: return true;
	default: return is_place(f, node);
	}
}

static void equals(struct run *r, struct frame *f, uint32_t x, uint32_t y)
{
	const struct value *v, *w;

	x = inner(f, x);
	if (!is_place(f, x) || !is_still(f, y))
		return;
	v = run_value(r, f, x);
	w = run_value(r, f, y);
	if (value_only(w) && !value_only(v) && w->constants->type != CONSTANT_NULL)
		run_assign(r, f, x, value_with_type(r->arena, value_with_taint(r->arena, w, NULL),
						    v->type));
}

/* A list of which every item is a constant. */
static const struct content *constants_in(struct run *r, const struct value *v)
{
	const struct content *c = v->object_count == 1 ? state_content(&r->state, v->objects[0]) : NULL;

	if (!c || c->rest || !c->count || state_taint(&r->heap, &r->state, v))
		return NULL;
	for (uint32_t i = 0; c->kind == CONTENT_LIST && i < c->count; i++)
		if (!value_only(c->items[i]))
			return NULL;
	return c->kind == CONTENT_LIST || c->kind == CONTENT_MAP ? c : NULL;
}

static void among(struct run *r, struct frame *f, uint32_t x, uint32_t container)
{
	const struct program_node *c = node_at(f, inner(f, container));
	const struct value *v;

	x = inner(f, x);
	if (!is_place(f, x) || (c->kind != PROGRAM_LIST && c->kind != PROGRAM_MAP &&
				!is_place(f, container)))
		return;
	if (!constants_in(r, run_value(r, f, container)))
		return;
	v = run_value(r, f, x);
	run_assign(r, f, x, run_harmless(r, v, UINT64_MAX));
}

static void refine_call(struct run *r, struct frame *f, const struct program_node *n, bool truth)
{
	const struct program_node *callee = node_at(f, n->a);
	struct call call = { .node = n, .name = callee->text };
	uint64_t args, kinds;
	size_t place = 0;

	if (!truth || (callee->kind != PROGRAM_MEMBER && callee->kind != PROGRAM_NAME))
		return;
	if (callee->kind == PROGRAM_MEMBER) {
		call.receiver = is_still(f, callee->a) ? run_value(r, f, callee->a) : &value_unknown;
		if (n->list && strata_lists("equals equalsIgnoreCase Equals eql?", callee->text)) {
			equals(r, f, callee->a, n->list);
			equals(r, f, n->list, callee->a);
		}
		if (n->list && strata_lists("contains includes include? has containsKey has_key?"
					    " key? Contains", callee->text))
			among(r, f, n->list, callee->a);
	} else {
		call.dotted = run_value(r, f, n->a)->made;
	}
	kinds = run_names_guard(r, &call, &args);
	if (!kinds)
		return;
	if (args & SAST_ARG_RECEIVER && callee->kind == PROGRAM_MEMBER)
		clean(r, f, callee->a, kinds);
	for (uint32_t a = n->list; a; a = node_at(f, a)->next, place++)
		if (args >> (place < 60 ? place : 60) & 1)
			clean(r, f, a, kinds);
}

static void refine_binary(struct run *r, struct frame *f, const struct program_node *n, bool truth)
{
	switch (n->op) {
	case OP_AND:
	case OP_OR:
		if (truth == (n->op == OP_AND)) {
			run_refine(r, f, n->a, truth);
			run_refine(r, f, n->b, truth);
		}
		break;
	case OP_EQ:
	case OP_NE:
		if (truth == (n->op == OP_EQ)) {
			equals(r, f, n->a, n->b);
			equals(r, f, n->b, n->a);
		}
		break;
	case OP_IN:
	case OP_NOT_IN:
		if (truth == (n->op == OP_IN))
			among(r, f, n->a, n->b);
		break;
	default: break;
	}
}

void run_refine(struct run *r, struct frame *f, uint32_t condition, bool truth)
{
	const struct program_node *n;

	condition = inner(f, condition);
	if (!condition || r->state.dead)
		return;
	guard_by_mark(r, f, condition, truth);
	n = node_at(f, condition);
	if (n->kind == PROGRAM_UNARY && n->op == OP_NOT)
		run_refine(r, f, n->a, !truth);
	else if (n->kind == PROGRAM_BINARY)
		refine_binary(r, f, n, truth);
	else if (n->kind == PROGRAM_CALL && n->a)
		refine_call(r, f, n, truth);
}
