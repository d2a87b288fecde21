/*
 * formats.c - the parsers of parsers/formats.def.
 *
 * A first byte of 0x80 and above names the format, by its row, that reads the rest; rows
 * from 128 on are named by a byte of 0 and a second one. So a fuzzer's corpus (made by
 * campaign.py out of the cases) reaches every format, one at a time. Any other input is
 * read as a whole by every format: what one takes for nonsense is the corpus of another.
 * A fuzzer is kept from that, which costs as much as all formats.
 */
#include "strata/format.h"

enum { FIRST_ROW = 0x80, ROWS = 128 };

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

static void read_as_row(size_t row, struct strata_str bytes)
{
	const struct strata_format *format = strata_format_at(row);

	if (format)
		read_as(format, bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strata_str bytes = { (const char *)data, size };

	if (size && data[0] >= FIRST_ROW)
		read_as_row(data[0] - FIRST_ROW, strata_str_skip(bytes, 1));
	else if (size > 1 && data[0] == 0)
		read_as_row(ROWS + (size_t)data[1], strata_str_skip(bytes, 2));
	else
		read_as_all(bytes);
	return 0;
}
