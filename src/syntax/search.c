/* search.c - see search.h. */
#include "syntax/search.h"

#include "strata/map.h"
#include "syntax/sitter.h"

STRATA_VEC(search_numbers, uint32_t);
STRATA_VEC(search_lists, struct search_numbers);

struct searched {
	struct syntax_query *query;
	unsigned depth;
};

STRATA_VEC(search_queries, struct searched);

struct syntax_search {
	struct strata_arena arena;
	struct search_queries queries;
	struct strata_map words;    /* word -> index into lists */
	struct search_lists lists;  /* of queries that want it */
	struct search_numbers rest; /* queries without a word */
	uint64_t looks[64];         /* of words by first byte and length: most words are none of them */
};

struct search_walk {
	const struct syntax_search *search;
	struct syntax_cursor *cursor;
	const struct syntax_tree *tree;
	const struct syntax_asker *asker;
	struct strata_arena *scratch;
	struct strata_map asked; /* query and node */
	struct syntax_nodes above;
	bool cut;
};

struct syntax_search *syntax_search_new(void)
{
	struct syntax_search *s = strata_malloc(sizeof(*s));

	*s = (struct syntax_search){ .arena = STRATA_ARENA_INIT };
	s->words = STRATA_MAP_INIT(&s->arena);
	return s;
}

void syntax_search_free(struct syntax_search *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->queries.count; i++)
		syntax_query_free(s->queries.items[i].query);
	strata_arena_release(&s->arena);
	free(s);
}

static uint64_t look_of(struct strata_str word, size_t *row)
{
	*row = word.len & 63;
	return 1ull << ((unsigned char)word.ptr[0] & 63);
}

static void want(struct syntax_search *s, struct strata_str word, uint32_t query)
{
	bool added;
	size_t *list = strata_map_at(&s->words, word, &added), row;
	uint64_t look = look_of(word, &row);
	struct search_numbers *numbers;

	if (added) {
		*list = s->lists.count;
		strata_vec_push(&s->arena, &s->lists);
	}
	numbers = &s->lists.items[*list];
	if (!numbers->count || numbers->items[numbers->count - 1] != query)
		*strata_vec_push(&s->arena, numbers) = query;
	s->looks[row] |= look;
}

void syntax_search_add(struct syntax_search *s, struct syntax_query *q)
{
	uint32_t number = (uint32_t)s->queries.count;
	struct searched *added = strata_vec_push(&s->arena, &s->queries);
	struct strata_strs words = { 0 };

	added->query = q;
	if (!syntax_query_words(&words, &added->depth, q, &s->arena)) {
		*strata_vec_push(&s->arena, &s->rest) = number;
		return;
	}
	for (size_t i = 0; i < words.count; i++)
		want(s, words.items[i], number);
}

static void ask_node(struct search_walk *w, uint32_t query, struct syntax_node node)
{
	const void *parts[2] = { node.id, &w->search->queries.items[query] };
	struct strata_str key = { (const char *)parts, sizeof(parts) };
	bool added;
	size_t dummy;

	if (strata_map_get(&dummy, &w->asked, key))
		return;
	strata_map_at(&w->asked, strata_arena_dup(w->scratch, key), &added);
	if (!syntax_query_run(w->cursor, w->search->queries.items[query].query, w->tree, node, false,
			      w->asker))
		w->cut = true;
}

/* Of a word that queries want: they are asked at the nodes above it. */
static void ask_above(struct search_walk *w, const struct search_numbers *queries)
{
	for (size_t q = 0; q < queries->count; q++) {
		unsigned depth = w->search->queries.items[queries->items[q]].depth;

		for (size_t i = w->above.count; i > 0 && w->above.count - i <= depth; i--)
			ask_node(w, queries->items[q], w->above.items[i - 1]);
	}
}

static void look_up(struct search_walk *w, struct strata_str word)
{
	size_t row, list;
	uint64_t look = look_of(word, &row);

	if (w->search->looks[row] & look && strata_map_get(&list, &w->search->words, word))
		ask_above(w, &w->search->lists.items[list]);
}

/* A leaf may hold several words: a text, a comment. */
static void look_at_leaf(struct search_walk *w, struct strata_str text)
{
	for (size_t i = 0; i < text.len;) {
		size_t from = i;

		while (i < text.len && syntax_is_word(text.ptr[i]))
			i++;
		if (i > from)
			look_up(w, (struct strata_str){ text.ptr + from, i - from });
		else
			i++;
	}
}

static void walk(struct search_walk *w)
{
	TSTreeCursor cursor = ts_tree_cursor_new(sitter_node(syntax_root(w->tree)));

	for (;;) {
		struct syntax_node node = sitter_own(ts_tree_cursor_current_node(&cursor));

		*strata_vec_push(w->scratch, &w->above) = node;
		if (ts_tree_cursor_goto_first_child(&cursor))
			continue;
		look_at_leaf(w, syntax_text(w->tree, node));
		w->above.count--;
		while (!ts_tree_cursor_goto_next_sibling(&cursor)) {
			if (!ts_tree_cursor_goto_parent(&cursor)) {
				ts_tree_cursor_delete(&cursor);
				return;
			}
			w->above.count--;
		}
	}
}

bool syntax_search_run(const struct syntax_search *s, struct syntax_cursor *c,
		       const struct syntax_tree *tree, const struct syntax_asker *asker,
		       struct strata_arena *scratch)
{
	struct search_walk w = { s, c, tree, asker, scratch, STRATA_MAP_INIT(scratch), { 0 }, false };

	syntax_cursor_begin(c);
	if (s->lists.count)
		walk(&w);
	for (size_t i = 0; i < s->rest.count; i++)
		if (!syntax_query_run(c, s->queries.items[s->rest.items[i]].query, tree,
				      syntax_root(tree), true, asker))
			w.cut = true;
	return !w.cut;
}
