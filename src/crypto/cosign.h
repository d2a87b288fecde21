/*
 * cosign.h - cosign's classic signature: a payload that names an image, signed by a key or by
 * whom a certificate names, and perhaps written down in a transparency log.
 *
 * Formats: "simple signing" of containers/image, cosign's SIGNATURE_SPEC, Rekor's signed entry
 * timestamp and hashedrekord 0.0.1; 2026-11.
 */
#ifndef CRYPTO_COSIGN_H
#define CRYPTO_COSIGN_H

#include "crypto/verdict.h"

/* A layer of the manifest at the tag, and its annotations. */
struct crypto_cosign {
	struct strata_str payload;   /* its digest is checked by whoever has fetched it */
	struct strata_str signature; /* base64 */
	struct strata_str certificate, chain; /* PEM; absent: signed by a bare key */
	struct strata_str bundle;    /* the log's entry; absent: there is none */
};

void crypto_cosign_check(struct crypto_finding *out, const struct crypto_cosign *signature,
			 const struct crypto_subject *subject, const struct crypto_trust *trust,
			 struct strata_arena *arena);

/* An entry of a transparency log. */
struct crypto_entry {
	int64_t time;          /* at which the log took it */
	struct strata_str by;  /* the log */
	struct strata_str body;
};

/* What one of the logs has signed; false: none has, or it is no entry. */
bool crypto_entry_read(struct crypto_entry *out, struct strata_str bundle,
		       const struct crypto_signers *logs, struct strata_arena *arena);

/* Whether the entry is about that signature (base64) of that payload. */
bool crypto_entry_covers(const struct crypto_entry *entry, struct strata_str payload,
			 struct strata_str signature, struct strata_arena *arena);

#endif
