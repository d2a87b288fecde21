/*
 * notation.h - signatures of the Notary Project: JWS by a certificate of a trusted authority.
 *
 * Format: the Notary Project's signature specification 1.1 with its JWS envelope, RFC 7515 and
 * RFC 7518; 2026-11.
 */
#ifndef CRYPTO_NOTATION_H
#define CRYPTO_NOTATION_H

#include "crypto/verdict.h"

void crypto_notation_check(struct crypto_finding *out, struct strata_str envelope,
			   const struct crypto_subject *subject, const struct crypto_trust *trust,
			   struct strata_arena *arena);

#endif
