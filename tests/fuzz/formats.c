/*
 * formats.c - the parsers of parsers/formats.def.
 *
 * A first byte of 0x80 and above names the format, by its row, that reads the rest: so
 * a fuzzer's corpus (made by campaign.py out of the cases) reaches every format, one at
 * a time. Any other input is read as a whole by every format: what one takes for
 * nonsense is the corpus of another. A fuzzer is kept from that, which costs as much as
 * all formats.
 */
#include "strata/format.h"

enum { FIRST_ROW = 0x80 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_as(const struct strata_format *format, struct strata_str bytes)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_facts facts;

	strata_format_read(&facts, &arena, format, STRATA_STR("folder/file"), bytes);
	strata_arena_release(&arena);
}

static void read_as_all(struct strata_str bytes)
{
#ifndef STRATA_FUZZ
	const struct strata_format *format;

	for (size_t i = 0; (format = strata_format_at(i)); i++)
		read_as(format, bytes);
#else
	(void)bytes;
#endif
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strata_str bytes = { (const char *)data, size };
	const struct strata_format *format;

	if (!size || data[0] < FIRST_ROW)
		read_as_all(bytes);
	else if ((format = strata_format_at(data[0] - FIRST_ROW)))
		read_as(format, strata_str_skip(bytes, 1));
	return 0;
}
