/* json.c - the JSON reader and its tree, strict and relaxed: src/text/json.c, node.c. */
#include "entries.h"
#include "text/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int strict_entries(struct node **out, struct strata_str bytes, struct node_entries *of,
			  struct strata_arena *arena, struct strata_error *err)
{
	return json_entries(out, bytes, JSON_STRICT, of, arena, err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strata_str bytes = { (const char *)data, size };
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_error err = STRATA_ERROR_INIT;
	struct strata_str key;
	struct node *top;
	unsigned line;

	if (json_tree(&top, bytes, JSON_STRICT, &arena, &err) == 0)
		node_duplicate(&key, &line, top, &arena);
	else
		top = NULL;
	fuzz_compare(strict_entries, bytes, top, &arena);
	json_tree(&top, bytes, JSON_RELAXED, &arena, NULL);
	strata_arena_release(&arena);
	return 0;
}
