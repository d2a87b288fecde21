/*
 * map.c - strings to numbers; see strata/map.h.
 *
 * The hash is SipHash-1-3 (J.-P. Aumasson and D. J. Bernstein, "SipHash: a fast
 * short-input PRF", 2012), the variant with one compression and three
 * finalisation rounds.
 */
#include "strata/map.h"

#include <pthread.h>
#include <string.h>
#include <sys/random.h>

struct strata_map_slot {
	uint64_t hash;
	struct strata_str key; /* ptr NULL: free */
	size_t value;
};

static uint64_t secret[2];

static void make_secret(void)
{
	if (getrandom(secret, sizeof(secret), GRND_NONBLOCK) < 0) {
		secret[0] = (uintptr_t)&secret; /* early boot: address randomisation */
		secret[1] = (uintptr_t)make_secret;
	}
}

static uint64_t rotate(uint64_t x, int bits)
{
	return x << bits | x >> (64 - bits);
}

/* In registers: a hash is little else, and a call would put all four into memory. */
__attribute__((always_inline)) static inline void sip_round(uint64_t v[4])
{
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

uint64_t strata_hash(struct strata_str s)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	uint64_t word, v[4];
	size_t at = 0;

	pthread_once(&once, make_secret);
	v[0] = secret[0] ^ 0x736f6d6570736575u;
	v[1] = secret[1] ^ 0x646f72616e646f6du;
	v[2] = secret[0] ^ 0x6c7967656e657261u;
	v[3] = secret[1] ^ 0x7465646279746573u;
	for (; at + 8 <= s.len; at += 8) {
		memcpy(&word, s.ptr + at, 8);
		v[3] ^= word;
		sip_round(v);
		v[0] ^= word;
	}
	word = (uint64_t)s.len << 56;
	for (size_t i = 0; at + i < s.len; i++)
		word |= (uint64_t)(unsigned char)s.ptr[at + i] << 8 * i;
	v[3] ^= word;
	sip_round(v);
	v[0] ^= word;
	v[2] ^= 0xff;
	for (int i = 0; i < 3; i++)
		sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* The slot of key, or the free one where it belongs. */
static struct strata_map_slot *probe(const struct strata_map *m, uint64_t hash,
				     struct strata_str key)
{
	size_t mask = m->capacity - 1;

	for (size_t i = hash & mask;; i = (i + 1) & mask) {
		struct strata_map_slot *slot = &m->slots[i];

		if (!slot->key.ptr || (slot->hash == hash && strata_str_eq(slot->key, key)))
			return slot;
	}
}

void strata_map_release(struct strata_map *m)
{
	strata_arena_give_back(m->arena, m->slots, m->capacity * sizeof(*m->slots));
	*m = STRATA_MAP_INIT(m->arena);
}

static void grow(struct strata_map *m)
{
	struct strata_map bigger = { .arena = m->arena, .count = m->count };

	bigger.capacity = m->capacity ? m->capacity * 2 : 16;
	bigger.slots = strata_arena_alloc(m->arena, bigger.capacity * sizeof(*m->slots));
	for (size_t i = 0; i < m->capacity; i++)
		if (m->slots[i].key.ptr)
			*probe(&bigger, m->slots[i].hash, m->slots[i].key) = m->slots[i];
	strata_map_release(m);
	*m = bigger;
}

size_t *strata_map_at(struct strata_map *m, struct strata_str key, bool *added)
{
	struct strata_map_slot *slot;
	uint64_t hash;

	if (!key.ptr)
		key = STRATA_STR("");
	if (m->count * 4 >= m->capacity * 3)
		grow(m);
	hash = strata_hash(key);
	slot = probe(m, hash, key);
	if (added)
		*added = !slot->key.ptr;
	if (!slot->key.ptr) {
		*slot = (struct strata_map_slot){ hash, key, 0 };
		m->count++;
	}
	return &slot->value;
}

bool strata_map_get(size_t *out, const struct strata_map *m, struct strata_str key)
{
	const struct strata_map_slot *slot;

	if (m->count == 0)
		return false;
	if (!key.ptr)
		key = STRATA_STR("");
	slot = probe(m, strata_hash(key), key);
	if (!slot->key.ptr)
		return false;
	*out = slot->value;
	return true;
}
