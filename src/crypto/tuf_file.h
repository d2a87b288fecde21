/*
 * tuf_file.h - one file of a tree: what it says, and who has signed it.
 */
#ifndef CRYPTO_TUF_FILE_H
#define CRYPTO_TUF_FILE_H

#include "crypto/document.h"
#include "crypto/verdict.h"

struct tuf_file {
	struct strata_str name;
	struct strata_str bytes;   /* as they came */
	struct strata_str message; /* what is signed of them */
	const struct node *body;   /* the same, read */
	const struct node *signatures;
	uint64_t version;
};

/* Whose signatures a file needs. */
struct tuf_role {
	const struct node *keys; /* by their ids, of all roles */
	const struct node *ids;
	uint64_t threshold;
};

/* type: "Targets". ESYNTAX, ELIMIT. */
int tuf_file_read(struct tuf_file *out, struct strata_str name, struct strata_str bytes,
		  const char *type, struct strata_arena *arena, struct strata_error *err);

/* keys: map of all keys; role: has keyids and threshold. False where there are none. */
bool tuf_role_read(struct tuf_role *out, const struct node *keys, const struct node *role);

/* Whether enough of the role's keys have signed, each counted once. */
bool tuf_file_is_signed(const struct tuf_file *file, const struct tuf_role *role,
			struct strata_arena *arena);

/* Which of the signers, being a key of the role, has signed it; NULL: none. */
const struct crypto_signer *tuf_file_signer(const struct tuf_file *file, const struct tuf_role *role,
					    const struct crypto_signers *signers,
					    struct strata_arena *arena);

/* Whether the bytes have the length and the digests that another file tells of them. */
bool tuf_file_matches(const struct tuf_file *file, const struct node *meta, struct strata_arena *arena);

#endif
