/*
 * entries.h - for the targets of readers: entry by entry a document says what its tree says.
 *
 * Each entry is told as a sum of all that is in it, in the order in which it is given.
 */
#ifndef FUZZ_ENTRIES_H
#define FUZZ_ENTRIES_H

#include <stdlib.h>

#include "strata/map.h"
#include "text/entries.h"

#define FUZZ_LISTS "package packages dependencies components a b"

typedef int fuzz_entries(struct node **out, struct strata_str bytes, struct node_entries *of,
			 struct strata_arena *arena, struct strata_error *err);

static inline void fuzz_mix(uint64_t *sum, uint64_t part)
{
	*sum = (*sum ^ part) * 0x100000001b3u;
}

static inline void fuzz_sum(uint64_t *sum, const struct node *n)
{
	fuzz_mix(sum, strata_hash(n->key));
	fuzz_mix(sum, strata_hash(n->text));
	fuzz_mix(sum, n->line * 16u + n->type * 2u + n->quoted);
	for (const struct node *c = n->first; c; c = c->next)
		fuzz_sum(sum, c);
	fuzz_mix(sum, n->count);
}

/* Lists are told apart from each other, and their order does not matter: a sum of each. */
struct fuzz_given {
	uint64_t all, list;
	struct strata_str key;
};

static inline void fuzz_add(struct fuzz_given *g, struct strata_str key, const struct node *entry)
{
	if (!strata_str_eq(g->key, key)) {
		g->all += g->list;
		g->key = key;
		g->list = strata_hash(key);
	}
	fuzz_sum(&g->list, entry);
}

static inline int fuzz_take(void *parser, const struct node *list, const struct node *entry,
			    struct strata_error *err)
{
	(void)err;
	fuzz_add(parser, list->key, entry);
	return ENTRIES_KEEP;
}

static inline void fuzz_forget(void *parser)
{
	*(struct fuzz_given *)parser = (struct fuzz_given){ .key = STRATA_NONE };
}

/* top: the whole tree; NULL where there is none. */
static inline void fuzz_compare(fuzz_entries *each, struct strata_str bytes, const struct node *top,
				struct strata_arena *arena)
{
	struct fuzz_given given = { .key = STRATA_NONE }, want = { .key = STRATA_NONE };
	struct node_entries of = { .lists = FUZZ_LISTS, .keep = "a b", .read = fuzz_take,
				   .forget = fuzz_forget, .parser = &given };
	struct strata_str key, rest = STRATA_STR(FUZZ_LISTS);
	struct node *other;

	if ((each(&other, bytes, &of, arena, NULL) == 0) != (top != NULL))
		abort();
	while (top && rest.ptr) {
		strata_str_cut(&key, &rest, rest, ' ');
		const struct node *list = node_get_str(top, key);

		if (list && (list->type == NODE_MAP || list->type == NODE_ARRAY))
			for (const struct node *n = list->first; n; n = n->next)
				fuzz_add(&want, list->key, n);
	}
	if (top && want.all + want.list != given.all + given.list)
		abort();
}

#endif
