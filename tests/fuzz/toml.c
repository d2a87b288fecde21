/* toml.c - the TOML reader, entry by entry too, and its search for twins: src/text/toml.c, node.c. */
#include "entries.h"
#include "text/toml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strata_str bytes = { (const char *)data, size }, key;
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct node *top;
	unsigned line;

	if (toml_tree(&top, bytes, &arena, NULL) == 0)
		node_duplicate(&key, &line, top, &arena);
	else
		top = NULL;
	fuzz_compare(toml_entries, bytes, top, &arena);
	strata_arena_release(&arena);
	return 0;
}
