/*
 * document.h - what manifests, indexes and configurations of images say.
 *
 * OCI's and docker's media types mean the same. Everything in them is hostile: sizes and
 * digests are checked before they are believed, lists are bounded.
 */
#ifndef IMAGE_OCI_DOCUMENT_H
#define IMAGE_OCI_DOCUMENT_H

#include "strata/arena.h"
#include "strata/error.h"

struct oci_pair {
	struct strata_str key, value;
};

STRATA_VEC(oci_pairs, struct oci_pair);

struct oci_platform {
	struct strata_str os, architecture, variant; /* absent: not told */
};

struct oci_descriptor {
	struct strata_str media_type;
	struct strata_str digest; /* checked: "sha256:<64 digits>" */
	uint64_t size;
	struct strata_str artifact_type;
	struct oci_platform platform;
	struct oci_pairs annotations;
};

STRATA_VEC(oci_descriptors, struct oci_descriptor);

enum oci_kind {
	OCI_IMAGE, /* a manifest: config and layers */
	OCI_INDEX, /* manifests, one for each platform, and others */
};

struct oci_document {
	enum oci_kind kind;
	struct strata_str media_type;
	struct strata_str artifact_type;
	struct oci_descriptor config;   /* of OCI_IMAGE */
	struct oci_descriptors layers;  /* of OCI_IMAGE, from the bottom */
	struct oci_descriptors entries; /* of OCI_INDEX */
	struct oci_descriptor subject;  /* what it refers to; its digest absent: nothing */
	struct oci_pairs annotations;
};

/*
 * ESYNTAX for what is none, ELIMIT over STRATA_LIMIT_DESCRIPTORS, EUNSUPPORTED for docker's
 * schema 1. Texts are slices of bytes or of the arena.
 */
int oci_document_read(struct oci_document *out, struct strata_str bytes, struct strata_arena *arena,
		      struct strata_error *err);

/* What an image's configuration tells of it. */
struct oci_config {
	struct oci_platform platform;
	struct strata_str created;   /* RFC 3339, as written; absent: not told */
	struct strata_str user;      /* "" when none is set: root */
	struct strata_strs environment, entrypoint, command, ports;
	struct oci_pairs labels;
};

int oci_config_read(struct oci_config *out, struct strata_str bytes, struct strata_arena *arena,
		    struct strata_error *err);

/* The value of a key; absent without it. */
struct strata_str oci_pair_get(const struct oci_pairs *pairs, const char *key);

/* "linux/arm64/v8" into its parts; EUSAGE for what is no platform. */
int oci_platform_read(struct oci_platform *out, struct strata_str text, struct strata_error *err);

/* "linux/arm64/v8". */
struct strata_str oci_platform_text(const struct oci_platform *platform, struct strata_arena *arena);

/*
 * The image for a platform among the entries of an index, as engines choose: the same variant,
 * else the best one that runs there too; attestations are none. NULL: there is none.
 */
const struct oci_descriptor *oci_choose(const struct oci_document *index,
					const struct oci_platform *platform);

/* Whether the text is a digest that can be checked: "sha256:" and 64 hexadecimal digits. */
bool oci_is_digest(struct strata_str text);

/* "sha256:..", of the bytes. */
struct strata_str oci_digest_of(struct strata_str bytes, struct strata_arena *arena);

#endif
