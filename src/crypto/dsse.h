/*
 * dsse.h - attestations: statements about an image in an envelope that is signed, by itself or
 * in a bundle of sigstore's.
 *
 * Formats: DSSE 1.0, in-toto Statement 0.1 and 1, SLSA provenance 0.2 and 1, sigstore's bundle
 * 0.1 to 0.3; 2026-11.
 */
#ifndef CRYPTO_DSSE_H
#define CRYPTO_DSSE_H

#include "crypto/verdict.h"

/* The predicate type by which cosign signs an image in a bundle, and attests nothing else. */
#define CRYPTO_COSIGN_PREDICATE "https://sigstore.dev/cosign/sign/v1"

void crypto_dsse_check(struct crypto_finding *out, struct strata_str envelope,
		       const struct crypto_subject *subject, const struct crypto_trust *trust,
		       struct strata_arena *arena);

/* The same of an envelope in a bundle. What is signed by a certificate in it is UNCHECKED. */
void crypto_bundle_check(struct crypto_finding *out, struct strata_str bundle,
			 const struct crypto_subject *subject, const struct crypto_trust *trust,
			 struct strata_arena *arena);

#endif
