/*
 * certificate.h - certificates, and whether a trusted one stands at the end of their chain.
 *
 * Whether one was revoked is not asked: that would take the network. Format: RFC 5280.
 */
#ifndef CRYPTO_CERTIFICATE_H
#define CRYPTO_CERTIFICATE_H

#include "crypto/key.h"

struct crypto_certificates; /* the first is the signer's, where they are a chain */

struct crypto_certificates *crypto_certificates_new(void);
void crypto_certificates_free(struct crypto_certificates *certificates); /* NULL is allowed */
size_t crypto_certificates_count(const struct crypto_certificates *certificates);

/* Adds all of a text, or one. ESYNTAX, ELIMIT, EUNSUPPORTED. */
int crypto_certificates_add_pem(struct crypto_certificates *to, struct strata_str bytes,
				struct strata_error *err);
int crypto_certificates_add_der(struct crypto_certificates *to, struct strata_str bytes,
				struct strata_error *err);

/* Of the first one: its key, its name as people write it, whether it may sign code. */
int crypto_certificate_key(struct crypto_key **out, const struct crypto_certificates *certificates,
			   struct strata_error *err);
struct strata_str crypto_certificate_name(const struct crypto_certificates *certificates,
					  struct strata_arena *arena);
bool crypto_certificate_signs_code(const struct crypto_certificates *certificates);

enum crypto_trusted {
	CRYPTO_TRUSTED,
	CRYPTO_TRUST_EXPIRED, /* it would be, at another time */
	CRYPTO_UNTRUSTED,
};

/* Whether the chain of the first one ends in one of the roots, at a time. *why: a word about it. */
enum crypto_trusted crypto_chain_check(const struct crypto_certificates *chain,
				       const struct crypto_certificates *roots, int64_t time,
				       const char **why);

#endif
