/* digest.c - names for contents; see digest.h. */
#include "advisory/digest.h"

#include <inttypes.h>
#include <string.h>

static inline uint64_t rotate(uint64_t x, int bits)
{
	return x << bits | x >> (64 - bits);
}

static inline void rounds(uint64_t v[4], int count)
{
	for (int i = 0; i < count; i++) {
		v[0] += v[1];
		v[1] = rotate(v[1], 13) ^ v[0];
		v[0] = rotate(v[0], 32);
		v[2] += v[3];
		v[3] = rotate(v[3], 16) ^ v[2];
		v[0] += v[3];
		v[3] = rotate(v[3], 21) ^ v[0];
		v[2] += v[1];
		v[1] = rotate(v[1], 17) ^ v[2];
		v[2] = rotate(v[2], 32);
	}
}

static inline void absorb(uint64_t v[4], uint64_t word)
{
	v[3] ^= word;
	rounds(v, 2);
	v[0] ^= word;
}

/* Little-endian, as the algorithm has it: the name is the same everywhere. */
static inline uint64_t load(const unsigned char *at, size_t count)
{
	uint64_t word = 0;

	for (size_t i = 0; i < count; i++)
		word |= (uint64_t)at[i] << 8 * i;
	return word;
}

struct digest digest_of(struct strata_str bytes)
{
	uint64_t v[4] = { 0x736f6d6570736575u, 0x646f72616e646f6du ^ 0xee, 0x6c7967656e657261u,
			  0x7465646279746573u };
	const unsigned char *at = (const unsigned char *)bytes.ptr;
	size_t left = bytes.len;
	struct digest d;

	for (; left >= 8; at += 8, left -= 8)
		absorb(v, load(at, 8));
	absorb(v, (uint64_t)bytes.len << 56 | load(at, left));
	v[2] ^= 0xee;
	rounds(v, 4);
	d.low = v[0] ^ v[1] ^ v[2] ^ v[3];
	v[1] ^= 0xdd;
	rounds(v, 4);
	d.high = v[0] ^ v[1] ^ v[2] ^ v[3];
	return d;
}

struct digest digest_chain(struct digest first, struct digest second)
{
	struct digest pair[2] = { first, second };
	char bytes[sizeof(pair)];

	memcpy(bytes, pair, sizeof(pair));
	return digest_of((struct strata_str){ bytes, sizeof(bytes) });
}

void digest_add(struct digest *bag, struct digest item)
{
	bag->low += item.low;
	bag->high += item.high + (bag->low < item.low);
}

struct strata_str digest_hex(struct strata_arena *arena, struct digest d)
{
	return strata_arena_printf(arena, "%016" PRIx64 "%016" PRIx64, d.high, d.low);
}
