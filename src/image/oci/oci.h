/*
 * oci.h - images of registries: manifests, blobs, and what refers to them.
 *
 * A session lasts for one run; nothing is opened before the first question. Only registries
 * that the user's configuration names are asked, with the credentials of that very host. What
 * has a digest is checked against it, every byte, also what comes out of the cache; it is kept
 * by digest and never asked for again. What a tag means is asked each time; where the server
 * cannot be asked, the answer of last time stands in, which is said (`stale`).
 *
 * Format: the OCI distribution specification 1.1 and image specification 1.1; docker's
 * distribution documentation ("Token Authentication", "Image Manifest V 2, Schema 2"), 2026-11.
 */
#ifndef IMAGE_OCI_OCI_H
#define IMAGE_OCI_OCI_H

#include "image/oci/document.h"
#include "model/image_reference.h"
#include "resolve/registry/settings.h"

struct oci;

struct oci_progress {
	struct strata_str subject; /* the image that is asked about */
	uint64_t bytes;
};

struct oci_options {
	const struct registry_settings *settings; /* of registry_config_docker; outlives the session */
	struct strata_str cache; /* folder of answers; absent: none is read or kept */
	unsigned silence;        /* seconds after which a silent server is given up; 0: 30 */
	void (*progress)(const struct oci_progress *at, void *payload); /* may be NULL */
	void *payload;
};

struct oci *oci_open(const struct oci_options *options);
void oci_close(struct oci *oci); /* NULL is allowed */

/* What came, as it came. */
struct oci_manifest {
	struct strata_str bytes;
	struct strata_str digest;     /* "sha256:..", of the bytes */
	struct strata_str media_type; /* as the document says, else by what is in it */
	bool stale;                   /* of an earlier run: the server cannot be asked */
};

/*
 * The manifest, or index, that a reference names; which: another tag or digest of the same
 * repository, absent for its own. ENOTFOUND when the registry has none; EUSAGE where the
 * registry is named by nobody; EIO, ELIMIT, ESYNTAX: err tells.
 */
int oci_get_manifest(struct oci_manifest *out, struct oci *oci,
		     const struct image_reference *repository, struct strata_str which,
		     struct strata_arena *arena, struct strata_error *err);

/* The bytes of a blob, at most `most`. */
int oci_get_blob(struct strata_str *out, struct oci *oci, const struct image_reference *repository,
		 struct strata_str digest, uint64_t most, struct strata_arena *arena,
		 struct strata_error *err);

/* The same of exactly so many bytes, into a file, from its beginning, past the cache: for layers. */
int oci_get_blob_file(int file, struct oci *oci, const struct image_reference *repository,
		      struct strata_str digest, uint64_t size, struct strata_error *err);

/*
 * What says that it refers to the digest, by the referrers API, else by the tag that stands in
 * for it; of that artifact type (absent: of any). None at all is an empty list.
 */
int oci_get_referrers(struct oci_descriptors *out, struct oci *oci,
		      const struct image_reference *repository, struct strata_str digest,
		      struct strata_str artifact_type, struct strata_arena *arena,
		      struct strata_error *err);

/*
 * A document at an address that the user names, with the credentials that they have for its
 * host; a challenge for a token is answered. It is not kept.
 */
int oci_get_document(struct strata_str *out, struct oci *oci, struct strata_str url, uint64_t most,
		     struct strata_arena *arena, struct strata_error *err);

/* What was found out of a blob by whoever read it, kept with the answers: by kind and digest. */
bool oci_recall(struct strata_str *out, struct oci *oci, struct strata_str kind,
		struct strata_str digest, struct strata_arena *arena);
void oci_remember(struct oci *oci, struct strata_str kind, struct strata_str digest,
		  struct strata_str bytes);

#endif
