/*
 * evaluate.c - expressions: what their value is, and what they change.
 *
 * A name that nothing binds has no value that is known, but it is called something: `a.b().c`
 * goes along as the dotted name that the rules ask for.
 */
#include "sast/fold.h"
#include "sast/run.h"
#include "strata/limits.h"

#define DOTTED 256 /* of a name; a longer one is no name that a rule asks for */

struct strata_str run_dotted(struct run *r, struct strata_str of, struct strata_str name,
			     const char *after)
{
	if (!of.len || of.len + name.len > DOTTED)
		return STRATA_NONE;
	return STRATA_CONCAT(r->arena, of, STRATA_STR("."), name, strata_str_of(after));
}

static const struct value *named(struct run *r, struct strata_str made)
{
	struct value *v = strata_arena_alloc(r->arena, sizeof *v);

	v->open = true;
	v->made = made;
	return v;
}

/* What is declared in a class and written nowhere else is what it is declared as. */
const struct value *run_class_field(struct run *r, const struct flow_unit *unit, uint32_t class,
				    struct strata_str name)
{
	const struct program *p = unit->program;
	struct frame *f = strata_arena_alloc(r->arena, sizeof *f);
	const struct value *v = NULL;
	size_t written;

	if (r->depth >= STRATA_LIMIT_FLOW_DEPTH) {
		r->answer->cut = true;
		return NULL;
	}
	f->unit = unit;
	f->class = class;
	r->depth++;
	for (uint32_t n = p->classes.items[class].fields; n; n = program_at(p, n)->next) {
		const struct program_node *field = program_at(p, n);

		if (!strata_str_eq(field->text, name))
			continue;
		v = field->a ? run_value(r, f, field->a) : &value_unknown;
		if (strata_map_get(&written, &unit->assigned, name))
			v = value_join(r->arena, v, &value_unknown);
		if (field->b)
			v = value_with_type(r->arena, v,
					    run_type(r, f, program_at(p, field->b)->text));
	}
	r->depth--;
	return v;
}

static const struct value *member_of(struct run *r, const struct content *c, struct strata_str name)
{
	const struct value *v = content_key(c, name);

	if (!v && c->kind == CONTENT_INSTANCE && c->class)
		v = run_class_field(r, c->unit, c->class, name);
	return value_join(r->arena, v, c->rest);
}

const struct value *run_member(struct run *r, const struct value *object, struct strata_str name)
{
	const struct value *v = NULL;

	for (int i = 0; i < object->object_count; i++) {
		const struct content *c = state_content(&r->state, object->objects[i]);

		if (c && (c->kind == CONTENT_MAP || c->kind == CONTENT_INSTANCE))
			v = value_join(r->arena, v, member_of(r, c, name));
		else if (c)
			v = value_join(r->arena, v, value_tainted(r->arena,
				state_taint(&r->heap, &r->state, object)));
	}
	if (v && !object->taint)
		return v;
	struct value *out = strata_arena_alloc(r->arena, sizeof *out);

	*out = v ? *v : value_unknown;
	out->open = true;
	out->taint = taint_join(r->arena, out->taint, object->taint);
	if (!out->made.len)
		out->made = run_dotted(r, object->made.len ? object->made : object->type, name, "");
	return out;
}

/* Whatever one gets by going through a container. */
const struct value *run_items(struct run *r, const struct value *container)
{
	const struct value *all = NULL;

	for (int i = 0; i < container->object_count; i++) {
		const struct content *c = state_content(&r->state, container->objects[i]);

		if (c && c->kind == CONTENT_LIST)
			all = value_join(r->arena, all, content_any(&r->heap, c));
		else if (c)
			all = value_join(r->arena, all, value_tainted(r->arena,
				state_taint(&r->heap, &r->state, container)));
	}
	if (all && !container->taint)
		return all;
	return value_join(r->arena, all, value_tainted(r->arena, container->taint));
}

/* A field of the object that a method runs on, where the language needs no `this.`. */
static const struct value *value_of_field(struct run *r, struct frame *f, struct strata_str name)
{
	const struct program *p = f->unit->program;
	uint32_t class = f->class;

	for (; class; class = p->classes.items[class].outer)
		for (uint32_t n = p->classes.items[class].fields; n; n = program_at(p, n)->next)
			if (strata_str_eq(program_at(p, n)->text, name))
				return f->self && class == f->class ?
					       run_member(r, f->self, name) :
					       run_class_field(r, f->unit, class, name);
	return NULL;
}

static const struct value *value_of_function(struct run *r, struct frame *f, uint32_t number)
{
	struct closure *closure = strata_arena_alloc(r->arena, sizeof *closure);
	struct value *v = strata_arena_alloc(r->arena, sizeof *v);

	closure->unit = f->unit;
	closure->function = number;
	closure->frame = f;
	f->captured = true;
	closure->self = f->self;
	v->open = true;
	v->closure = closure;
	return v;
}

static const struct value *value_of_name(struct run *r, struct frame *f,
					 const struct program_node *n)
{
	struct strata_str name = n->text;
	const struct binding *b = run_binding(r, f, name, false);
	const struct value *v;
	struct strata_str target;

	if (b) {
		v = state_get(&r->state, b->cell);
		if (v)
			return v;
		return b->type.len ? value_with_type(r->arena, &value_unknown, b->type) :
				     &value_unknown;
	}
	if (f->self && strata_lists("this self $this", name))
		return f->self;
	v = value_of_field(r, f, name);
	if (v)
		return v;
	for (uint32_t i = 1; i < f->unit->program->functions.count; i++) {
		const struct program_function *it = &f->unit->program->functions.items[i];

		if (!it->class && !it->outer && strata_str_eq(it->name, name))
			return value_of_function(r, f, i);
	}
	target = program_import_of(f->unit->program, name);
	return run_names_member(r, f, n, NULL, named(r, target.len ? target : name));
}

static const struct value *value_of_member(struct run *r, struct frame *f,
					   const struct program_node *n)
{
	const struct value *object = n->a ? run_value(r, f, n->a) : &value_unknown;

	return run_names_member(r, f, n, object, run_member(r, object, n->text));
}

static const struct value *value_of_index(struct run *r, struct frame *f,
					  const struct program_node *n)
{
	const struct value *object = run_value(r, f, n->a);
	const struct value *key = n->b ? run_value(r, f, n->b) : &value_unknown;
	const struct value *v = NULL, *args[1] = { key };

	if (value_only(object)) {
		v = fold_method(r->arena, STRATA_STR("charAt"), object, args, 1);
		return v ? v : &value_unknown;
	}
	for (int i = 0; i < object->object_count; i++) {
		const struct content *c = state_content(&r->state, object->objects[i]);

		if (c)
			v = value_join(r->arena, v, content_get(&r->heap, c, key));
	}
	if (v && !object->taint)
		return v;
	return value_join(r->arena, v, value_tainted(r->arena, object->taint));
}

static const struct value *value_of_slice(struct run *r, struct frame *f,
					  const struct program_node *n)
{
	const struct value *object = run_value(r, f, n->a);
	const struct value *from = n->b ? run_value(r, f, n->b) : NULL;
	const struct value *to = n->c ? run_value(r, f, n->c) : NULL;
	const struct value *v = fold_slice(r->arena, object, from, to);

	if (v)
		return v;
	return object->object_count ? object : value_tainted(r->arena, object->taint);
}

/* Where the first side decides, the second is not run; where it may not be, both states count. */
static const struct value *value_of_logic(struct run *r, struct frame *f,
					  const struct program_node *n)
{
	const struct value *x = run_value(r, f, n->a), *y;
	int truth = value_truth(x);
	struct state before;

	if (n->op != OP_ELSE && truth >= 0 && truth == (n->op == OP_OR))
		return x;
	before = state_copy(&r->heap, &r->state);
	if (n->op != OP_ELSE)
		run_refine(r, f, n->a, n->op == OP_AND);
	y = run_value(r, f, n->b);
	if (truth < 0)
		state_join(&r->heap, &r->state, &before);
	return fold_binary(r->arena, n->op, x, y);
}

static const struct value *value_of_binary(struct run *r, struct frame *f,
					   const struct program_node *n)
{
	const struct value *x, *y;

	if (n->op == OP_AND || n->op == OP_OR || n->op == OP_ELSE)
		return value_of_logic(r, f, n);
	x = run_value(r, f, n->a);
	y = n->b ? run_value(r, f, n->b) : &value_unknown;
	if (x->object_count || y->object_count) {
		x = value_with_taint(r->arena, x, state_taint(&r->heap, &r->state, x));
		y = value_with_taint(r->arena, y, state_taint(&r->heap, &r->state, y));
	}
	return fold_binary(r->arena, n->op, x, y);
}

static const struct value *value_of_choice(struct run *r, struct frame *f,
					   const struct program_node *n)
{
	int truth = value_truth(run_value(r, f, n->a));
	const struct value *x, *y;
	struct state other;

	if (truth >= 0) {
		run_dead(r, f, truth ? n->c : n->b);
		return run_value(r, f, truth ? n->b : n->c);
	}
	other = state_copy(&r->heap, &r->state);
	run_refine(r, f, n->a, true);
	x = run_value(r, f, n->b);
	struct state then = r->state;

	r->state = other;
	run_refine(r, f, n->a, false);
	y = run_value(r, f, n->c);
	state_join(&r->heap, &r->state, &then);
	return value_join(r->arena, x, y);
}

static const struct value *value_of_template(struct run *r, struct frame *f,
					     const struct program_node *n)
{
	const struct value *all = value_text(r->arena, STRATA_STR(""));

	for (uint32_t part = n->list; part; part = node_at(f, part)->next) {
		const struct value *v = run_value(r, f, part);

		if (v->object_count)
			v = value_tainted(r->arena, state_taint(&r->heap, &r->state, v));
		all = fold_concat(r->arena, all, v);
	}
	return all;
}

static const struct value *value_of_list(struct run *r, struct frame *f,
					 const struct program_node *n)
{
	const struct content *c = content_empty(&r->heap, CONTENT_LIST);

	for (uint32_t item = n->list; item; item = node_at(f, item)->next) {
		const struct value *v = run_value(r, f, item);

		if (node_at(f, item)->kind == PROGRAM_SPREAD)
			c = content_add_rest(&r->heap, c, run_items(r, v));
		else
			c = content_append(&r->heap, c, v);
	}
	return state_object(&r->heap, &r->state, c);
}

static const struct value *value_of_map(struct run *r, struct frame *f,
					const struct program_node *n)
{
	const struct content *c = content_empty(&r->heap, CONTENT_MAP);

	for (uint32_t item = n->list; item; item = node_at(f, item)->next) {
		const struct program_node *pair = node_at(f, item);

		if (pair->kind == PROGRAM_PAIR)
			c = content_set(&r->heap, c, run_value(r, f, pair->a),
					pair->b ? run_value(r, f, pair->b) : &value_unknown);
		else
			c = content_add_rest(&r->heap, c, value_tainted(r->arena,
				state_taint(&r->heap, &r->state, run_value(r, f, item))));
	}
	return state_object(&r->heap, &r->state, c);
}

static const struct value *value_of_assign(struct run *r, struct frame *f,
					   const struct program_node *n)
{
	const struct value *v = n->b ? run_value(r, f, n->b) : &value_unknown;

	if (n->op != OP_NONE)
		v = fold_binary(r->arena, n->op, run_value(r, f, n->a),
				value_with_taint(r->arena, v, state_taint(&r->heap, &r->state, v)));
	if (v->taint)
		v = value_with_taint(r->arena, v, taint_step(r->arena, v->taint, (struct trail){
			.unit = f->unit, .start = n->start, .end = n->end,
			.what = "assigned" }));
	if (n->a)
		run_assign(r, f, n->a, v);
	return v;
}

static const struct value *value_of_step(struct run *r, struct frame *f,
					 const struct program_node *n)
{
	const struct value *before = run_value(r, f, n->a);
	const struct value *after = fold_binary(r->arena, n->op, before,
						value_number(r->arena, 1));

	run_assign(r, f, n->a, after);
	return n->start == node_at(f, n->a)->start ? before : after;
}

/* A function as a value. It is run at the end if nobody has called it until then. */
static const struct value *value_of_lambda(struct run *r, struct frame *f,
					   const struct program_node *n)
{
	const struct value *v = value_of_function(r, f, n->a);
	const struct program_function *it = &f->unit->program->functions.items[n->a];

	if (f->unit == r->unit)
		*strata_vec_push(r->arena, &r->pending) = v->closure;
	if (n->kind == PROGRAM_FUNCTION && it->name.len)
		run_bind(r, f, it->name, STRATA_NONE, v);
	return v;
}

/* Something of which only the parts are known. */
static const struct value *value_of_other(struct run *r, struct frame *f,
					  const struct program_node *n)
{
	const struct taint *t = NULL;

	for (uint32_t part = n->list; part; part = node_at(f, part)->next) {
		if (node_at(f, part)->kind >= PROGRAM_BLOCK) {
			run_statement(r, f, part);
			continue;
		}
		t = taint_join(r->arena, t,
			       state_taint(&r->heap, &r->state, run_value(r, f, part)));
	}
	return value_tainted(r->arena, t);
}

static const struct value *value_of_cast(struct run *r, struct frame *f,
					 const struct program_node *n)
{
	const struct value *v = run_value(r, f, n->a);

	return value_with_type(r->arena, v, run_type(r, f, n->text));
}

/* [f(x) for x in y]: a list of what the innermost expression is. */
static const struct value *value_of_each(struct run *r, struct frame *f,
					 const struct program_node *n)
{
	const struct content *c = content_empty(&r->heap, CONTENT_LIST);

	for (uint32_t e = n->b; e; e = node_at(f, e)->next) {
		const struct program_node *part = node_at(f, e);

		if (part->kind == PROGRAM_EACH)
			run_assign(r, f, part->a, run_items(r, run_value(r, f, part->b)));
		else
			run_refine(r, f, e, true);
	}
	c = content_add_rest(&r->heap, c, run_value(r, f, n->a));
	return state_object(&r->heap, &r->state, c);
}

static const struct value *value_of_kind(struct run *r, struct frame *f, uint32_t node)
{
	const struct program_node *n = node_at(f, node);

	switch (n->kind) {
	case PROGRAM_GROUP:
	case PROGRAM_SPREAD:
	case PROGRAM_KEYWORD: return n->a ? run_value(r, f, n->a) : &value_unknown;
	case PROGRAM_NAME: return value_of_name(r, f, n);
	case PROGRAM_STRING:
		return value_constant(r->arena, (struct constant){
			.type = n->op == OP_CHAR ? CONSTANT_CHAR : CONSTANT_TEXT,
			.text = n->text });
	case PROGRAM_NUMBER: return fold_number(r->arena, n->text);
	case PROGRAM_BOOL: return value_bool(r->arena, strata_str_eq_nocase(n->text, STRATA_STR("true")));
	case PROGRAM_NULL: return value_constant(r->arena, (struct constant){ .type = CONSTANT_NULL });
	case PROGRAM_MEMBER: return value_of_member(r, f, n);
	case PROGRAM_PAIR: return n->b ? run_value(r, f, n->b) : &value_unknown;
	case PROGRAM_INDEX: return value_of_index(r, f, n);
	case PROGRAM_SLICE: return value_of_slice(r, f, n);
	case PROGRAM_CALL: return run_call(r, f, node);
	case PROGRAM_NEW: return run_new(r, f, node);
	case PROGRAM_BINARY: return value_of_binary(r, f, n);
	case PROGRAM_UNARY: return fold_unary(r->arena, n->op, run_value(r, f, n->a));
	case PROGRAM_TERNARY: return value_of_choice(r, f, n);
	case PROGRAM_CAST: return value_of_cast(r, f, n);
	case PROGRAM_LAMBDA:
	case PROGRAM_FUNCTION: return value_of_lambda(r, f, n);
	case PROGRAM_TEMPLATE: return value_of_template(r, f, n);
	case PROGRAM_LIST: return value_of_list(r, f, n);
	case PROGRAM_MAP: return value_of_map(r, f, n);
	case PROGRAM_ASSIGN: return value_of_assign(r, f, n);
	case PROGRAM_STEP: return value_of_step(r, f, n);
	case PROGRAM_EACH_OF: return value_of_each(r, f, n);
	case PROGRAM_OTHER: return value_of_other(r, f, n);
	default: break;
	}
	if (n->kind >= PROGRAM_BLOCK && n->kind != PROGRAM_TYPE)
		run_statement(r, f, node);
	return &value_unknown;
}

const struct value *run_value(struct run *r, struct frame *f, uint32_t node)
{
	const struct value *v;

	if (!node || r->state.dead || !run_step(r))
		return &value_unknown;
	if (r->nesting >= STRATA_LIMIT_FLOW_NESTING) {
		r->answer->cut = true;
		return &value_unknown;
	}
	r->nesting++;
	v = value_of_kind(r, f, node);
	r->nesting--;
	return run_marks(r, f, node, v);
}
