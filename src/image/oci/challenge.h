/*
 * challenge.h - what a server asks for before it answers, and where a token is had.
 *
 * Format: RFC 9110, 11.6.1; docker's distribution documentation, "Token Authentication", 2026-11.
 */
#ifndef IMAGE_OCI_CHALLENGE_H
#define IMAGE_OCI_CHALLENGE_H

#include "strata/arena.h"
#include "strata/error.h"

struct oci_challenge {
	bool basic;              /* user and password will do */
	struct strata_str realm; /* of a token; absent: none is offered */
	struct strata_str service, scope;
};

/* All WWW-Authenticate lines of a head; the first token that one of them offers counts. */
void oci_challenge_read(struct oci_challenge *out, struct strata_str head,
			struct strata_arena *arena);

/*
 * The address of a token for a server's address; scope: what is asked for where the challenge
 * does not tell. EIO where the realm is no address that a password may be sent to: https, or
 * the very host of a server that is asked by http.
 */
int oci_token_address(struct strata_str *out, const struct oci_challenge *challenge,
		      struct strata_str server, struct strata_str scope, struct strata_arena *arena,
		      struct strata_error *err);

/* "Bearer .." of what a realm answers. ESYNTAX when there is no token that could be sent. */
int oci_token_read(struct strata_str *authorization, struct strata_str bytes,
		   struct strata_arena *arena, struct strata_error *err);

#endif
