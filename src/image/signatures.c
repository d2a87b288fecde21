/* signatures.c - who has signed an image, as far as its registry tells; see signatures.h. */
#include "image/signatures.h"

#include "crypto/cosign.h"
#include "crypto/document.h"
#include "crypto/dsse.h"
#include "crypto/notation.h"
#include "crypto/tuf.h"
#include "model/image_reference.h"
#include "strata/limits.h"

#define SIMPLE_SIGNING "application/vnd.dev.cosign.simplesigning.v1+json"
#define BUNDLE "application/vnd.dev.sigstore.bundle"
#define NOTATION "application/vnd.cncf.notary.signature"

const char *image_signature_kind_name(enum image_signature_kind kind)
{
	static const char *const names[] = {
		[IMAGE_SIGNATURE_COSIGN] = "cosign",
		[IMAGE_SIGNATURE_BUNDLE] = "sigstore bundle",
		[IMAGE_SIGNATURE_ATTESTATION] = "attestation",
		[IMAGE_SIGNATURE_NOTATION] = "notation",
		[IMAGE_SIGNATURE_NOTARY] = "notary v1, retired at docker",
		[IMAGE_SIGNATURE_UNKNOWN] = "unknown",
	};

	return names[kind];
}

struct finding {
	struct image_signatures *out;
	struct oci *oci;
	const struct image_reference *reference;
	const struct image_signing *signing;
	struct strata_arena *arena;
	struct crypto_subject subject;
	unsigned looked; /* at so many signatures, and what may be one */
};

static void add(struct finding *f, enum image_signature_kind kind,
                const struct crypto_finding *found)
{
	*strata_vec_push(f->arena, &f->out->all) =
		(struct image_signature){ kind, f->subject.digest, *found };
}

static void add_unchecked(struct finding *f, enum image_signature_kind kind, const char *why)
{
	struct crypto_finding found = { .verdict = CRYPTO_UNSIGNED };

	crypto_say(&found, CRYPTO_UNCHECKED, f->arena, "%s", why);
	add(f, kind, &found);
}

static bool may_look(struct finding *f)
{
	bool may = f->looked < STRATA_LIMIT_SIGNATURES;

	f->looked += may;
	f->out->partly = f->out->partly || !may;
	return may;
}

/* False, after a word about it where there should have been something. */
static bool get_document(struct oci_document *out, struct finding *f, struct strata_str which,
                         enum image_signature_kind kind)
{
	struct strata_error err = STRATA_ERROR_INIT;
	struct oci_manifest manifest;
	int rc = oci_get_manifest(&manifest, f->oci, f->reference, which, f->arena, &err);

	if (rc == 0)
		rc = oci_document_read(out, manifest.bytes, f->arena, &err);
	if (rc < 0 && rc != STRATA_ENOTFOUND)
		add_unchecked(f, kind, err.text);
	return rc == 0;
}

static bool get_blob(struct strata_str *out, struct finding *f, const struct oci_descriptor *layer,
                     enum image_signature_kind kind)
{
	struct strata_error err = STRATA_ERROR_INIT;

	if (oci_get_blob(out, f->oci, f->reference, layer->digest, STRATA_LIMIT_SIGNED_BYTES,
	                 f->arena, &err) == 0)
		return true;
	add_unchecked(f, kind, err.text);
	return false;
}

/* --- cosign's tags ------------------------------------------------------------------------- */

/* "sha256-<digits>.sig": a tag of the same repository. */
static struct strata_str tag_of(struct finding *f, const char *ending)
{
	return strata_arena_printf(f->arena, "sha256-%.*s%s",
	                           STRATA_ARG(strata_str_skip(f->subject.digest, 7)), ending);
}

static void check_cosign(struct finding *f, const struct oci_descriptor *layer)
{
	struct crypto_cosign signature = {
		.signature =
			oci_pair_get(&layer->annotations, "dev.cosignproject.cosign/signature"),
		.certificate = oci_pair_get(&layer->annotations, "dev.sigstore.cosign/certificate"),
		.chain = oci_pair_get(&layer->annotations, "dev.sigstore.cosign/chain"),
		.bundle = oci_pair_get(&layer->annotations, "dev.sigstore.cosign/bundle"),
	};
	struct crypto_finding found;

	if (!get_blob(&signature.payload, f, layer, IMAGE_SIGNATURE_COSIGN))
		return;
	crypto_cosign_check(&found, &signature, &f->subject, &f->signing->trust, f->arena);
	add(f, IMAGE_SIGNATURE_COSIGN, &found);
}

static void find_cosign(struct finding *f)
{
	struct oci_document document;

	if (!get_document(&document, f, tag_of(f, ".sig"), IMAGE_SIGNATURE_COSIGN))
		return;
	for (size_t i = 0; i < document.layers.count; i++)
		if (strata_str_eq(document.layers.items[i].media_type,
		                  STRATA_STR(SIMPLE_SIGNING)) &&
		    may_look(f))
			check_cosign(f, &document.layers.items[i]);
}

static void find_attestations(struct finding *f)
{
	struct oci_document document;
	struct crypto_finding found;
	struct strata_str envelope;

	if (!get_document(&document, f, tag_of(f, ".att"), IMAGE_SIGNATURE_ATTESTATION))
		return;
	for (size_t i = 0; i < document.layers.count; i++) {
		const struct oci_descriptor *layer = &document.layers.items[i];

		if (!strata_str_eq(layer->media_type,
		                   STRATA_STR("application/vnd.dsse.envelope.v1+json")) ||
		    !may_look(f) || !get_blob(&envelope, f, layer, IMAGE_SIGNATURE_ATTESTATION))
			continue;
		crypto_dsse_check(&found, envelope, &f->subject, &f->signing->trust, f->arena);
		add(f, IMAGE_SIGNATURE_ATTESTATION, &found);
	}
}

/* --- referrers -------------------------------------------------------------------------------- */

static void check_notation(struct finding *f, const struct oci_descriptor *layer)
{
	struct crypto_finding found;
	struct strata_str envelope;

	if (!strata_str_eq(layer->media_type, STRATA_STR("application/jose+json"))) {
		add_unchecked(f, IMAGE_SIGNATURE_NOTATION,
		              "the signature is no JWS: COSE is not read");
		return;
	}
	if (!get_blob(&envelope, f, layer, IMAGE_SIGNATURE_NOTATION))
		return;
	crypto_notation_check(&found, envelope, &f->subject, &f->signing->trust, f->arena);
	add(f, IMAGE_SIGNATURE_NOTATION, &found);
}

static void check_bundle(struct finding *f, const struct oci_descriptor *layer)
{
	struct crypto_finding found;
	struct strata_str bundle;
	bool attests;

	if (!get_blob(&bundle, f, layer, IMAGE_SIGNATURE_BUNDLE))
		return;
	crypto_bundle_check(&found, bundle, &f->subject, &f->signing->trust, f->arena);
	attests = found.what.ptr && !strata_str_eq(found.what, STRATA_STR(CRYPTO_COSIGN_PREDICATE));
	add(f, attests ? IMAGE_SIGNATURE_ATTESTATION : IMAGE_SIGNATURE_BUNDLE, &found);
}

static void check_referrer(struct finding *f, const struct oci_descriptor *referrer)
{
	struct oci_document document;
	struct strata_str type;
	bool notation, bundle;

	if (!get_document(&document, f, referrer->digest, IMAGE_SIGNATURE_UNKNOWN) ||
	    document.layers.count == 0)
		return;
	type = document.artifact_type.ptr ? document.artifact_type : document.config.media_type;
	notation = strata_str_eq(type, STRATA_STR(NOTATION));
	bundle = strata_str_starts(type, STRATA_STR(BUNDLE));
	if (!notation && !bundle)
		return;
	/* The list is the registry's word, the subject is what was pushed. */
	if (!strata_str_eq(document.subject.digest, f->subject.digest))
		return;
	if (notation)
		check_notation(f, &document.layers.items[0]);
	else
		check_bundle(f, &document.layers.items[0]);
}

static void find_referrers(struct finding *f)
{
	struct strata_error err = STRATA_ERROR_INIT;
	struct oci_descriptors all;
	struct strata_str type;

	if (oci_get_referrers(&all, f->oci, f->reference, f->subject.digest, STRATA_NONE, f->arena,
	                      &err) < 0) {
		add_unchecked(f, IMAGE_SIGNATURE_UNKNOWN, err.text);
		return;
	}
	for (size_t i = 0; i < all.count; i++) {
		type = all.items[i].artifact_type;
		/* Older ones leave it to the manifest to say what they are. */
		if ((!type.len || strata_str_eq(type, STRATA_STR(NOTATION)) ||
		     strata_str_starts(type, STRATA_STR(BUNDLE))) &&
		    may_look(f))
			check_referrer(f, &all.items[i]);
	}
}

/* --- Notary v1 -----------------------------------------------------------------------------------
 */

static int get_file(struct strata_str *out, struct strata_str name, void *payload,
                    struct strata_error *err)
{
	struct finding *f = payload;
	struct strata_str url = strata_arena_printf(
		f->arena, "%.*s%sv2/%.*s/_trust/tuf/%.*s.json", STRATA_ARG(f->signing->notary),
		strata_str_ends(f->signing->notary, STRATA_STR("/")) ? "" : "/",
		STRATA_ARG(f->reference->name), STRATA_ARG(name));

	return oci_get_document(out, f->oci, url, STRATA_LIMIT_SIGNED_BYTES, f->arena, err);
}

/* Of which tree something is kept: in the form of a digest, as all that is kept. */
static struct strata_str tree_of(struct finding *f)
{
	struct strata_str hex = crypto_sha256_hex(
		STRATA_CONCAT(f->arena, f->signing->notary, STRATA_STR("\n"), f->reference->name),
		f->arena);

	return strata_arena_join(f->arena, STRATA_STR("sha256:"), hex, STRATA_NONE);
}

static void recall_versions(struct crypto_tuf_versions *out, struct finding *f,
                            struct strata_str tree)
{
	struct strata_str bytes, word;
	uint64_t *const all[] = { &out->root, &out->timestamp, &out->snapshot, &out->targets };

	*out = (struct crypto_tuf_versions){ .root = 0 };
	if (!oci_recall(&bytes, f->oci, STRATA_STR("notary-1"), tree, f->arena))
		return;
	for (size_t i = 0; i < 4 && bytes.ptr; i++) {
		strata_str_cut(&word, &bytes, bytes, ' ');
		if (!strata_str_u64(all[i], word))
			*all[i] = 0;
	}
}

static void find_notary(struct finding *f)
{
	struct crypto_tuf_source source = { get_file, f };
	struct strata_str tag = f->reference->tag, tree = tree_of(f);
	struct crypto_tuf_versions seen, before;
	struct crypto_finding found;

	recall_versions(&seen, f, tree);
	before = seen;
	crypto_tuf_check(&found, &source, tag.ptr ? tag : STRATA_STR("latest"), &f->subject,
	                 &f->signing->trust, &seen, f->arena);
	if (seen.root != before.root || seen.timestamp != before.timestamp ||
	    seen.snapshot != before.snapshot || seen.targets != before.targets)
		oci_remember(f->oci, STRATA_STR("notary-1"), tree,
		             strata_arena_printf(f->arena, "%llu %llu %llu %llu",
		                                 (unsigned long long)seen.root,
		                                 (unsigned long long)seen.timestamp,
		                                 (unsigned long long)seen.snapshot,
		                                 (unsigned long long)seen.targets));
	if (found.verdict != CRYPTO_UNSIGNED)
		add(f, IMAGE_SIGNATURE_NOTARY, &found);
}

/* --- all of them
 * ------------------------------------------------------------------------------------ */

static bool describe(struct finding *f, struct strata_str digest)
{
	struct strata_error err = STRATA_ERROR_INIT;
	struct oci_manifest manifest;

	f->subject = (struct crypto_subject){ .digest = digest, .repository = f->reference->name };
	if (oci_get_manifest(&manifest, f->oci, f->reference, digest, f->arena, &err) < 0) {
		add_unchecked(f, IMAGE_SIGNATURE_UNKNOWN, err.text);
		return false;
	}
	f->subject.media_type = manifest.media_type;
	f->subject.size = manifest.bytes.len;
	return true;
}

/* An attestation says something about an image; that the image is what it says, a signature does.
 */
static void choose(struct image_signatures *s)
{
	for (size_t i = 0; i < s->all.count; i++) {
		const struct image_signature *one = &s->all.items[i];

		if (one->kind != IMAGE_SIGNATURE_ATTESTATION &&
		    one->finding.verdict > s->of.finding.verdict)
			s->of = *one;
	}
}

void image_signatures_find(struct image_signatures *out, struct oci *oci,
                           const struct image_reference *reference,
                           const struct strata_str digests[2], const struct image_signing *signing,
                           struct strata_arena *arena)
{
	struct finding f = { out, oci, reference, signing, arena, { .size = 0 }, 0 };

	*out = (struct image_signatures){ .asked = true };
	for (int i = 0; i < 2 && out->of.finding.verdict != CRYPTO_VERIFIED; i++) {
		if (!digests[i].ptr || (i && strata_str_eq(digests[0], digests[1])))
			continue;
		if (describe(&f, digests[i])) {
			find_cosign(&f);
			find_attestations(&f);
			find_referrers(&f);
			/* A tag's entry is that of what it means, not of one platform. */
			if (signing->notary.len && i == 0)
				find_notary(&f);
		}
		choose(out);
	}
}
