/* cosign.c - cosign's signatures and attestations, and how they must not be taken. */
#include "signer.h"

#include "crypto/cosign.h"
#include "crypto/dsse.h"

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define OTHER "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"

static EVP_PKEY *key, *stranger;
static struct crypto_trust trust = { .now = NOW };
static const struct crypto_subject subject = { .digest = { "sha256:" HEX, 71 },
	                                       .repository = { "r.example/team/app", 18 } };

static int set_up(void **state)
{
	(void)state;
	key = EVP_EC_gen("P-256");
	stranger = EVP_EC_gen("P-256");
	*strata_vec_push(&arena, &trust.keys) =
		(struct crypto_signer){ STRATA_STR("ours"), public_of(key) };
	return 0;
}

static int end(void **state)
{
	crypto_key_free(trust.keys.items[0].key);
	EVP_PKEY_free(key);
	EVP_PKEY_free(stranger);
	return tear_down(state);
}

static struct strata_str payload_of(const char *reference, const char *hex, const char *type)
{
	return TEXT(
		"{\"critical\":{\"identity\":{\"docker-reference\":\"%s\"},\"image\":"
		"{\"docker-manifest-digest\":\"sha256:%s\"},\"type\":\"%s\"},\"optional\":null}",
		reference, hex, type);
}

static struct crypto_finding check(EVP_PKEY *by, struct strata_str payload)
{
	struct crypto_cosign signature = {
		.payload = payload,
		.signature = base64(signature_of(by, CRYPTO_ECDSA, CRYPTO_SHA256, payload)),
	};
	struct crypto_finding found;

	crypto_cosign_check(&found, &signature, &subject, &trust, &arena);
	return found;
}

#define TYPE "cosign container image signature"

static void holds_a_payload_against_the_image(void **state)
{
	struct crypto_finding found = check(key, payload_of("r.example/team/app", HEX, TYPE));

	(void)state;
	assert_verdict(found, CRYPTO_VERIFIED);
	assert_str(found.by, "ours");
	assert_verdict(check(key, payload_of("r.example/team/app:1.0", HEX, TYPE)),
	               CRYPTO_VERIFIED);
	assert_verdict(check(key, payload_of("r.example/team/app", OTHER, TYPE)), CRYPTO_REPLAYED);
	assert_verdict(check(key, payload_of("r.example/team/other", HEX, TYPE)), CRYPTO_REPLAYED);
	assert_verdict(check(key, payload_of("r.example/team/app", HEX, "atomic")), CRYPTO_BAD);
	assert_verdict(check(key, STRATA_STR("{}")), CRYPTO_BAD);
	assert_verdict(check(key, STRATA_STR("")), CRYPTO_BAD);
	assert_verdict(check(stranger, payload_of("r.example/team/app", HEX, TYPE)),
	               CRYPTO_UNKNOWN_KEY);
}

static void takes_no_other_bytes(void **state)
{
	struct strata_str payload = payload_of("r.example/team/app", HEX, TYPE);
	struct strata_str good = base64(signature_of(key, CRYPTO_ECDSA, CRYPTO_SHA256, payload));
	struct crypto_cosign signature = { .payload = payload, .signature = good };
	struct crypto_finding found;

	(void)state;
	signature.payload = strata_arena_join(&arena, payload, STRATA_STR(" "), STRATA_NONE);
	crypto_cosign_check(&found, &signature, &subject, &trust, &arena);
	assert_verdict(found, CRYPTO_UNKNOWN_KEY);
	signature.payload = payload;
	signature.signature = STRATA_STR("%%%%");
	crypto_cosign_check(&found, &signature, &subject, &trust, &arena);
	assert_verdict(found, CRYPTO_BAD);
	signature.signature = STRATA_NONE;
	crypto_cosign_check(&found, &signature, &subject, &trust, &arena);
	assert_verdict(found, CRYPTO_BAD);
}

static void hears_only_the_last_word_once(void **state)
{
	/* A key twice: a reader that takes the first would see another image. */
	struct strata_str payload =
		TEXT("{\"critical\":{\"identity\":{\"docker-reference\":\"r.example/team/app\"},"
	             "\"image\":{\"docker-manifest-digest\":\"sha256:" OTHER "\","
	             "\"docker-manifest-digest\":\"sha256:" HEX "\"},\"type\":\"" TYPE "\"}}");

	(void)state;
	assert_verdict(check(key, payload), CRYPTO_BAD);
}

/* --- attestations ---------------------------------------------------------------------------- */

static struct strata_str envelope_of(EVP_PKEY *by, const char *type, struct strata_str statement)
{
	struct strata_str message = TEXT("DSSEv1 %zu %s %zu %.*s", strlen(type), type,
	                                 statement.len, STRATA_ARG(statement));
	struct strata_str payload = base64(statement);
	/* STRATA_ARG evaluates twice, and no two signatures are alike. */
	struct strata_str signature =
		base64(signature_of(by, CRYPTO_ECDSA, CRYPTO_SHA256, message));

	return TEXT(
		"{\"payloadType\":\"%s\",\"payload\":\"%.*s\",\"signatures\":[{\"sig\":\"AAAA\"},"
		"{\"keyid\":\"\",\"sig\":\"%.*s\"}]}",
		type, STRATA_ARG(payload), STRATA_ARG(signature));
}

static struct strata_str statement_of(const char *hex, const char *predicate)
{
	return TEXT("{\"_type\":\"https://in-toto.io/Statement/"
	            "v1\",\"subject\":[{\"name\":\"x\",\"digest\":"
	            "{\"sha256\":\"" OTHER
	            "\"}},{\"digest\":{\"sha256\":\"%s\"}}],\"predicateType\":"
	            "\"https://slsa.dev/provenance/v1\",\"predicate\":%s}",
	            hex, predicate);
}

#define INTOTO "application/vnd.in-toto+json"

static void reads_statements(void **state)
{
	const char *v1 = "{\"runDetails\":{\"builder\":{\"id\":\"https://ci.example/b\"}}}";
	struct crypto_finding found;

	(void)state;
	crypto_dsse_check(&found, envelope_of(key, INTOTO, statement_of(HEX, v1)), &subject, &trust,
	                  &arena);
	assert_verdict(found, CRYPTO_VERIFIED);
	assert_str(found.by, "ours");
	assert_str(found.what, "https://slsa.dev/provenance/v1");
	assert_str(found.builder, "https://ci.example/b");
	crypto_dsse_check(&found, envelope_of(key, INTOTO, statement_of(OTHER, "{}")), &subject,
	                  &trust, &arena);
	assert_verdict(found, CRYPTO_REPLAYED);
	crypto_dsse_check(&found, envelope_of(stranger, INTOTO, statement_of(HEX, "{}")), &subject,
	                  &trust, &arena);
	assert_verdict(found, CRYPTO_UNKNOWN_KEY);
	crypto_dsse_check(&found, envelope_of(key, "text/plain", statement_of(HEX, "{}")), &subject,
	                  &trust, &arena);
	assert_verdict(found, CRYPTO_UNCHECKED);
	crypto_dsse_check(&found, envelope_of(key, INTOTO, STRATA_STR("[]")), &subject, &trust,
	                  &arena);
	assert_verdict(found, CRYPTO_BAD);
	crypto_dsse_check(&found,
	                  STRATA_STR("{\"payloadType\":\"a\",\"payload\":\"\",\"signatures\":[]}"),
	                  &subject, &trust, &arena);
	assert_verdict(found, CRYPTO_BAD);
}

#define BUNDLE "application/vnd.dev.sigstore.bundle.v0.3+json"

/* What is found in a bundle of that envelope, and with that to check it by. */
static struct crypto_finding bundled(const char *material, struct strata_str envelope)
{
	struct crypto_finding found;

	crypto_bundle_check(&found,
	                    TEXT("{\"mediaType\":\"" BUNDLE "\",\"verificationMaterial\":{\"%s\":{}},"
	                         "\"dsseEnvelope\":%.*s}",
	                         material, STRATA_ARG(envelope)),
	                    &subject, &trust, &arena);
	return found;
}

static void reads_bundles(void **state)
{
	struct strata_str statement = statement_of(HEX, "{}");
	struct crypto_finding found;

	(void)state;
	found = bundled("publicKey", envelope_of(key, INTOTO, statement));
	assert_verdict(found, CRYPTO_VERIFIED);
	found = bundled("certificate", envelope_of(stranger, INTOTO, statement));
	assert_verdict(found, CRYPTO_UNCHECKED);
	/* Without a word on what it attests it is no attestation, and no signature of the image. */
	statement = STRATA_STR("{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":"
	                       "[{\"digest\":{\"sha256\":\"" HEX "\"}}]}");
	found = bundled("publicKey", envelope_of(key, INTOTO, statement));
	assert_verdict(found, CRYPTO_BAD);
	crypto_bundle_check(&found, STRATA_STR("{\"mediaType\":\"" BUNDLE "\",\"messageSignature\":{}}"),
	                    &subject, &trust, &arena);
	assert_verdict(found, CRYPTO_UNCHECKED);
	crypto_bundle_check(&found, STRATA_STR("{\"mediaType\":\"x\"}"), &subject, &trust, &arena);
	assert_verdict(found, CRYPTO_BAD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holds_a_payload_against_the_image),
		cmocka_unit_test(takes_no_other_bytes),
		cmocka_unit_test(hears_only_the_last_word_once),
		cmocka_unit_test(reads_statements),
		cmocka_unit_test(reads_bundles),
	};

	return cmocka_run_group_tests(tests, set_up, end);
}
