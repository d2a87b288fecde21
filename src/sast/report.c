/*
 * report.c - what marks do to the values that they lie on, and what is told of them.
 */
#include "sast/run.h"
#include "strata/limits.h"

static const struct value *mark_value(struct run *r, struct frame *f, const struct sast_mark *m,
				      const struct value *v);

/* All marks of one range stand side by side. */
static const struct value *apply_from(struct run *r, struct frame *f, size_t first,
				      const struct value *v)
{
	const struct sast_marks *marks = &f->unit->marks;
	uint32_t start = marks->items[first].start, end = marks->items[first].end;

	for (size_t i = first; i < marks->count && marks->items[i].start == start &&
			       marks->items[i].end == end; i++)
		v = mark_value(r, f, &marks->items[i], v);
	return v;
}

const struct value *run_marks(struct run *r, struct frame *f, uint32_t node,
			      const struct value *v)
{
	uint32_t mark = f->unit->mark_of ? f->unit->mark_of[node] : 0;

	return mark && !r->state.dead ? apply_from(r, f, mark - 1, v) : v;
}

static size_t first_mark(const struct sast_marks *marks, uint32_t start, uint32_t end)
{
	size_t low = 0, high = marks->count;
	const struct sast_mark wanted = { .start = start, .end = end };

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (sast_mark_compare(&marks->items[middle], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct value *run_marks_at(struct run *r, struct frame *f, uint32_t start, uint32_t end,
				 const struct value *v)
{
	const struct sast_marks *marks = &f->unit->marks;
	size_t at = first_mark(marks, start, end);

	if (at == marks->count || marks->items[at].start != start || marks->items[at].end != end)
		return v;
	return apply_from(r, f, at, v);
}

static uint32_t source_number(struct run *r, struct source wanted)
{
	struct source *made;

	for (size_t i = 0; i < r->sources.count; i++)
		if (r->sources.items[i].unit == wanted.unit &&
		    r->sources.items[i].start == wanted.start &&
		    r->sources.items[i].end == wanted.end)
			return (uint32_t)i;
	made = strata_vec_push(r->arena, &r->sources);
	*made = wanted;
	return (uint32_t)(r->sources.count - 1);
}

const struct value *run_source(struct run *r, struct frame *f, uint32_t start, uint32_t end,
			       uint64_t kinds, const struct value *v)
{
	struct taint *t = strata_arena_alloc(r->arena, sizeof *t);
	struct trail *trail = strata_arena_alloc(r->arena, sizeof *trail);

	*trail = (struct trail){ NULL, f->unit, start, end, "source", 1 };
	t->source = source_number(r, (struct source){ f->unit, start, end });
	t->kinds = kinds;
	t->trail = trail;
	v = value_join(r->arena, v, &value_unknown);
	return value_with_taint(r->arena, v, taint_join(r->arena, v->taint, t));
}

static bool seen_before(struct run *r, const char *what, uint32_t rule,
			const struct flow_unit *unit, uint32_t start, uint32_t source)
{
	bool added;

	strata_map_at(&r->seen, strata_arena_printf(r->arena, "%s %u %p %u %u", what, rule,
						    (const void *)unit, start, source), &added);
	return !added;
}

static void tell_path(struct run *r, struct flow *flow, const struct trail *trail,
		      struct trail sink)
{
	sink.before = trail;
	for (const struct trail *at = &sink; at; at = at->before)
		*strata_vec_push(r->kept, &flow->path) =
			(struct flow_place){ at->unit, at->start, at->end, at->what };
	for (size_t i = 0, j = flow->path.count; i + 1 < j; i++) {
		struct flow_place swap = flow->path.items[i];

		flow->path.items[i] = flow->path.items[--j];
		flow->path.items[j] = swap;
	}
}

static void tell_safe(struct run *r, struct frame *f, uint32_t start, uint32_t end, uint32_t rule,
		      enum flow_reason reason)
{
	struct flow_safe *safe;

	if (f->unit != r->unit || seen_before(r, "safe", rule, f->unit, start, reason))
		return;
	safe = strata_vec_push(r->kept, &r->answer->safes);
	*safe = (struct flow_safe){ rule, start, end, reason };
}

void run_sink(struct run *r, struct frame *f, uint32_t start, uint32_t end, uint32_t rule,
	      uint64_t kinds, const struct value *v)
{
	const struct taint *t = state_taint(&r->heap, &r->state, v);
	unsigned count = 0;

	if (value_only(v))
		tell_safe(r, f, start, end, rule, FLOW_CONSTANT);
	else if (t && !(t->kinds & kinds))
		tell_safe(r, f, start, end, rule, FLOW_SANITISED);
	for (; t; t = t->next) {
		struct flow *flow;

		if (count++ == STRATA_LIMIT_FLOW_SOURCES) {
			r->answer->cut = true;
			break;
		}
		if (!(t->kinds & kinds) ||
		    seen_before(r, "flow", rule, f->unit, start, t->source))
			continue;
		flow = strata_vec_push(r->kept, &r->answer->flows);
		flow->rule = rule;
		tell_path(r, flow, t->trail, (struct trail){
			NULL, f->unit, start, end, "sink", 0 });
	}
}

/* Also what is in a list or an object is harmless then: only the taint of it is taken. */
const struct value *run_harmless(struct run *r, const struct value *v, uint64_t kinds)
{
	const struct taint *t = state_taint(&r->heap, &r->state, v);

	if (!t)
		return v;
	t = taint_without(r->arena, t, kinds);
	return v->object_count ? value_tainted(r->arena, t) : value_with_taint(r->arena, v, t);
}

static struct flow_constant *constant_at(struct run *r, uint32_t start, uint32_t end, uint32_t rule)
{
	struct flow_constants *all = &r->answer->constants;
	struct flow_constant *made;
	size_t *at = strata_map_at(&r->seen, strata_arena_printf(r->arena, "constant %u %u %u", rule,
								  start, end), NULL);

	if (*at)
		return &all->items[*at - 1];
	made = strata_vec_push(r->kept, all);
	*at = all->count;
	made->start = start;
	made->end = end;
	made->rule = rule;
	made->whole = true;
	return made;
}

void run_tell_constant(struct run *r, struct frame *f, uint32_t start, uint32_t end, uint32_t rule,
		       const struct value *v)
{
	struct flow_constant *told;

	if (f->unit != r->unit)
		return;
	told = constant_at(r, start, end, rule);
	if (!v) {
		told->absent = true;
		return;
	}
	if (v->open || v->object_count)
		told->whole = false;
	for (int i = 0; i < v->constant_count; i++) {
		struct strata_str text = constant_text(r->arena, &v->constants[i]);
		bool known = false;

		for (size_t j = 0; j < told->texts.count && !known; j++)
			known = strata_str_eq(told->texts.items[j], text);
		if (!known)
			*strata_vec_push(r->kept, &told->texts) = strata_arena_dup(r->kept, text);
	}
}

/* From one part of a propagator to the other, when that is a variable. */
static void propagate(struct run *r, struct frame *f, const struct sast_mark *from,
		      const struct value *v)
{
	const struct taint *t = state_taint(&r->heap, &r->state, v);
	const struct program *p = f->unit->program;

	for (size_t i = 0; t && i < f->unit->marks.count; i++) {
		const struct sast_mark *to = &f->unit->marks.items[i];

		if (to->role != SAST_TO || to->pair != from->pair)
			continue;
		for (uint32_t n = 1; n < p->nodes.count; n++) {
			const struct program_node *node = program_at(p, n);

			if (node->start == to->start && node->end == to->end &&
			    (node->kind == PROGRAM_NAME || node->kind == PROGRAM_MEMBER))
				run_add_taint(r, f, n, t);
		}
	}
}

static const struct value *mark_value(struct run *r, struct frame *f, const struct sast_mark *m,
				      const struct value *v)
{
	switch (m->role) {
	case SAST_SOURCE: return run_source(r, f, m->start, m->end, m->kinds, v);
	case SAST_SANITIZER: return run_harmless(r, v, m->kinds);
	case SAST_SINK: run_sink(r, f, m->start, m->end, m->rule, m->kinds, v); break;
	case SAST_CONST: run_tell_constant(r, f, m->start, m->end, m->rule, v); break;
	case SAST_FROM: propagate(r, f, m, v); break;
	default: break;
	}
	return v;
}

/* Sinks in what is never run. */
void run_dead(struct run *r, struct frame *f, uint32_t node)
{
	const struct sast_marks *marks = &f->unit->marks;
	const struct program_node *n = node_at(f, node);

	if (!node || r->state.dead)
		return;
	for (size_t i = first_mark(marks, n->start, 0); i < marks->count; i++) {
		const struct sast_mark *m = &marks->items[i];

		if (m->start >= n->end)
			break;
		if (m->role == SAST_SINK)
			tell_safe(r, f, m->start, m->end, m->rule, FLOW_DEAD);
	}
}
