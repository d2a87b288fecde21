/*
 * recall.c - what the cache holds of a history: src/history/recall_pack.c. What is taken
 * out of bytes must give bytes that are taken again, and are the same from then on.
 */
#include <stdlib.h>

#include "history/recall.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool pass(struct strata_buf *out, struct strata_str bytes)
{
	struct recall r;
	bool taken;

	recall_init(&r, 20, STRATA_STR("/"), NULL);
	taken = recall_decode(&r, bytes);
	if (taken)
		recall_encode(out, &r);
	recall_release(&r);
	return taken;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strata_buf once = STRATA_BUF_INIT, twice = STRATA_BUF_INIT;

	if (pass(&once, (struct strata_str){ (const char *)data, size }) &&
	    (!pass(&twice, strata_buf_str(&once)) ||
	     !strata_str_eq(strata_buf_str(&once), strata_buf_str(&twice))))
		abort();
	strata_buf_release(&once);
	strata_buf_release(&twice);
	return 0;
}
