/*
 * flow.c - a file as a whole: its own statements first, then each function that nobody stands
 * around, with arguments of which nothing is known; last the functions that were made as values
 * and that nobody called.
 */
#include "sast/flow.h"

#include "sast/run.h"
#include "strata/limits.h"

static void note_assigned(struct flow_unit *unit, struct strata_arena *arena)
{
	const struct program *p = unit->program;

	unit->assigned = STRATA_MAP_INIT(arena);
	for (size_t i = 1; i < p->nodes.count; i++) {
		const struct program_node *n = &p->nodes.items[i], *target;

		if ((n->kind != PROGRAM_ASSIGN && n->kind != PROGRAM_STEP) || !n->a)
			continue;
		target = program_at(p, n->a);
		if (target->text.len)
			strata_map_at(&unit->assigned, target->text, NULL);
	}
}

static void note_marks(struct flow_unit *unit, struct strata_arena *arena)
{
	const struct program *p = unit->program;
	uint32_t *mark_of = strata_arena_alloc(arena, p->nodes.count * sizeof *mark_of);

	for (size_t i = 1; i < p->nodes.count; i++) {
		const struct sast_mark wanted = { .start = p->nodes.items[i].start,
						  .end = p->nodes.items[i].end };
		size_t low = 0, high = unit->marks.count;

		while (low < high) {
			size_t middle = low + (high - low) / 2;

			if (sast_mark_compare(&unit->marks.items[middle], &wanted) < 0)
				low = middle + 1;
			else
				high = middle;
		}
		if (low < unit->marks.count &&
		    sast_mark_compare(&unit->marks.items[low], &wanted) == 0)
			mark_of[i] = (uint32_t)low + 1;
	}
	unit->mark_of = mark_of;
}

void flow_prepare(struct flow_unit *unit, struct strata_arena *arena)
{
	note_assigned(unit, arena);
	if (unit->marks.count)
		note_marks(unit, arena);
}

static void run_entry(struct run *r, struct frame *file, const struct state *base, uint32_t number)
{
	const struct program_function *it = &r->unit->program->functions.items[number];
	struct flow_target target = { r->unit, number, it->class };
	struct frame f = { .unit = r->unit, .ends = { .dead = true } };
	const struct value *self = NULL;

	r->state = state_copy(&r->heap, base);
	r->nesting = r->depth = 0;
	if (it->class && !it->is_static)
		self = run_instance(r, r->unit, it->class);
	run_function(r, &f, target, self, file, NULL);
}

/* What has been made while these run is run with them. */
static void run_pending(struct run *r, const struct state *base)
{
	for (size_t i = 0; i < r->pending.count; i++) {
		struct closure *closure = r->pending.items[i];
		struct frame f = { .unit = r->unit, .ends = { .dead = true } };

		if (closure->called)
			continue;
		r->state = state_copy(&r->heap, base);
		r->nesting = r->depth = 0;
		run_closure(r, &f, closure, NULL);
	}
	r->pending.count = 0;
}

static void run_file(struct run *r, struct frame *file)
{
	const struct program *p = r->unit->program;
	struct state base;
	uint32_t cells;

	if (p->functions.items[0].body)
		run_statement(r, file, p->functions.items[0].body);
	if (r->state.dead)
		r->state = file->ends;
	r->state.dead = false;
	base = state_copy(&r->heap, &r->state);
	run_pending(r, &base);
	cells = r->heap.cells;
	for (uint32_t i = 1; i < p->functions.count; i++) {
		const struct program_function *it = &p->functions.items[i];

		if (it->is_lambda || (it->outer && !it->class))
			continue;
		heap_cut(&r->heap, cells); /* nothing of one function lasts until the next */
		run_entry(r, file, &base, i);
		if (r->pending.count) {
			struct state after = r->state;

			after.dead = false;
			run_pending(r, &after);
		}
	}
}

static int by_place(const void *a, const void *b)
{
	const struct flow_constant *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->end < y->end ? -1 : x->end > y->end;
}

void flow_run(struct flow_answer *out, struct strata_arena *arena, const struct flow_unit *unit,
	      const struct flow_names *names, const struct flow_world *world)
{
	static const struct flow_world nothing;
	struct strata_arena scratch = STRATA_ARENA_INIT;
	struct run r = {
		.arena = &scratch, .kept = arena, .heap = { .arena = &scratch }, .unit = unit, .names = names,
		.world = world ? world : &nothing, .answer = out,
		.seen = STRATA_MAP_INIT(&scratch),
	};
	struct frame file = { .unit = unit, .ends = { .dead = true } };

	memset(out, 0, sizeof *out);
	run_file(&r, &file);
	strata_vec_sort(&out->constants, by_place);
	strata_arena_release(&scratch);
}
