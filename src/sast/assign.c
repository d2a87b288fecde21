/*
 * assign.c - what is written where.
 *
 * A variable is a cell of the frame that it was declared in. Whatever is written into a field or
 * a place of something that is not yet an object makes it one, so that the rest of it is kept.
 */
#include "sast/run.h"

struct binding *run_binding(struct run *r, struct frame *f, struct strata_str name, bool make)
{
	struct binding *made;

	for (struct frame *in = f; in; in = in->outer) {
		for (size_t i = in->names.count; i-- > 0;)
			if (strata_str_eq(in->names.items[i].name, name))
				return &in->names.items[i];
		if (make && f->unit->program->assigning_declares)
			break;
	}
	if (!make)
		return NULL;
	made = strata_vec_push(r->arena, &f->names);
	made->name = name;
	made->cell = heap_cell(&r->heap, false);
	return made;
}

/* A simple name of a type as the imports make it whole. */
struct strata_str run_type(struct run *r, struct frame *f, struct strata_str type)
{
	struct strata_str head, rest, target;

	if (!type.len)
		return type;
	strata_str_cut(&head, &rest, type, '.');
	target = program_import_of(f->unit->program, head);
	if (!target.len)
		return type;
	return rest.ptr ? STRATA_CONCAT(r->arena, target, STRATA_STR("."), rest) : target;
}

/* What can hold no text cannot carry one further. */
static bool holds_no_text(struct strata_str type)
{
	return strata_lists("int long short byte boolean double float bool Integer Long Short Byte "
			    "Boolean Double Float BigInteger BigDecimal number bigint int64 int32 "
			    "uint uint64 uint32 float64 float32 decimal DateTime UUID", type);
}

void run_bind(struct run *r, struct frame *f, struct strata_str name, struct strata_str type,
	      const struct value *v)
{
	struct binding *b = NULL;

	if (!name.len)
		return;
	for (size_t i = f->names.count; i-- > 0 && !b;)
		if (strata_str_eq(f->names.items[i].name, name))
			b = &f->names.items[i];
	if (!b) {
		b = strata_vec_push(r->arena, &f->names);
		b->name = name;
		b->cell = heap_cell(&r->heap, false);
	}
	b->type = run_type(r, f, type);
	if (v && holds_no_text(type))
		v = value_with_taint(r->arena, v, NULL);
	if (v && !v->type.len)
		v = value_with_type(r->arena, v, b->type);
	else if (!v && b->type.len)
		v = NULL;
	state_set(&r->heap, &r->state, b->cell, v);
}

static bool is_field(const struct flow_unit *unit, uint32_t class, struct strata_str name)
{
	const struct program *p = unit->program;

	for (uint32_t n = class ? p->classes.items[class].fields : 0; n; n = program_at(p, n)->next)
		if (strata_str_eq(program_at(p, n)->text, name))
			return true;
	return false;
}

static const struct value *key_of(struct run *r, struct strata_str name)
{
	return value_text(r->arena, name);
}

/* What is written into one of several objects may have been written into any of them. */
static void write_into(struct run *r, const struct value *object, const struct value *key,
		       const struct value *v)
{
	for (int i = 0; i < object->object_count; i++) {
		const struct content *c = state_content(&r->state, object->objects[i]);
		const struct value *now = v;

		if (!c)
			continue;
		if (object->object_count > 1)
			now = value_join(r->arena, content_get(&r->heap, c, key), v);
		state_set(&r->heap, &r->state, object->objects[i],
			  content_set(&r->heap, c, key, now));
	}
}

/* Something that is written into becomes an object that is otherwise what it was. */
static const struct value *make_object(struct run *r, struct frame *f, uint32_t node,
				       const struct value *was)
{
	struct content *c = strata_arena_alloc(r->arena, sizeof *c);
	const struct value *made;

	c->kind = CONTENT_MAP;
	c->rest = was;
	made = value_with_type(r->arena, state_object(&r->heap, &r->state, c), was->type);
	run_assign(r, f, node, made);
	return made;
}

static void assign_part(struct run *r, struct frame *f, uint32_t object_node,
			const struct value *key, const struct value *v)
{
	const struct value *object = run_value(r, f, object_node);

	if (!object->object_count && !object->closure && !value_only(object))
		object = make_object(r, f, object_node, object);
	write_into(r, object, key, v);
}

static void assign_name(struct run *r, struct frame *f, struct strata_str name,
			const struct value *v)
{
	struct binding *b = run_binding(r, f, name, false);

	if (!b && f->self && is_field(f->unit, f->class, name)) {
		write_into(r, f->self, key_of(r, name), v);
		return;
	}
	b = run_binding(r, f, name, true);
	if (holds_no_text(b->type))
		v = value_with_taint(r->arena, v, NULL);
	if (!v->type.len)
		v = value_with_type(r->arena, v, b->type);
	state_set(&r->heap, &r->state, b->cell, v);
}

/* a, b = c, d */
static void assign_items(struct run *r, struct frame *f, uint32_t first, const struct value *v)
{
	int64_t place = 0;

	for (uint32_t n = first; n; n = node_at(f, n)->next, place++) {
		const struct content *c =
			v->object_count == 1 ? state_content(&r->state, v->objects[0]) : NULL;
		const struct value *item = NULL;

		if (c && c->kind == CONTENT_LIST)
			item = content_get(&r->heap, c, value_number(r->arena, place));
		if (!item)
			item = value_tainted(r->arena, state_taint(&r->heap, &r->state, v));
		run_assign(r, f, n, item);
	}
}

/* { a, b: c } = d */
static void assign_pairs(struct run *r, struct frame *f, uint32_t first, const struct value *v)
{
	for (uint32_t n = first; n; n = node_at(f, n)->next) {
		const struct program_node *pair = node_at(f, n);

		if (pair->kind != PROGRAM_PAIR)
			continue;
		const struct constant *key = value_only(run_value(r, f, pair->a));

		run_assign(r, f, pair->b,
			   key ? run_member(r, v, key->text) :
				 value_tainted(r->arena, state_taint(&r->heap, &r->state, v)));
	}
}

void run_assign(struct run *r, struct frame *f, uint32_t target, const struct value *v)
{
	const struct program_node *n = node_at(f, target);

	v = run_marks(r, f, target, v);
	switch (n->kind) {
	case PROGRAM_GROUP:
	case PROGRAM_SPREAD:
	case PROGRAM_CAST: run_assign(r, f, n->a, v); break;
	case PROGRAM_NAME: assign_name(r, f, n->text, v); break;
	case PROGRAM_DECLARE:
		run_bind(r, f, n->text, n->b ? node_at(f, n->b)->text : STRATA_NONE, v);
		break;
	case PROGRAM_MEMBER: assign_part(r, f, n->a, key_of(r, n->text), v); break;
	case PROGRAM_INDEX: assign_part(r, f, n->a, run_value(r, f, n->b), v); break;
	case PROGRAM_LIST: assign_items(r, f, n->list, v); break;
	case PROGRAM_MAP: assign_pairs(r, f, n->list, v); break;
	default: break;
	}
}

void run_add_taint(struct run *r, struct frame *f, uint32_t target, const struct taint *t)
{
	const struct value *v;

	if (!t)
		return;
	v = run_value(r, f, target);
	for (int i = 0; i < v->object_count; i++) {
		const struct content *c = state_content(&r->state, v->objects[i]);

		if (c)
			state_set(&r->heap, &r->state, v->objects[i],
				  content_add_rest(&r->heap, c, value_tainted(r->arena, t)));
	}
	if (v->object_count)
		return;
	v = value_with_taint(r->arena, v, taint_join(r->arena, v->taint, t));
	run_assign(r, f, target, value_join(r->arena, v, &value_unknown));
}
