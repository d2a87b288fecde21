/* composition.c - lines of a text, and what it says of itself, in the language that the first byte names. */
#include "composition/lines.h"
#include "composition/witness.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct line_counts lines = { 0 };
	const struct language *language;
	struct strata_str text;
	struct witness witness;

	if (size == 0)
		return 0;
	language = discover_language_at(data[0] % discover_language_count());
	text = (struct strata_str){ (const char *)data + 1, size - 1 };
	lines_count(&lines, language, text);
	witness_read(&witness, STRATA_STR("lib/jquery-1.2.min.js"), language, text);
	discover_language(STRATA_STR("bin/tool"), text);
	return 0;
}
