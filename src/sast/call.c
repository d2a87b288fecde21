/*
 * call.c - calls: into functions of the program, into what is well known, into the unknown.
 *
 * A function of the program is run where it is called, with the values that it is given; so its
 * answer is exact for them. What nobody knows may hand on whatever it was given: the taint of
 * receiver and arguments reaches its answer.
 */
#include "sast/run.h"
#include "strata/limits.h"

#define ANCESTORS 16 /* classes above a class that are looked through for a method */

uint32_t run_class(const struct flow_unit *unit, struct strata_str name)
{
	const struct program *p = unit->program;
	size_t dot = strata_str_rchr(name, '.');

	if (dot != STRATA_NPOS)
		name = strata_str_skip(name, dot + 1);
	for (uint32_t i = 1; name.len && i < p->classes.count; i++)
		if (strata_str_eq(p->classes.items[i].name, name))
			return i;
	return 0;
}

/* One that takes so many arguments is taken before one that does not. */
static uint32_t own_method(const struct program *p, uint32_t class, struct strata_str name,
			   size_t arguments)
{
	uint32_t found = 0;

	for (uint32_t i = 1; i < p->functions.count; i++) {
		const struct program_function *it = &p->functions.items[i];

		if (it->class != class || it->is_lambda || !strata_str_eq(it->name, name))
			continue;
		if (it->parameters == arguments + it->has_self)
			return i;
		if (!found)
			found = i;
	}
	return found;
}

uint32_t run_method(const struct flow_unit *unit, uint32_t class, struct strata_str name,
		    size_t arguments)
{
	uint32_t found = 0;

	for (int i = 0; class && i < ANCESTORS && !found; i++) {
		found = own_method(unit->program, class, name, arguments);
		class = run_class(unit, unit->program->classes.items[class].base);
	}
	return found && unit->program->functions.items[found].body ? found : 0;
}

const struct value *run_instance(struct run *r, const struct flow_unit *unit, uint32_t class)
{
	struct content *c = strata_arena_alloc(r->arena, sizeof *c);

	c->kind = CONTENT_INSTANCE;
	c->unit = unit;
	c->class = class;
	return value_with_type(r->arena, state_object(&r->heap, &r->state, c),
			       unit->program->classes.items[class].name);
}

static bool is_running(const struct frame *f, struct flow_target target)
{
	for (; f; f = f->caller)
		if (f->unit == target.unit && f->function == target.function && f->function)
			return true;
	return false;
}

static const struct value *stepped(struct run *r, const struct value *v, struct frame *f,
				   uint32_t node, const char *what)
{
	const struct program_node *at = node_at(f, node);

	if (!v->taint || !node)
		return v;
	return value_with_taint(r->arena, v, taint_step(r->arena, v->taint, (struct trail){
		.unit = f->unit, .start = at->start, .end = at->end, .what = what }));
}

static size_t keyword_of(const struct call *call, struct strata_str name)
{
	for (size_t i = 0; i < call->count; i++)
		if (call->keywords[i].len && strata_str_eq(call->keywords[i], name))
			return i;
	return SIZE_MAX;
}

/* All further arguments, for the parameter that takes them. */
static const struct value *rest_of(struct run *r, const struct call *call, size_t from)
{
	const struct content *c = content_empty(&r->heap, CONTENT_LIST);

	for (size_t i = from; call && i < call->count; i++)
		c = content_append(&r->heap, c, call->args[i]);
	return state_object(&r->heap, &r->state, c);
}

static const struct value *argument(struct run *r, struct frame *in, struct frame *caller,
				    const struct program_parameter *p, const struct call *call,
				    size_t place)
{
	size_t at = call ? keyword_of(call, p->name) : SIZE_MAX;

	if (p->rest && call)
		return rest_of(r, call, place);
	if (at == SIZE_MAX && call && place < call->count && !call->keywords[place].len)
		at = place;
	if (at != SIZE_MAX)
		return stepped(r, call->args[at], caller, call->arg_nodes[at], "argument");
	if (call && p->value)
		return run_value(r, in, p->value);
	return &value_unknown;
}

static void bind_parameters(struct run *r, struct frame *in, struct frame *caller,
			    const struct program_function *it, const struct call *call)
{
	const struct program *p = in->unit->program;
	uint32_t from = it->has_self && it->class && !it->is_static ? 1 : 0;

	for (uint32_t i = 0; i < it->parameters; i++) {
		const struct program_parameter *parameter = &p->parameters.items[it->parameter + i];
		const struct value *v;

		if (i < from)
			v = in->self ? in->self : &value_unknown;
		else
			v = argument(r, in, caller, parameter, call, i - from);
		if (parameter->type.len)
			v = value_with_type(r->arena, v, run_type(r, in, parameter->type));
		v = run_marks_at(r, in, parameter->start, parameter->end, v);
		run_bind(r, in, parameter->name, parameter->type, v);
	}
}

/* A lambda may be one expression, which is what it answers. */
static const struct value *run_body(struct run *r, struct frame *in, uint32_t body)
{
	const struct value *v = NULL;

	if (node_at(in, body)->kind < PROGRAM_BLOCK)
		v = run_value(r, in, body);
	else
		run_statement(r, in, body);
	v = value_join(r->arena, v, in->returned);
	state_join(&r->heap, &r->state, &in->ends);
	return v ? v : &value_unknown;
}

/* Its names are of no use after it, neither here nor where it may have thrown to. */
static void forget_names(struct run *r, const struct frame *in)
{
	for (size_t i = 0; !in->captured && i < in->names.count; i++) {
		uint32_t cell = in->names.items[i].cell;

		state_clear(&r->heap, &r->state, cell);
		if (in->thrown)
			state_clear(&r->heap, in->thrown, cell);
		heap_give_back(&r->heap, cell);
	}
}

const struct value *run_function(struct run *r, struct frame *f, struct flow_target target,
				 const struct value *self, struct frame *outer,
				 const struct call *call)
{
	const struct program_function *it = &target.unit->program->functions.items[target.function];
	struct frame *in;
	const struct value *v;

	if (!it->body || is_running(f, target))
		return NULL;
	if (r->depth >= STRATA_LIMIT_FLOW_DEPTH) {
		r->answer->cut = true;
		return NULL;
	}
	in = strata_arena_alloc(r->arena, sizeof *in);
	in->unit = target.unit;
	in->function = target.function;
	in->class = it->class;
	in->outer = outer;
	in->caller = f;
	in->self = self;
	in->ends.dead = true;
	in->thrown = f->thrown;
	r->depth++;
	bind_parameters(r, in, f, it, call);
	if (!call && it->decorators)
		run_names_decorators(r, in);
	v = run_body(r, in, it->body);
	forget_names(r, in);
	r->depth--;
	if (call && in->unit == f->unit && v->taint)
		v = value_with_taint(r->arena, v, taint_step(r->arena, v->taint, (struct trail){
			.unit = f->unit, .start = call->node->start,
			.end = call->node->end, .what = "returned" }));
	return v;
}

const struct value *run_closure(struct run *r, struct frame *f, struct closure *closure,
				const struct call *call)
{
	struct flow_target target = { closure->unit, closure->function, 0 };

	closure->called = true;
	return run_function(r, f, target, closure->self, closure->frame, call);
}

static void take_arguments(struct run *r, struct frame *f, struct call *call, uint32_t first)
{
	for (uint32_t a = first; a; a = node_at(f, a)->next) {
		const struct program_node *n = node_at(f, a);
		const struct value *v = run_value(r, f, a);
		uint32_t mark = f->unit->mark_of ? f->unit->mark_of[a] : 0;
		size_t at = call->count;

		if (at == CALL_ARGUMENTS) {
			r->answer->cut = true;
			continue;
		}
		call->args[at] = v;
		call->arg_nodes[at] = a;
		call->keywords[at] = n->kind == PROGRAM_KEYWORD ? n->text : STRATA_NONE;
		if (mark && f->unit->marks.items[mark - 1].role == SAST_SINK)
			call->sunk |= 1ull << at;
		call->count++;
	}
}

/* The function or class that a dotted name means elsewhere in the snapshot. */
static bool find_target(struct run *r, struct frame *f, struct flow_target *out,
			struct strata_str dotted)
{
	return dotted.len && r->world->find &&
	       r->world->find(out, r->world->payload, f->unit, dotted);
}

static const struct value *construct(struct run *r, struct frame *f, struct flow_target class,
				     const struct call *call)
{
	static const char *const names[] = { "new", "__init__", "constructor", "initialize",
					     "__construct" };
	const struct value *self = run_instance(r, class.unit, class.class);

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct flow_target target = class;

		target.function = run_method(class.unit, class.class, strata_str_of(names[i]),
					     call->count);
		if (!target.function)
			continue;
		run_function(r, f, target, self, NULL, call);
		break;
	}
	return self;
}

static const struct value *call_target(struct run *r, struct frame *f, struct flow_target target,
				       const struct value *self, const struct call *call)
{
	if (target.function)
		return run_function(r, f, target, self, NULL, call);
	return target.class ? construct(r, f, target, call) : NULL;
}

/* A method of one of the objects that the receiver may be. */
static const struct value *call_instances(struct run *r, struct frame *f, const struct call *call)
{
	const struct value *all = NULL;

	for (int i = 0; i < call->receiver->object_count; i++) {
		const struct content *c = state_content(&r->state, call->receiver->objects[i]);
		struct flow_target target;

		if (!c || c->kind != CONTENT_INSTANCE || !c->class)
			continue;
		target = (struct flow_target){ c->unit, 0, c->class };
		target.function = run_method(c->unit, c->class, call->name, call->count);
		if (target.function)
			all = value_join(r->arena, all,
					 run_function(r, f, target,
						      value_object(r->arena, call->receiver->objects[i]),
						      NULL, call));
	}
	return all;
}

/* By the class that the receiver is declared as, or is itself: Helper.method(x). */
static const struct value *call_by_type(struct run *r, struct frame *f, const struct call *call,
					struct strata_str type)
{
	uint32_t class = run_class(f->unit, type);
	struct flow_target target = { f->unit, 0, class };

	if (class) {
		target.function = run_method(f->unit, class, call->name, call->count);
		return target.function ? run_function(r, f, target, call->receiver, NULL, call) : NULL;
	}
	if (!find_target(r, f, &target, run_dotted(r, type, call->name, "")))
		return NULL;
	if (target.class && target.function)
		target.function = run_method(target.unit, target.class, call->name, call->count);
	return call_target(r, f, target, call->receiver, call);
}

static const struct value *call_method(struct run *r, struct frame *f, const struct call *call)
{
	const struct value *v = call_instances(r, f, call), *callee;

	if (!v)
		v = run_model(r, f, call);
	if (!v && call->receiver->object_count) {
		callee = run_member(r, call->receiver, call->name);
		if (callee->closure)
			v = run_closure(r, f, callee->closure, call);
	}
	if (!v && call->receiver->made.len && !call->receiver->type.len)
		v = call_by_type(r, f, call, call->receiver->made);
	if (!v && call->receiver->type.len)
		v = call_by_type(r, f, call, call->receiver->type);
	return v;
}

/* A method of the class around, where the language needs no `this.`. */
static const struct value *call_own(struct run *r, struct frame *f, const struct call *call)
{
	const struct program *p = f->unit->program;

	for (uint32_t class = f->class; class; class = p->classes.items[class].outer) {
		struct flow_target target = { f->unit, 0, class };

		target.function = run_method(f->unit, class, call->name, call->count);
		if (target.function && !p->functions.items[target.function].has_self)
			return run_function(r, f, target, class == f->class ? f->self : NULL, NULL,
					    call);
	}
	return NULL;
}

static const struct value *call_name(struct run *r, struct frame *f, struct call *call,
				     const struct value *callee)
{
	struct flow_target target = { f->unit, 0, 0 };
	const struct value *v = NULL;

	if (callee->closure)
		return run_closure(r, f, callee->closure, call);
	v = call_own(r, f, call);
	if (v)
		return v;
	target.class = run_class(f->unit, callee->made);
	if (target.class && strata_str_chr(callee->made, '.') == STRATA_NPOS)
		return construct(r, f, target, call);
	if (find_target(r, f, &target, callee->made))
		return call_target(r, f, target, NULL, call);
	return run_model(r, f, call);
}

static bool changes_receiver(struct strata_str name)
{
	static const char *const starts[] = { "set", "add", "put", "append", "push", "write",
					      "insert", "extend", "update", "concat" };

	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (strata_str_starts(name, strata_str_of(starts[i])))
			return true;
	return false;
}

/* A function that is given away will be called with what its receiver holds. */
static const struct taint *call_given(struct run *r, struct frame *f, const struct call *call,
				      const struct taint *t)
{
	struct call inner = { .node = call->node };

	inner.args[0] = inner.args[1] = value_tainted(r->arena, t);
	if (call->receiver && call->receiver->object_count)
		inner.args[0] = inner.args[1] = run_items(r, call->receiver);
	inner.count = 2;
	for (size_t i = 0; i < call->count; i++) {
		const struct value *v = NULL;

		if (call->args[i]->closure)
			v = run_closure(r, f, call->args[i]->closure, &inner);
		if (v)
			t = taint_join(r->arena, t, state_taint(&r->heap, &r->state, v));
	}
	return t;
}

static const struct value *call_unknown(struct run *r, struct frame *f, const struct call *call)
{
	const struct taint *given = NULL, *all;
	struct value *v = strata_arena_alloc(r->arena, sizeof *v);

	for (size_t i = 0; i < call->count; i++)
		if (!(call->sunk >> i & 1))
			given = taint_join(r->arena, given,
					   state_taint(&r->heap, &r->state, call->args[i]));
	if (given && call->receiver_node && !run_is_clean(call->name) &&
	    (call->receiver->object_count || changes_receiver(call->name)))
		run_add_taint(r, f, call->receiver_node, given);
	all = given;
	if (call->receiver)
		all = taint_join(r->arena, all, state_taint(&r->heap, &r->state, call->receiver));
	all = call_given(r, f, call, all);
	v->open = true;
	v->taint = run_is_clean(call->name) ? NULL : all;
	if (call->receiver)
		v->made = run_dotted(r, call->receiver->made.len ? call->receiver->made :
								    call->receiver->type,
				     call->name, "()");
	else if (call->dotted.len)
		v->made = STRATA_CONCAT(r->arena, call->dotted, STRATA_STR("()"));
	return v;
}

const struct value *run_call(struct run *r, struct frame *f, uint32_t node)
{
	const struct program_node *n = node_at(f, node), *callee = node_at(f, n->a);
	struct call call = { .node = n, .name = callee->text };
	const struct value *v = NULL, *function = &value_unknown;

	if (n->a && callee->kind == PROGRAM_MEMBER && callee->a) {
		call.receiver_node = callee->a;
		call.receiver = run_value(r, f, callee->a);
		run_marks(r, f, n->a, &value_unknown);
	} else if (n->a) {
		function = run_value(r, f, n->a);
		call.dotted = function->made.len ? function->made : call.name;
	}
	take_arguments(r, f, &call, n->list);
	if (r->state.dead)
		return &value_unknown;
	if (!call.receiver && call.dotted.len) {
		size_t dot = strata_str_rchr(call.dotted, '.');

		call.name = dot == STRATA_NPOS ? call.dotted : strata_str_skip(call.dotted, dot + 1);
	}
	run_names_before(r, f, &call, call.name);
	if (call.receiver)
		v = call_method(r, f, &call);
	else if (n->a)
		v = call_name(r, f, &call, function);
	if (!v)
		v = call_unknown(r, f, &call);
	return run_names_after(r, f, &call, call.name, v);
}

/* new Base() { .. }: the class that is written there. */
static uint32_t class_within(const struct flow_unit *unit, const struct program_node *n)
{
	const struct program *p = unit->program;

	for (uint32_t i = 1; i < p->classes.count; i++)
		if (p->classes.items[i].start == n->start && p->classes.items[i].end == n->end)
			return i;
	return 0;
}

static const struct value *new_unknown(struct run *r, const struct call *call)
{
	struct content *c = strata_arena_alloc(r->arena, sizeof *c);
	const struct taint *t = NULL;

	for (size_t i = 0; i < call->count; i++)
		if (!(call->sunk >> i & 1))
			t = taint_join(r->arena, t,
				       state_taint(&r->heap, &r->state, call->args[i]));
	c->kind = CONTENT_OPAQUE;
	c->rest = t ? value_tainted(r->arena, t) : NULL;
	return state_object(&r->heap, &r->state, c);
}

const struct value *run_new(struct run *r, struct frame *f, uint32_t node)
{
	const struct program_node *n = node_at(f, node);
	struct strata_str type = run_type(r, f, n->text);
	size_t dot = strata_str_rchr(type, '.');
	struct call call = { .node = n };
	struct flow_target target = { f->unit, 0, class_within(f->unit, n) };
	struct strata_str word;
	const struct value *v = NULL;

	call.name = dot == STRATA_NPOS ? type : strata_str_skip(type, dot + 1);
	call.dotted = type;
	word = STRATA_CONCAT(r->arena, STRATA_STR("new "), call.name);
	take_arguments(r, f, &call, n->list);
	if (r->state.dead)
		return &value_unknown;
	run_names_before(r, f, &call, word);
	if (!target.class)
		target.class = run_class(f->unit, n->text);
	if (target.class || (find_target(r, f, &target, type) && target.class))
		v = construct(r, f, target, &call);
	if (!v)
		v = run_model_new(r, &call);
	if (!v)
		v = new_unknown(r, &call);
	v = value_with_type(r->arena, v, type);
	return run_names_after(r, f, &call, word, v);
}
