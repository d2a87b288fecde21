/*
 * name.c - what rules mean by a dotted name, at the places where it is called.
 *
 * Names are kept by their last word, the only one that stands at every call. What is before it
 * is held against what is known of the receiver: its declared type, and the name of what it was
 * made by. A type that no import makes whole is taken for any of its simple name.
 */
#include "sast/run.h"

/* `java.io.File` is before the dot of `java.io.File.open`; `new java.io.File` has no receiver. */
static struct strata_str last_word(struct strata_arena *arena, struct strata_str name)
{
	size_t dot = strata_str_rchr(name, '.');
	struct strata_str word = dot == STRATA_NPOS ? name : strata_str_skip(name, dot + 1);

	if (!strata_str_starts(name, STRATA_STR("new ")) || strata_str_starts(word, STRATA_STR("new ")))
		return word;
	return STRATA_CONCAT(arena, STRATA_STR("new "), word);
}

void flow_names_init(struct flow_names *out, struct strata_arena *arena,
		     const struct sast_names *names)
{
	memset(out, 0, sizeof *out);
	out->names = *names;
	out->next = strata_arena_alloc(arena, (names->count + 1) * sizeof *out->next);
	out->by_word = STRATA_MAP_INIT(arena);
	for (size_t i = 0; i < names->count; i++) {
		size_t *first = strata_map_at(&out->by_word,
					      last_word(arena, names->items[i].name), NULL);

		out->next[i] = (uint32_t)*first;
		*first = i + 1;
	}
}

static struct strata_str qualifier(struct strata_str name)
{
	size_t dot = strata_str_rchr(name, '.');

	if (strata_str_starts(name, STRATA_STR("new ")))
		name = strata_str_skip(name, 4), dot = dot == STRATA_NPOS ? dot : dot - 4;
	return dot == STRATA_NPOS ? STRATA_NONE : strata_str_take(name, dot);
}

/* Whether one is the other's end, from a dot on. */
static bool ends_with_name(struct strata_str all, struct strata_str end)
{
	return strata_str_ends(all, end) &&
	       (all.len == end.len || all.ptr[all.len - end.len - 1] == '.');
}

static bool means(struct strata_str wanted, struct strata_str known)
{
	if (!known.len)
		return false;
	if (strata_str_starts(wanted, STRATA_STR("*.")))
		return ends_with_name(known, strata_str_skip(wanted, 2));
	return ends_with_name(known, wanted) ||
	       (strata_str_chr(known, '.') == STRATA_NPOS && ends_with_name(wanted, known));
}

static bool is_meant(const struct sast_name *name, const struct call *call)
{
	struct strata_str wanted = qualifier(name->name);

	if (strata_str_eq(wanted, STRATA_STR("*")))
		return call->receiver || qualifier(call->dotted).len;
	if (call->receiver)
		return wanted.len && (means(wanted, call->receiver->type) ||
				      means(wanted, call->receiver->made));
	return wanted.len ? means(wanted, qualifier(call->dotted)) : !qualifier(call->dotted).len;
}

static uint32_t first_name(const struct run *r, struct strata_str word)
{
	size_t first;

	return r->names && strata_map_get(&first, &r->names->by_word, word) ? (uint32_t)first : 0;
}

/* Which of the values of a call a name is about. */
static bool is_about(const struct sast_name *name, uint64_t args, const struct call *call, size_t i)
{
	if (call->keywords[i].len)
		return (args & SAST_ARG_KEYWORDS) ||
		       (name->keyword.len && strata_str_eq(name->keyword, call->keywords[i]));
	return args >> (i < 60 ? i : 60) & 1;
}

static void into_sink(struct run *r, struct frame *f, const struct sast_name *name,
		      struct call *call)
{
	for (size_t i = 0; i < call->count; i++) {
		const struct program_node *arg = node_at(f, call->arg_nodes[i]);

		if (!is_about(name, name->args, call, i))
			continue;
		call->sunk |= 1ull << i;
		run_sink(r, f, arg->start, arg->end, name->rule, name->kinds, call->args[i]);
	}
	if (name->args & SAST_ARG_RECEIVER && call->receiver) {
		const struct program_node *at = node_at(f, call->receiver_node);

		run_sink(r, f, at->start, at->end, name->rule, name->kinds, call->receiver);
	}
}

static void into_arguments(struct run *r, struct frame *f, const struct sast_name *name,
			   struct call *call)
{
	for (size_t i = 0; i < call->count; i++) {
		if (!is_about(name, name->args, call, i))
			continue;
		call->args[i] = run_source(r, f, call->node->start, call->node->end, name->kinds,
					   call->args[i]);
		run_add_taint(r, f, call->arg_nodes[i], call->args[i]->taint);
	}
}

/* Between the values of one call. */
static void pass_on(struct run *r, struct frame *f, const struct sast_name *name, struct call *call)
{
	const struct taint *t = NULL;

	for (size_t i = 0; i < call->count; i++)
		if (is_about(name, name->args, call, i))
			t = taint_join(r->arena, t,
				       state_taint(&r->heap, &r->state, call->args[i]));
	if (name->args & SAST_ARG_RECEIVER && call->receiver)
		t = taint_join(r->arena, t, state_taint(&r->heap, &r->state, call->receiver));
	for (size_t i = 0; i < call->count; i++)
		if (is_about(name, name->to, call, i))
			run_add_taint(r, f, call->arg_nodes[i], t);
	if (name->to & SAST_ARG_RECEIVER && call->receiver_node)
		run_add_taint(r, f, call->receiver_node, t);
}

/* What an argument is that a rule asks for, at each call by its name. */
static void tell_argument(struct run *r, struct frame *f, const struct sast_name *name,
			  const struct call *call)
{
	const struct value *v = NULL;

	for (size_t i = 0; i < call->count; i++)
		if (is_about(name, name->args, call, i))
			v = value_join(r->arena, v, call->args[i]);
	run_tell_constant(r, f, call->node->start, call->node->end, name->rule, v);
}

void run_names_before(struct run *r, struct frame *f, struct call *call, struct strata_str word)
{
	for (uint32_t at = first_name(r, word); at; at = r->names->next[at - 1]) {
		const struct sast_name *name = &r->names->names.items[at - 1];

		if (!is_meant(name, call))
			continue;
		if (name->role == SAST_SINK)
			into_sink(r, f, name, call);
		else if (name->role == SAST_SOURCE && name->args & ~SAST_ARG_RESULT)
			into_arguments(r, f, name, call);
		else if (name->role == SAST_CONST)
			tell_argument(r, f, name, call);
		else if (name->role == SAST_FROM)
			pass_on(r, f, name, call);
	}
}

const struct value *run_names_after(struct run *r, struct frame *f, const struct call *call,
				    struct strata_str word, const struct value *v)
{
	uint64_t source = 0, clean = 0;

	for (uint32_t at = first_name(r, word); at; at = r->names->next[at - 1]) {
		const struct sast_name *name = &r->names->names.items[at - 1];

		if (!is_meant(name, call))
			continue;
		if (name->role == SAST_SANITIZER)
			clean |= name->kinds;
		else if (name->role == SAST_SOURCE && !(name->args & ~SAST_ARG_RESULT))
			source |= name->kinds;
	}
	if (clean)
		v = run_harmless(r, v, clean);
	if (source)
		v = run_source(r, f, call->node->start, call->node->end, source, v);
	return v;
}

const struct value *run_names_member(struct run *r, struct frame *f, const struct program_node *n,
				     const struct value *object, const struct value *v)
{
	struct call call = { .node = n, .receiver = object, .dotted = v->made };
	size_t dot = object ? STRATA_NPOS : strata_str_rchr(v->made, '.');

	call.name = object ? n->text : strata_str_skip(v->made, dot == STRATA_NPOS ? 0 : dot + 1);
	return run_names_after(r, f, &call, call.name, v);
}

uint64_t run_names_guard(struct run *r, const struct call *call, uint64_t *args)
{
	uint64_t kinds = 0;

	*args = 0;
	for (uint32_t at = first_name(r, call->name); at; at = r->names->next[at - 1]) {
		const struct sast_name *name = &r->names->names.items[at - 1];

		if (name->role != SAST_GUARD || !is_meant(name, call))
			continue;
		kinds |= name->kinds;
		*args |= name->args ? name->args : SAST_ARG_ANY | SAST_ARG_RECEIVER;
	}
	return kinds;
}
