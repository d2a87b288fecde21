/*
 * matches.c - what the cache holds of matching: src/advisory/remember_pack.c. What is taken
 * out of bytes must give bytes that are taken again, and are the same from then on.
 */
#include <stdlib.h>

#include "advisory/remember.h"
#include "strata/buf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool pass(struct strata_buf *out, struct strata_str bytes)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct remembered_packages packages = { 0 };
	bool taken = remembered_decode(&packages, bytes, &arena);

	if (taken)
		remembered_encode(out, &packages);
	strata_arena_release(&arena);
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
