/* xml.c - the XML reader: src/text/xml.c. */
#include "text/xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strata_str bytes = { (const char *)data, size };
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct node *top;

	xml_tree(&top, bytes, &arena, NULL);
	strata_arena_release(&arena);
	return 0;
}
