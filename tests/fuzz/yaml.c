/*
 * yaml.c - the YAML reader and its search for twins: src/text/yaml.c, node.c. What is read
 * without libyaml (yaml_block.c) must be the tree that libyaml makes.
 */
#include <stdlib.h>

#include "text/utf8.h"
#include "entries.h"
#include "text/yaml.h"
#include "text/yaml_block.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Depth is bounded by the readers. */
static bool are_same(const struct node *a, const struct node *b)
{
	if (a->type != b->type || a->line != b->line || a->quoted != b->quoted ||
	    a->count != b->count || !strata_str_eq(a->key, b->key) ||
	    !strata_str_eq(a->text, b->text))
		return false;
	a = a->first;
	b = b->first;
	for (; a && b; a = a->next, b = b->next)
		if (!are_same(a, b))
			return false;
	return !a && !b;
}

static void compare(struct strata_str bytes, struct strata_arena *arena)
{
	struct strata_str text = utf8_text(arena, bytes);
	struct node *stream = node_append(arena, NULL, NODE_ARRAY, 1), *other;
	struct entries_reader none;

	entries_init(&none, NULL, arena);
	if (yaml_block(stream, text, &none, arena) &&
	    (yaml_events(&other, text, arena, NULL) < 0 || !are_same(stream, other)))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strata_str bytes = { (const char *)data, size }, key;
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct node *top;
	unsigned line;

	compare(bytes, &arena);
	if (yaml_tree(&top, bytes, &arena, NULL) < 0)
		top = NULL;
	fuzz_compare(yaml_entries, bytes, top, &arena);
	if (yaml_stream(&top, bytes, &arena, NULL) == 0)
		node_duplicate(&key, &line, top, &arena);
	strata_arena_release(&arena);
	return 0;
}
