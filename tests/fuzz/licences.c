/* licences.c - licence expressions and names, texts that are licences or name some, fingerprints. */
#include <stdlib.h>

#include "composition/notices.h"
#include "composition/recognise.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What an expression is written as means the same again. */
static void check_expression(struct strata_str text, struct strata_arena *arena)
{
	const struct spdx_node *node = spdx_of_text(text, arena), *again;
	struct strata_str written;

	if (!node)
		return;
	written = spdx_write(node, arena);
	if (spdx_parse(&again, written, arena, NULL) < 0 ||
	    !strata_str_eq(spdx_write(again, arena), written))
		abort();
	if (spdx_family_of(node) != spdx_family_of(again))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct recogniser r; /* of all inputs: fingerprints are read once */
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_str text = { (const char *)data, size };
	struct fingerprints prints;
	const struct spdx_node *node;

	check_expression(strata_str_take(text, 200), &arena);
	node = recognise_licence(&r, text);
	if (node)
		check_expression(spdx_write(node, &arena), &arena);
	recognise_header(&r, text);
	fingerprints_read(&prints, text, &arena, NULL);
	strata_arena_release(&arena);
	strata_arena_reset(&r.scratch);
	return 0;
}
