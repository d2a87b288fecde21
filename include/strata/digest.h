/*
 * digest.h - SHA-1, SHA-256 and SHA-512, as git names objects and registries name what they
 * serve; and a sum that tells damage.
 *
 * Of our own, so that a scan of a work tree needs no library to start.
 */
#ifndef STRATA_DIGEST_H
#define STRATA_DIGEST_H

#include "strata/str.h"

enum strata_digest_kind {
	STRATA_SHA1 = 20, /* the value is the length in bytes */
	STRATA_SHA256 = 32,
	STRATA_SHA512 = 64,
};

struct strata_digest {
	enum strata_digest_kind kind;
	uint32_t state[8];
	uint64_t wide[8]; /* the state of SHA-512 */
	uint64_t length;
	unsigned char block[128];
};

void strata_digest_init(struct strata_digest *h, enum strata_digest_kind kind);
void strata_digest_add(struct strata_digest *h, struct strata_str bytes);
void strata_digest_end(unsigned char *out, struct strata_digest *h); /* kind bytes */

/* The end of it: whether the digest is the one that is written in hexadecimal, in either case. */
bool strata_digest_ends(struct strata_digest *h, struct strata_str hex);

/* The same of bytes. */
bool strata_digest_is(enum strata_digest_kind kind, struct strata_str bytes, struct strata_str hex);

/* 64 bits of what came before and these bytes: fast; against damage, not against malice. */
uint64_t strata_sum(uint64_t before, struct strata_str bytes);

#endif
