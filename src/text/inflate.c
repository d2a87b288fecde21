/* inflate.c - what zlib compressed; see inflate.h. */
#include "text/inflate.h"

#include <limits.h>
#include <zlib.h>

static int damaged(struct strata_error *err)
{
	return strata_fail(err, STRATA_ESYNTAX, 0, "the compressed part is damaged");
}

int inflate_bytes(char *out, size_t size, struct strata_str packed, struct strata_error *err)
{
	z_stream stream = { 0 };
	int rc;

	if (size > UINT_MAX || packed.len > UINT_MAX || inflateInit(&stream) != Z_OK)
		return damaged(err);
	stream.next_in = (Bytef *)(uintptr_t)packed.ptr;
	stream.avail_in = (uInt)packed.len;
	stream.next_out = (Bytef *)out;
	stream.avail_out = (uInt)size;
	rc = inflate(&stream, Z_FINISH);
	inflateEnd(&stream);
	return rc == Z_STREAM_END && stream.avail_in == 0 && stream.avail_out == 0 ? 0
										   : damaged(err);
}
