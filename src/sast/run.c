/*
 * run.c - statements: where ways part and where they meet again.
 *
 * The state of a run is where it is now. Before a branch it is copied, after it the states of
 * all branches are joined; a branch that a constant condition rules out is not run at all.
 * A way that ends (return, throw, break) leaves its state where it goes on, and is dead here.
 */
#include "sast/run.h"
#include "strata/limits.h"

#define ROUNDS 4   /* of a loop, until its state changes no more */
#define UNROLLED 8 /* items of a list that a loop is run for, one by one */

bool run_step(struct run *r)
{
	if (++r->steps + r->heap.nodes <= STRATA_LIMIT_FLOW_STEPS &&
	    r->arena->total <= STRATA_LIMIT_FLOW_BYTES)
		return true;
	r->answer->cut = true;
	r->state.dead = true;
	return false;
}

/* The way ends here, and goes on there. */
static void leave_to(struct run *r, struct state *there)
{
	if (there)
		state_join(&r->heap, there, &r->state);
	r->state.dead = true;
}

void run_list(struct run *r, struct frame *f, uint32_t first)
{
	for (uint32_t n = first; n; n = node_at(f, n)->next) {
		if (r->state.dead) {
			run_dead(r, f, n);
			continue;
		}
		run_statement(r, f, n);
	}
}

static void run_branch(struct run *r, struct frame *f, uint32_t condition, bool truth,
		       uint32_t statement)
{
	run_refine(r, f, condition, truth);
	if (statement)
		run_statement(r, f, statement);
}

static void run_if(struct run *r, struct frame *f, const struct program_node *n)
{
	int truth = value_truth(run_value(r, f, n->a));
	struct state other;

	if (truth >= 0) {
		run_branch(r, f, n->a, truth, truth ? n->b : n->c);
		run_dead(r, f, truth ? n->c : n->b);
		return;
	}
	other = state_copy(&r->heap, &r->state);
	run_branch(r, f, n->a, true, n->b);
	struct state then = r->state;

	r->state = other;
	run_branch(r, f, n->a, false, n->c);
	state_join(&r->heap, &r->state, &then);
}

static const struct state nowhere = { .dead = true };

/* One round of a loop's body, with what comes after it. */
static void run_round(struct run *r, struct frame *f, uint32_t body, uint32_t after,
		      struct jumps *jumps)
{
	struct jumps *outer = f->jumps;

	jumps->continues = nowhere;
	f->jumps = jumps;
	if (body)
		run_statement(r, f, body);
	f->jumps = outer;
	state_join(&r->heap, &r->state, &jumps->continues);
	if (after && !r->state.dead)
		run_value(r, f, after);
}

static void run_loop(struct run *r, struct frame *f, const struct program_node *n)
{
	struct jumps jumps = { nowhere, nowhere };
	struct state head, out = nowhere;

	run_list(r, f, n->list);
	if (n->op == OP_AFTER)
		run_round(r, f, n->b, n->c, &jumps);
	head = state_copy(&r->heap, &r->state);
	for (int round = 0; round < ROUNDS && !r->state.dead && run_step(r); round++) {
		int truth = n->a ? value_truth(run_value(r, f, n->a)) : 1;
		struct state before = state_copy(&r->heap, &r->state);

		if (truth != 1) {
			run_refine(r, f, n->a, false);
			state_join(&r->heap, &out, &r->state);
		}
		if (truth == 0)
			break;
		r->state = before;
		run_refine(r, f, n->a, true);
		run_round(r, f, n->b, n->c, &jumps);
		if (!state_join(&r->heap, &head, &r->state))
			break;
		r->state = state_copy(&r->heap, &head);
	}
	r->state = out;
	state_join(&r->heap, &r->state, &jumps.breaks);
}

static const struct content *list_of(struct run *r, const struct value *v)
{
	const struct content *c = v->object_count == 1 ? state_content(&r->state, v->objects[0]) : NULL;

	return c && c->kind == CONTENT_LIST && !c->rest && c->count && c->count <= UNROLLED ? c : NULL;
}

/* A short list that is known is gone through in its order. */
static void run_each_item(struct run *r, struct frame *f, const struct program_node *n,
			  const struct content *list, struct jumps *jumps)
{
	for (uint32_t i = 0; i < list->count && !r->state.dead && run_step(r); i++) {
		run_assign(r, f, n->a, list->items[i]);
		run_round(r, f, n->c, 0, jumps);
	}
	state_join(&r->heap, &r->state, &jumps->breaks);
}

void run_each(struct run *r, struct frame *f, const struct program_node *n)
{
	const struct value *container = run_value(r, f, n->b);
	const struct content *list = list_of(r, container);
	struct jumps jumps = { nowhere, nowhere };
	struct state head;

	if (list) {
		run_each_item(r, f, n, list, &jumps);
		return;
	}
	head = state_copy(&r->heap, &r->state);
	for (int round = 0; round < ROUNDS && !r->state.dead && run_step(r); round++) {
		run_assign(r, f, n->a, run_items(r, container));
		run_round(r, f, n->c, 0, &jumps);
		if (!state_join(&r->heap, &head, &r->state))
			break;
		r->state = state_copy(&r->heap, &head);
	}
	r->state = head;
	state_join(&r->heap, &r->state, &jumps.breaks);
}

/* Whether the subject can be what the label is, and cannot be anything else. */
static void match_label(const struct value *subject, const struct value *label, bool *may,
			bool *must)
{
	const struct constant *wanted = value_only(label);

	if (!wanted || subject->open || subject->object_count || !subject->constant_count) {
		*may = true;
		return;
	}
	for (int i = 0; i < subject->constant_count; i++) {
		const struct constant *c = &subject->constants[i];
		bool texts = c->type <= CONSTANT_CHAR && wanted->type <= CONSTANT_CHAR;

		if (texts ? strata_str_eq(c->text, wanted->text) :
			    constant_compare(c, wanted) == 0) {
			*may = true;
			*must = *must || subject->constant_count == 1;
		}
	}
}

static bool is_name(const struct frame *f, uint32_t node)
{
	while (node && node_at(f, node)->kind == PROGRAM_GROUP)
		node = node_at(f, node)->a;
	return node && node_at(f, node)->kind == PROGRAM_NAME;
}

/* In a case, the subject is what its labels say. */
static void take_label(struct run *r, struct frame *f, uint32_t subject, uint32_t labels)
{
	const struct value *all = NULL;

	if (!is_name(f, subject) || !labels)
		return;
	for (uint32_t n = labels; n; n = node_at(f, n)->next) {
		const struct value *label = run_value(r, f, n);

		if (!value_only(label))
			return;
		all = value_join(r->arena, all, label);
	}
	run_assign(r, f, subject, all);
}

/* The state at the beginning of a case; it is dead where the subject is none of its labels. */
static void enter_case(struct run *r, struct frame *f, uint32_t subject,
		       const struct program_node *branch, const struct state *head,
		       struct state fallen)
{
	r->state = state_copy(&r->heap, head);
	take_label(r, f, subject, branch->list);
	state_join(&r->heap, &r->state, &fallen);
}

static void run_switch(struct run *r, struct frame *f, const struct program_node *n)
{
	const struct value *subject = run_value(r, f, n->a);
	struct state head = state_copy(&r->heap, &r->state), fallen = nowhere;
	struct jumps jumps = { nowhere, nowhere }, *outer = f->jumps;
	bool done = false, has_default = false;

	f->jumps = &jumps;
	for (uint32_t c = n->list; c; c = node_at(f, c)->next) {
		const struct program_node *branch = node_at(f, c);
		bool may = !branch->list, must = false;

		if (branch->kind != PROGRAM_CASE)
			continue;
		has_default = has_default || !branch->list;
		r->state = head;
		for (uint32_t l = branch->list; l; l = node_at(f, l)->next)
			match_label(subject, run_value(r, f, l), &may, &must);
		if (!done && may)
			enter_case(r, f, n->a, branch, &head, fallen);
		else
			r->state = fallen;
		done = done || must;
		if (r->state.dead)
			run_dead(r, f, branch->a);
		else if (branch->a)
			run_statement(r, f, branch->a);
		fallen = nowhere;
		if (branch->op == OP_FALLS)
			fallen = r->state;
		else
			leave_to(r, &jumps.breaks);
	}
	f->jumps = outer;
	r->state = fallen;
	state_join(&r->heap, &r->state, &jumps.breaks);
	if (!done && !has_default)
		state_join(&r->heap, &r->state, &head);
	if (outer)
		state_join(&r->heap, &outer->continues, &jumps.continues);
}

/* A default label that stands before others is rare enough to be run in its place. */
static void run_handlers(struct run *r, struct frame *f, uint32_t first,
			 const struct state *thrown, struct state *out)
{
	for (uint32_t c = first; c; c = node_at(f, c)->next) {
		const struct program_node *handler = node_at(f, c);

		r->state = state_copy(&r->heap, thrown);
		if (handler->text.len)
			run_bind(r, f, handler->text, STRATA_NONE, &value_unknown);
		if (handler->a)
			run_statement(r, f, handler->a);
		state_join(&r->heap, out, &r->state);
	}
}

/* In a body that is watched, each statement may throw after what it did. */
static void run_watched(struct run *r, struct frame *f, uint32_t body, struct state *thrown)
{
	struct state *outer = f->thrown;
	const struct program_node *n = node_at(f, body);

	f->thrown = thrown;
	if (n->kind != PROGRAM_BLOCK)
		run_statement(r, f, body);
	for (uint32_t s = n->kind == PROGRAM_BLOCK ? n->list : 0; s; s = node_at(f, s)->next) {
		if (r->state.dead) {
			run_dead(r, f, s);
			continue;
		}
		run_statement(r, f, s);
		state_join(&r->heap, thrown, &r->state);
	}
	f->thrown = outer;
}

static void run_try(struct run *r, struct frame *f, const struct program_node *n)
{
	struct state thrown = state_copy(&r->heap, &r->state), out;

	if (n->a)
		run_watched(r, f, n->a, &thrown);
	if (n->b && !r->state.dead)
		run_statement(r, f, n->b);
	out = r->state;
	run_handlers(r, f, n->list, &thrown, &out);
	r->state = out;
	if (n->c && !r->state.dead)
		run_statement(r, f, n->c);
	else if (n->c) {
		r->state = thrown;
		run_statement(r, f, n->c);
		thrown = r->state;
		r->state.dead = true;
	}
	if (!n->list && f->thrown)
		state_join(&r->heap, f->thrown, &thrown);
}

static void run_return(struct run *r, struct frame *f, const struct program_node *n)
{
	const struct value *v = n->a ? run_value(r, f, n->a) : NULL;

	if (r->state.dead)
		return;
	for (size_t i = 0; v && i < f->answers.count; i++)
		run_sink(r, f, node_at(f, n->a)->start, node_at(f, n->a)->end,
			 f->answers.items[i]->rule, f->answers.items[i]->kinds, v);
	if (v)
		f->returned = value_join(r->arena, f->returned, v);
	leave_to(r, &f->ends);
}

static void run_declare(struct run *r, struct frame *f, const struct program_node *n)
{
	const struct value *v = n->a ? run_value(r, f, n->a) : NULL;

	if (v && v->taint)
		v = value_with_taint(r->arena, v, taint_step(r->arena, v->taint, (struct trail){
			.unit = f->unit, .start = n->start, .end = n->end,
			.what = "assigned" }));
	run_bind(r, f, n->text, n->b ? node_at(f, n->b)->text : STRATA_NONE, v);
}

static void run_kind(struct run *r, struct frame *f, uint32_t node)
{
	const struct program_node *n = node_at(f, node);

	switch (n->kind) {
	case PROGRAM_BLOCK: run_list(r, f, n->list); break;
	case PROGRAM_DECLARE: run_declare(r, f, n); break;
	case PROGRAM_IF: run_if(r, f, n); break;
	case PROGRAM_LOOP: run_loop(r, f, n); break;
	case PROGRAM_EACH: run_each(r, f, n); break;
	case PROGRAM_SWITCH: run_switch(r, f, n); break;
	case PROGRAM_TRY: run_try(r, f, n); break;
	case PROGRAM_RETURN: run_return(r, f, n); break;
	case PROGRAM_THROW:
		if (n->a)
			run_value(r, f, n->a);
		leave_to(r, f->thrown);
		break;
	case PROGRAM_BREAK: leave_to(r, f->jumps ? &f->jumps->breaks : NULL); break;
	case PROGRAM_CONTINUE: leave_to(r, f->jumps ? &f->jumps->continues : NULL); break;
	default: run_value(r, f, node);
	}
}

void run_statement(struct run *r, struct frame *f, uint32_t node)
{
	if (r->state.dead || !run_step(r))
		return;
	if (r->nesting >= STRATA_LIMIT_FLOW_NESTING) {
		r->answer->cut = true;
		return;
	}
	r->nesting++;
	run_kind(r, f, node);
	r->nesting--;
}
