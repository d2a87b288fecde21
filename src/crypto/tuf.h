/*
 * tuf.h - trees of TUF as Notary v1 serves them: which digest a tag has, as its publisher says.
 *
 * Docker has retired its server; others still run one. The chain: root, whose key the user has
 * pinned, names the keys of all others; timestamp names the snapshot, that the files of targets
 * and of what they delegate to. A root that the pinned key has not signed is followed back to
 * one that it has, over every version in between.
 *
 * Format: The Update Framework 1.0 in the dialect of Notary 0.7 (keys, canonical JSON, names of
 * files), docker's content trust (targets/releases goes first); 2026-11.
 */
#ifndef CRYPTO_TUF_H
#define CRYPTO_TUF_H

#include "crypto/verdict.h"

struct crypto_tuf_source {
	/* The bytes of "root", "2.root", "targets/releases"; ENOTFOUND: there is no such file. */
	int (*get)(struct strata_str *out, struct strata_str name, void *payload,
		   struct strata_error *err);
	void *payload;
};

/* Versions of an earlier look at the same tree: they never go down. Zero: it is the first. */
struct crypto_tuf_versions {
	uint64_t root, timestamp, snapshot, targets;
};

/*
 * Whether the tag is the subject, on the word of the tree. Of the keys that are trusted one has
 * to have signed the root. *seen is what was seen before, and becomes what was seen now, where
 * all of it was right.
 */
void crypto_tuf_check(struct crypto_finding *out, const struct crypto_tuf_source *source,
		      struct strata_str tag, const struct crypto_subject *subject,
		      const struct crypto_trust *trust, struct crypto_tuf_versions *seen,
		      struct strata_arena *arena);

#endif
