/* yaml.c - the YAML reader and its search for twins: src/text/yaml.c, node.c. */
#include "text/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strata_str bytes = { (const char *)data, size }, key;
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct node *top;
	unsigned line;

	if (yaml_stream(&top, bytes, &arena, NULL) == 0)
		node_duplicate(&key, &line, top, &arena);
	strata_arena_release(&arena);
	return 0;
}
