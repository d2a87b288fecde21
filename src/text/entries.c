/* entries.c - large documents entry by entry; see entries.h. */
#include "text/entries.h"

#include "strata/limits.h"

/* The place of a key among words, one after the other; STRATA_NPOS when it is none. */
static size_t place_of(const char *words, struct strata_str key)
{
	struct strata_str one, rest = strata_str_of(words);

	for (size_t i = 0; rest.ptr; i++) {
		strata_str_cut(&one, &rest, rest, ' ');
		if (strata_str_eq(one, key))
			return i;
	}
	return STRATA_NPOS;
}

bool entries_named(const char *words, struct strata_str key)
{
	return place_of(words, key) != STRATA_NPOS;
}

void entries_init(struct entries_reader *r, struct node_entries *of, struct strata_arena *arena)
{
	*r = (struct entries_reader){
		.of = of,
		.arena = arena,
		.nodes = STRATA_ARENA_INIT,
		.names = STRATA_ARENA_INIT,
		.err = STRATA_ERROR_INIT,
	};
}

static bool is_of_type(const struct node_entries *of, const struct node *list)
{
	if (of->type == NODE_NULL)
		return list->type == NODE_MAP || list->type == NODE_ARRAY;
	return list->type == of->type;
}

static bool is_wanted(const struct node_entries *of, const struct node *list)
{
	return !of->begin || of->begin(of->parser, list);
}

enum entries_answer entries_enter(struct entries_reader *r, struct node *list, bool top)
{
	size_t place = 0;

	if (!r->of || top != !r->of->lists)
		return ENTRIES_NONE;
	if (!top && (place = place_of(r->of->lists, list->key)) == STRATA_NPOS)
		return ENTRIES_NONE;
	if (r->begun & 1u << place) {
		r->again = true;
		return ENTRIES_AGAIN;
	}
	r->begun |= 1u << place;
	if (!is_of_type(r->of, list))
		return ENTRIES_NONE;
	if (!is_wanted(r->of, list))
		return ENTRIES_PASS;
	r->list = list;
	r->kept = (struct node){ .type = list->type };
	r->keys = STRATA_MAP_INIT(&r->names);
	return ENTRIES_BEGIN;
}

/* Depth is bounded: the readers stop at STRATA_LIMIT_NESTING. */
static void copy(struct strata_arena *arena, struct node *parent, const struct node *from)
{
	struct node *to = node_append(arena, parent, from->type, from->line);

	to->key = from->key;
	to->text = from->text;
	to->quoted = from->quoted;
	for (const struct node *n = from->first; n; n = n->next)
		copy(arena, to, n);
}

static void keep(struct entries_reader *r, const struct node *entry)
{
	struct node *to = node_append(r->arena, &r->kept, entry->type, entry->line);

	to->key = entry->key;
	to->text = entry->text;
	to->quoted = entry->quoted;
	for (const struct node *n = entry->first; n; n = n->next)
		if (!r->of->keep || entries_named(r->of->keep, n->key))
			copy(r->arena, to, n);
}

static void find_twin(struct entries_reader *r, const struct node *entry)
{
	bool added = true;

	if (r->unique || r->of->twin.ptr)
		return;
	if (r->list->type == NODE_MAP)
		strata_map_at(&r->keys, entry->key, &added);
	if (!added) {
		r->of->twin = entry->key;
		r->of->twin_line = entry->line;
		return;
	}
	node_duplicate(&r->of->twin, &r->of->twin_line, entry, &r->nodes);
}

/* Whether it is to be kept. */
static bool give(struct entries_reader *r, const struct node *list, const struct node *entry)
{
	int answer;

	if (r->rc < 0)
		return false;
	r->given = true;
	answer = r->of->read(r->of->parser, list, entry, &r->err);
	if (answer < 0)
		r->rc = answer;
	return answer == ENTRIES_KEEP;
}

void entries_take(struct entries_reader *r, const struct node *entry)
{
	find_twin(r, entry);
	if (give(r, r->list, entry))
		keep(r, entry);
	strata_arena_reset(&r->nodes);
}

void entries_leave(struct entries_reader *r)
{
	r->list->first = r->kept.first;
	r->list->last = r->kept.last;
	r->list->count = r->kept.count;
	r->list = NULL;
	strata_arena_release(&r->names);
}

void entries_take_open(struct entries_reader *r, struct node **open)
{
	if (*open)
		entries_take(r, *open);
	*open = NULL;
}

void entries_leave_open(struct entries_reader *r, struct node **open)
{
	entries_take_open(r, open);
	if (r->list)
		entries_leave(r);
}

static void release(struct entries_reader *r)
{
	strata_arena_release(&r->nodes);
	strata_arena_release(&r->names);
}

/* Of a list that is in the tree as a whole. */
static void give_all(struct entries_reader *r, const struct node *list)
{
	if (list && is_of_type(r->of, list) && is_wanted(r->of, list))
		for (const struct node *n = list->first; n; n = n->next)
			give(r, list, n);
}

static void give_left(struct entries_reader *r, const struct node *top)
{
	struct strata_str key, rest = strata_str_of(r->of->lists);

	if (!r->of->lists && !r->begun)
		give_all(r, top);
	for (size_t i = 0; rest.ptr; i++) {
		strata_str_cut(&key, &rest, rest, ' ');
		if (!(r->begun & 1u << i))
			give_all(r, node_get_str(top, key));
	}
}

int entries_finish(struct entries_reader *r, const struct node *top, int rc,
		   struct strata_error *err)
{
	if (rc == 0 && r->of) {
		give_left(r, top);
		rc = r->rc;
		if (rc < 0 && err)
			*err = r->err;
	}
	release(r);
	return rc;
}

void entries_forget(struct entries_reader *r)
{
	struct node_entries *of = r->of;
	struct strata_arena *arena = r->arena;

	release(r);
	if (of) {
		of->twin = STRATA_NONE;
		if (r->given)
			of->forget(of->parser);
	}
	entries_init(r, of, arena);
}
