/*
 * formats.c - every parser of parsers/formats.def reads every input: what one format
 * takes for nonsense is the corpus of another.
 */
#include "strata/format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_as(const struct strata_format *format, struct strata_str bytes)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_facts facts;

	strata_format_read(&facts, &arena, format, STRATA_STR("folder/file"), bytes);
	strata_arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strata_str bytes = { (const char *)data, size };
	const struct strata_format *format;

	for (size_t i = 0; (format = strata_format_at(i)); i++)
		read_as(format, bytes);
	return 0;
}
