/*
 * key.h - public keys, and whether they have signed something.
 *
 * Only what is still safe: ECDSA on the three curves of NIST, RSA from 2048 bits on, Ed25519.
 * Formats: RFC 5480 and RFC 7468 (keys), RFC 8017 (RSA), RFC 7518 (r and s as they are).
 */
#ifndef CRYPTO_KEY_H
#define CRYPTO_KEY_H

#include "strata/arena.h"
#include "strata/error.h"

struct crypto_key;

enum crypto_hash {
	CRYPTO_SHA256 = 32, /* the value is the length in bytes */
	CRYPTO_SHA384 = 48,
	CRYPTO_SHA512 = 64,
};

enum crypto_scheme {
	CRYPTO_ECDSA,     /* r and s in DER */
	CRYPTO_ECDSA_RAW, /* r and s one after the other, each as long as the curve's numbers */
	CRYPTO_RSA_PKCS1, /* version 1.5 */
	CRYPTO_RSA_PSS,   /* mask and salt by the same hash */
	CRYPTO_ED25519,
};

enum crypto_kind {
	CRYPTO_KIND_EC,
	CRYPTO_KIND_RSA,
	CRYPTO_KIND_ED25519,
};

/*
 * A public key, or that of a certificate, in PEM or DER. ESYNTAX, EUNSUPPORTED (of a kind that
 * is not taken). crypto_key_free later.
 */
int crypto_key_read(struct crypto_key **out, struct strata_str bytes, struct strata_error *err);

/* The 32 bytes of an Ed25519 key. */
int crypto_key_read_ed25519(struct crypto_key **out, struct strata_str bytes, struct strata_error *err);

void crypto_key_free(struct crypto_key *key); /* NULL is allowed */

enum crypto_kind crypto_key_kind(const struct crypto_key *key);
unsigned crypto_key_bits(const struct crypto_key *key); /* 256, 384, 521; 2048.. */
bool crypto_key_same(const struct crypto_key *a, const struct crypto_key *b);

/* A scheme that is none of the key's kind has signed nothing. */
bool crypto_key_verify(const struct crypto_key *key, enum crypto_scheme scheme, enum crypto_hash hash,
		       struct strata_str message, struct strata_str signature);

/* As keys sign where nobody says how: SHA-256, or the hash that belongs to the curve. */
bool crypto_key_signed(const struct crypto_key *key, struct strata_str message,
		       struct strata_str signature);

/* The digest of bytes, hash bytes long. */
int crypto_digest(unsigned char *out, enum crypto_hash hash, struct strata_str bytes,
		  struct strata_error *err);

/* Keys that are trusted, by the names that people know them by. */
struct crypto_signer {
	struct strata_str name;
	struct crypto_key *key;
};

STRATA_VEC(crypto_signers, struct crypto_signer);

/* Who of them has signed; NULL: nobody. */
const struct crypto_signer *crypto_signed_by(const struct crypto_signers *signers,
					     struct strata_str message, struct strata_str signature);

#endif
