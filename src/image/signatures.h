/*
 * signatures.h - who has signed an image, as far as its registry tells: cosign's tags, bundles
 * and attestations, Notation's signatures, and a tree of Notary v1 on a server of the user's.
 *
 * What a signature says is judged by src/crypto; here it is fetched. What cannot be fetched, or
 * is of a kind that is not checked, is never taken for "unsigned".
 */
#ifndef IMAGE_SIGNATURES_H
#define IMAGE_SIGNATURES_H

#include "config/config.h"
#include "crypto/verdict.h"
#include "image/oci/oci.h"

enum image_signature_kind {
	IMAGE_SIGNATURE_COSIGN,
	IMAGE_SIGNATURE_BUNDLE,      /* cosign's, in a bundle of sigstore's */
	IMAGE_SIGNATURE_ATTESTATION, /* of something else than the image itself */
	IMAGE_SIGNATURE_NOTATION,
	IMAGE_SIGNATURE_NOTARY,      /* Notary v1: docker's content trust, which docker has retired */
	IMAGE_SIGNATURE_UNKNOWN,     /* the registry could not be asked */
};

const char *image_signature_kind_name(enum image_signature_kind kind);

struct image_signature {
	enum image_signature_kind kind;
	struct strata_str digest; /* of the index, or of the manifest, that was asked about */
	struct crypto_finding finding;
};

STRATA_VEC(image_signature_list, struct image_signature);

struct image_signatures {
	bool asked;
	bool required;            /* by the policy */
	bool partly;              /* there are more than are looked at */
	struct image_signature_list all;
	struct image_signature of; /* that counts; UNSIGNED: there is none */
};

/* [image] of the configuration: whom the user trusts, and what has to be signed. */
struct image_signing {
	struct crypto_trust trust;
	struct crypto_certificates *roots;
	struct strata_str notary;    /* address of a server; absent: none is asked */
	struct strata_strs required; /* globs of names */
};

/* Where the files that a configuration names are read. */
struct image_key_files {
	/* Of the scanned tree, whose configuration is "strata.toml"; NULL: its own is not there. */
	int (*read)(struct strata_str *out, struct strata_str path, void *payload,
		    struct strata_error *err);
	void *payload;
};

/*
 * Keys of the scanned tree count where the user's own configuration names none. EUSAGE with the
 * line. image_signing_close in either case.
 */
int image_signing_read(struct image_signing *out, const struct config_pairs *settings,
		       const struct image_key_files *files, int64_t now, struct strata_arena *arena,
		       struct strata_error *err);
void image_signing_close(struct image_signing *signing);

/* Whether anybody is trusted, or anything has to be signed: else nobody is asked. */
bool image_signing_asks(const struct image_signing *signing);

/*
 * Asks about an image. digests: what its name means, then what that has for the platform (absent:
 * the same).
 */
void image_signatures_find(struct image_signatures *out, struct oci *oci,
			   const struct image_reference *reference, const struct strata_str digests[2],
			   const struct image_signing *signing, struct strata_arena *arena);

#endif
