/*
 * digest.c - SHA-1, SHA-256 and SHA-512; see digest.h. FIPS 180-4: they cut their input into
 * blocks of 64 bytes (the last of 128), padded by a one bit and the length in bits.
 */
#include "strata/digest.h"

#include <string.h>

#include "base/sha512.h"

static uint32_t left(uint32_t x, int n)
{
	return x << n | x >> (32 - n);
}

static uint32_t right(uint32_t x, int n)
{
	return x >> n | x << (32 - n);
}

static uint32_t word(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void sha1_block(uint32_t *state, const unsigned char *block)
{
	static const uint32_t constants[] = { 0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6 };
	uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], w[80];

	for (int i = 0; i < 16; i++)
		w[i] = word(block + 4 * i);
	for (int i = 16; i < 80; i++)
		w[i] = left(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
	for (int i = 0; i < 80; i++) {
		uint32_t mix = i < 20		   ? (b & c) | (~b & d)
			       : i >= 40 && i < 60 ? (b & c) | (b & d) | (c & d)
						   : b ^ c ^ d;
		uint32_t next = left(a, 5) + mix + e + w[i] + constants[i / 20];

		e = d, d = c, c = left(b, 30), b = a, a = next;
	}
	state[0] += a, state[1] += b, state[2] += c, state[3] += d, state[4] += e;
}

static const uint32_t sha256_constants[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
	0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
	0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
	0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
	0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
	0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
	0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
	0xc67178f2,
};

static void sha256_block(uint32_t *state, const unsigned char *block)
{
	uint32_t v[8], w[64];

	memcpy(v, state, sizeof(v));
	for (int i = 0; i < 16; i++)
		w[i] = word(block + 4 * i);
	for (int i = 16; i < 64; i++) {
		uint32_t x = w[i - 15], y = w[i - 2];

		w[i] = w[i - 16] + (right(x, 7) ^ right(x, 18) ^ x >> 3) + w[i - 7] +
		       (right(y, 17) ^ right(y, 19) ^ y >> 10);
	}
	for (int i = 0; i < 64; i++) {
		uint32_t a = v[0], e = v[4];
		uint32_t one = v[7] + (right(e, 6) ^ right(e, 11) ^ right(e, 25)) +
			       ((e & v[5]) ^ (~e & v[6])) + sha256_constants[i] + w[i];
		uint32_t two = (right(a, 2) ^ right(a, 13) ^ right(a, 22)) +
			       ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));

		memmove(v + 1, v, 7 * sizeof(*v));
		v[4] += one;
		v[0] = one + two;
	}
	for (int i = 0; i < 8; i++)
		state[i] += v[i];
}

void strata_digest_init(struct strata_digest *h, enum strata_digest_kind kind)
{
	static const uint32_t sha1[8] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476,
					  0xc3d2e1f0 };
	static const uint32_t sha256[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
					    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };

	h->kind = kind;
	h->length = 0;
	memcpy(h->wide, sha512_begin, sizeof(h->wide));
	memcpy(h->state, kind == STRATA_SHA1 ? sha1 : sha256, sizeof(h->state));
}

static void block(struct strata_digest *h, const unsigned char *bytes)
{
	if (h->kind == STRATA_SHA1)
		sha1_block(h->state, bytes);
	else if (h->kind == STRATA_SHA512)
		sha512_block(h->wide, bytes);
	else
		sha256_block(h->state, bytes);
}

static size_t block_size(const struct strata_digest *h)
{
	return h->kind == STRATA_SHA512 ? 128 : 64;
}

void strata_digest_add(struct strata_digest *h, struct strata_str bytes)
{
	const unsigned char *p = (const unsigned char *)bytes.ptr;
	size_t size = block_size(h), left_over = bytes.len, used = h->length % size;

	h->length += bytes.len;
	while (left_over) {
		size_t n = size - used < left_over ? size - used : left_over;

		if (n == size) {
			block(h, p);
		} else {
			memcpy(h->block + used, p, n);
			if (used + n == size)
				block(h, h->block);
		}
		used = (used + n) % size;
		p += n, left_over -= n;
	}
}

void strata_digest_end(unsigned char *out, struct strata_digest *h)
{
	static const char padding[136] = "\x80";
	/* The length of SHA-512 has 128 bits, of which the upper half is padding here. */
	size_t size = block_size(h), end = size - 8, least = size / 8, used = h->length % size;
	uint64_t bits = h->length * 8;
	unsigned char length[8];

	for (int i = 0; i < 8; i++)
		length[i] = (unsigned char)(bits >> (56 - 8 * i));
	end += used < size - least ? 0 : size;
	strata_digest_add(h, (struct strata_str){ padding, end - used });
	strata_digest_add(h, (struct strata_str){ (const char *)length, sizeof(length) });
	for (size_t i = 0; i < (size_t)h->kind; i++)
		out[i] = (unsigned char)(h->kind == STRATA_SHA512
						 ? h->wide[i / 8] >> (56 - 8 * (i % 8))
						 : h->state[i / 4] >> (24 - 8 * (i % 4)));
}

bool strata_digest_ends(struct strata_digest *h, struct strata_str hex)
{
	unsigned char sum[STRATA_SHA512];

	strata_digest_end(sum, h);
	if (hex.len != 2 * (size_t)h->kind)
		return false;
	for (size_t i = 0; i < hex.len; i++)
		if (strata_lower(hex.ptr[i]) != "0123456789abcdef"[sum[i / 2] >> (i % 2 ? 0 : 4) & 15])
			return false;
	return true;
}

bool strata_digest_is(enum strata_digest_kind kind, struct strata_str bytes, struct strata_str hex)
{
	struct strata_digest h;

	strata_digest_init(&h, kind);
	strata_digest_add(&h, bytes);
	return strata_digest_ends(&h, hex);
}

static uint64_t add_word(uint64_t sum, uint64_t word)
{
	sum = (sum ^ word) * 0x9e3779b97f4a7c15u;
	return sum ^ sum >> 29;
}

uint64_t strata_sum(uint64_t before, struct strata_str bytes)
{
	const char *at = bytes.ptr;
	uint64_t sum = before, word;
	size_t left = bytes.len;

	for (; left >= sizeof(word); at += sizeof(word), left -= sizeof(word)) {
		memcpy(&word, at, sizeof(word));
		sum = add_word(sum, word);
	}
	if (left) {
		word = left;
		memcpy(&word, at, left);
		sum = add_word(sum, word);
	}
	return sum ^ bytes.len;
}
