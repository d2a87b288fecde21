/* inflate.h - what zlib compressed, where its size is told beforehand (RFC 1950). */
#ifndef TEXT_INFLATE_H
#define TEXT_INFLATE_H

#include "strata/error.h"

/* Fills out with exactly size bytes; ESYNTAX when packed is damaged, or is of another size. */
int inflate_bytes(char *out, size_t size, struct strata_str packed, struct strata_error *err);

#endif
