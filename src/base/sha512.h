/* sha512.h - what digest.c needs of SHA-512. */
#ifndef BASE_SHA512_H
#define BASE_SHA512_H

#include <stdint.h>

extern const uint64_t sha512_begin[8];

void sha512_block(uint64_t *state, const unsigned char *block); /* of 128 bytes */

#endif
