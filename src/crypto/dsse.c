/* dsse.c - attestations; see dsse.h. */
#include "crypto/dsse.h"

#include "crypto/document.h"
#include "text/base64.h"

/* base64 as protobuf's JSON writes it, or as URLs have it: readers of DSSE take both. */
static bool read_bytes(struct strata_str *out, struct strata_str text, struct strata_arena *arena)
{
	return base64_read(out, text, BASE64_PADDED, arena) ||
	       base64_read(out, text, BASE64_URL, arena);
}

/* --- the statement ------------------------------------------------------------------------- */

static bool is_about(const struct node *statement, struct strata_str digest)
{
	for (const struct node *n = node_first(node_array(statement, "subject")); n; n = n->next)
		if (crypto_is_digest(digest, node_text(node_map(n, "digest"), "sha256")))
			return true;
	return false;
}

static struct strata_str builder_of(const struct node *predicate)
{
	struct strata_str id = node_text(node_map(predicate, "builder"), "id");

	return id.ptr ? id
	              : node_text(node_map(node_map(predicate, "runDetails"), "builder"), "id");
}

static void judge_statement(struct crypto_finding *out, struct strata_str payload,
                            const struct crypto_subject *subject, struct strata_arena *arena)
{
	struct node *statement;

	if (crypto_document_read(&statement, payload, arena, NULL) < 0 ||
	    !strata_str_starts(node_text(statement, "_type"),
	                       STRATA_STR("https://in-toto.io/Statement/"))) {
		crypto_say(out, CRYPTO_BAD, arena, "what is signed is no statement of in-toto's");
		return;
	}
	out->what = node_text(statement, "predicateType");
	out->builder = builder_of(node_map(statement, "predicate"));
	if (!out->what.len)
		crypto_say(out, CRYPTO_BAD, arena, "the statement does not tell what it attests");
	else if (!is_about(statement, subject->digest))
		crypto_say(out, CRYPTO_REPLAYED, arena, "the statement is about something else");
}

/* --- the envelope -------------------------------------------------------------------------- */

/* What is signed of an envelope: its type and its payload, each behind its length. */
static struct strata_str signed_bytes(struct strata_str type, struct strata_str payload,
                                      struct strata_arena *arena)
{
	struct strata_str head = strata_arena_printf(arena, "DSSEv1 %zu %.*s %zu ", type.len,
	                                             STRATA_ARG(type), payload.len);

	return strata_arena_join(arena, head, payload, STRATA_NONE);
}

static const struct crypto_signer *signer_of(const struct node *envelope, struct strata_str message,
                                             const struct crypto_trust *trust,
                                             struct strata_arena *arena)
{
	const struct node *all = node_array(envelope, "signatures");
	const struct crypto_signer *signer = NULL;
	struct strata_str signature;
	int left = STRATA_LIMIT_SIGNATURES;

	for (const struct node *n = node_first(all); n && !signer && left-- > 0; n = n->next)
		if (read_bytes(&signature, node_text(n, "sig"), arena))
			signer = crypto_signed_by(&trust->keys, message, signature);
	return signer;
}

static void judge_envelope(struct crypto_finding *out, const struct node *envelope,
                           const struct crypto_subject *subject, const struct crypto_trust *trust,
                           struct strata_arena *arena)
{
	struct strata_str type = node_text(envelope, "payloadType"), payload;
	const struct crypto_signer *signer;

	if (!type.ptr || !read_bytes(&payload, node_text(envelope, "payload"), arena) ||
	    !node_first(node_array(envelope, "signatures"))) {
		crypto_say(out, CRYPTO_BAD, arena,
		           "the envelope lacks its payload or its signatures");
		return;
	}
	signer = signer_of(envelope, signed_bytes(type, payload, arena), trust, arena);
	if (!signer) {
		crypto_say(out, CRYPTO_UNKNOWN_KEY, arena,
		           "none of the trusted keys has signed it");
		return;
	}
	out->by = signer->name;
	out->verdict = CRYPTO_VERIFIED;
	if (strata_str_eq(type, STRATA_STR("application/vnd.in-toto+json")))
		judge_statement(out, payload, subject, arena);
	else
		crypto_say(out, CRYPTO_UNCHECKED, arena, "what is signed is of type '%.*s'",
		           STRATA_ARG(type));
}

void crypto_dsse_check(struct crypto_finding *out, struct strata_str envelope,
                       const struct crypto_subject *subject, const struct crypto_trust *trust,
                       struct strata_arena *arena)
{
	struct node *top;

	*out = (struct crypto_finding){ .verdict = CRYPTO_UNSIGNED };
	if (crypto_document_read(&top, envelope, arena, NULL) < 0)
		crypto_say(out, CRYPTO_BAD, arena, "the envelope cannot be read");
	else
		judge_envelope(out, top, subject, trust, arena);
}

void crypto_bundle_check(struct crypto_finding *out, struct strata_str bundle,
                         const struct crypto_subject *subject, const struct crypto_trust *trust,
                         struct strata_arena *arena)
{
	const struct node *envelope, *material;
	struct node *top;

	*out = (struct crypto_finding){ .verdict = CRYPTO_UNSIGNED };
	if (crypto_document_read(&top, bundle, arena, NULL) < 0 ||
	    !strata_str_starts(node_text(top, "mediaType"),
	                       STRATA_STR("application/vnd.dev.sigstore.bundle"))) {
		crypto_say(out, CRYPTO_BAD, arena, "is no bundle of sigstore's");
		return;
	}
	envelope = node_map(top, "dsseEnvelope");
	material = node_map(top, "verificationMaterial");
	if (!envelope) {
		crypto_say(out, CRYPTO_UNCHECKED, arena,
		           "the bundle has a signature, but no statement");
		return;
	}
	judge_envelope(out, envelope, subject, trust, arena);
	if (out->verdict == CRYPTO_UNKNOWN_KEY && !node_map(material, "publicKey"))
		crypto_say(out, CRYPTO_UNCHECKED, arena,
		           "it is signed by a certificate: identities of signers without keys are "
		           "not checked");
}
