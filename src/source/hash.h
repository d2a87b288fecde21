/*
 * hash.h - SHA-1 and SHA-256, as git names objects and closes its index with.
 *
 * Names of objects only: nothing is secret and nothing is signed here. Of our own,
 * so that a scan of a work tree needs no library to start.
 */
#ifndef SOURCE_HASH_H
#define SOURCE_HASH_H

#include "strata/str.h"

enum hash_kind {
	HASH_SHA1 = 20, /* the value is the length in bytes */
	HASH_SHA256 = 32,
};

struct hash {
	enum hash_kind kind;
	uint32_t state[8];
	uint64_t length;
	unsigned char block[64];
};

void hash_init(struct hash *h, enum hash_kind kind);
void hash_add(struct hash *h, struct strata_str bytes);
void hash_end(unsigned char *out, struct hash *h); /* kind bytes */

#endif
