/*
 * digest.h - 128 bits that name a content.
 *
 * The same on every machine and in every run: databases and findings are
 * compared by it. It is no defence against someone who builds two contents with
 * one name, and need not be: who can write the database writes its content too.
 *
 * SipHash-2-4 with 128 bits of output under an all-zero key: J.-P. Aumasson and
 * D. J. Bernstein, "SipHash: a fast short-input PRF" (2012), and its reference
 * implementation's note on the longer output.
 */
#ifndef ADVISORY_DIGEST_H
#define ADVISORY_DIGEST_H

#include "strata/arena.h"

struct digest {
	uint64_t low, high;
};

struct digest digest_of(struct strata_str bytes);

/* The digest of a pair: the order matters. */
struct digest digest_chain(struct digest first, struct digest second);

/* The digest of a bag: the order of adding does not matter. */
void digest_add(struct digest *bag, struct digest item);

/* 32 hexadecimal digits. */
struct strata_str digest_hex(struct strata_arena *arena, struct digest d);

#endif
