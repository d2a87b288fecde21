/*
 * verdict.h - what is asked of a signature, and what may be said of it.
 *
 * Whoever checks one is a pure function over bytes: what it is for, whom the user trusts and
 * what time it is are handed in.
 */
#ifndef CRYPTO_VERDICT_H
#define CRYPTO_VERDICT_H

#include "crypto/certificate.h"

/* In this order: of several signatures the last of these is what counts. */
enum crypto_verdict {
	CRYPTO_UNSIGNED,
	CRYPTO_UNCHECKED,   /* there is a signature, of a kind that is not checked */
	CRYPTO_UNKNOWN_KEY, /* by nobody who is trusted */
	CRYPTO_BAD,         /* whoever claims to have signed has not, or it is malformed */
	CRYPTO_EXPIRED,
	CRYPTO_REPLAYED,    /* somebody trusted has signed, but something else */
	CRYPTO_VERIFIED,
};

/* "unsigned", "not checked", "unknown key", .. */
const char *crypto_verdict_name(enum crypto_verdict verdict);

/* What has to be signed. */
struct crypto_subject {
	struct strata_str digest;     /* "sha256:<64 digits>" */
	struct strata_str media_type; /* of the manifest, and its size */
	uint64_t size;
	struct strata_str repository; /* "r.example/team/app"; absent: any will do */
};

/* Whom the user trusts. */
struct crypto_trust {
	struct crypto_signers keys;
	struct crypto_signers logs;              /* keys of transparency logs */
	const struct crypto_certificates *roots; /* authorities; NULL: none */
	int64_t now;                             /* seconds since 1970 */
};

struct crypto_finding {
	enum crypto_verdict verdict;
	struct strata_str by;      /* who has signed, of VERIFIED, EXPIRED and REPLAYED */
	struct strata_str what;    /* type of what is attested; absent: it is no attestation */
	struct strata_str builder; /* as the provenance tells; absent: it does not */
	struct strata_str why;     /* of all but VERIFIED: one sentence */
};

/* Sets the verdict and why. */
void crypto_say(struct crypto_finding *out, enum crypto_verdict verdict, struct strata_arena *arena,
		const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Seconds since 1970 of a time as RFC 3339 writes it; false for what is none. */
bool crypto_time_read(int64_t *out, struct strata_str text);

#endif
