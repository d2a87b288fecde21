/* notation.c - JWS of the Notary Project: every algorithm, and every header that must not pass. */
#include "crypto/notation.h"
#include "signer.h"

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define MEDIA "application/vnd.oci.image.manifest.v1+json"
#define PAYLOAD "application/vnd.cncf.notary.payload.v1+json"

struct identity {
	EVP_PKEY *key;
	X509 *certificate;
};

static struct identity root, other, leaf;
static struct crypto_trust trust = { .now = NOW };
static const struct crypto_subject subject = { .digest = { "sha256:" HEX, 71 },
	                                       .media_type = { MEDIA, sizeof(MEDIA) - 1 },
	                                       .size = 528 };

/* --- certificates ---------------------------------------------------------------------------- */

static void extend(X509 *x, int nid, const char *value)
{
	X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, NULL, nid, value);

	assert_non_null(e);
	X509_add_ext(x, e, -1);
	X509_EXTENSION_free(e);
}

/* by NULL: it is an authority, and signs itself. purpose NULL: for nothing. */
static struct identity identity_of(EVP_PKEY *key, const char *name, const struct identity *by,
                                   const char *purpose, int64_t until)
{
	struct identity out = { key, X509_new() };
	X509_NAME *subject_name = X509_get_subject_name(out.certificate);

	X509_set_version(out.certificate, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(out.certificate), 7);
	ASN1_TIME_set(X509_getm_notBefore(out.certificate), NOW - 1000);
	ASN1_TIME_set(X509_getm_notAfter(out.certificate), (time_t)until);
	X509_NAME_add_entry_by_txt(subject_name, "CN", MBSTRING_ASC, (const unsigned char *)name,
	                           -1, -1, 0);
	X509_set_issuer_name(out.certificate,
	                     by ? X509_get_subject_name(by->certificate) : subject_name);
	X509_set_pubkey(out.certificate, key);
	extend(out.certificate, NID_basic_constraints,
	       by ? "critical,CA:FALSE" : "critical,CA:TRUE");
	extend(out.certificate, NID_key_usage,
	       by ? "critical,digitalSignature" : "critical,keyCertSign");
	if (purpose)
		extend(out.certificate, NID_ext_key_usage, purpose);
	assert_true(X509_sign(out.certificate, by ? by->key : key, EVP_sha256()) > 0);
	return out;
}

static void forget(struct identity *identity)
{
	X509_free(identity->certificate);
	EVP_PKEY_free(identity->key);
}

static struct strata_str certificate_of(const struct identity *identity)
{
	unsigned char *bytes = NULL;
	int len = i2d_X509(identity->certificate, &bytes);
	struct strata_str out =
		strata_arena_dup(&arena, (struct strata_str){ (char *)bytes, (size_t)len });

	OPENSSL_free(bytes);
	return out;
}

static struct crypto_certificates *roots_of(const struct identity *identity)
{
	struct crypto_certificates *roots = crypto_certificates_new();

	assert_int_equal(crypto_certificates_add_der(roots, certificate_of(identity), NULL), 0);
	return roots;
}

static int set_up(void **state)
{
	(void)state;
	root = identity_of(EVP_EC_gen("P-256"), "root", NULL, NULL, NOW + 9000);
	other = identity_of(EVP_EC_gen("P-256"), "other", NULL, NULL, NOW + 9000);
	leaf = identity_of(EVP_EC_gen("P-256"), "leaf", &root, "codeSigning", NOW + 1000);
	trust.roots = roots_of(&root);
	return 0;
}

static int end(void **state)
{
	crypto_certificates_free((struct crypto_certificates *)(uintptr_t)trust.roots);
	forget(&root);
	forget(&other);
	forget(&leaf);
	return tear_down(state);
}

/* --- envelopes ---------------------------------------------------------------------------------
 */

struct plan {
	const struct identity *by;
	const char *algorithm;
	enum crypto_scheme scheme;
	enum crypto_hash hash;
	const char *critical, *more; /* of the protected header */
	const char *type, *digest;
};

static const struct plan usual = { &leaf,
	                           "ES256",
	                           CRYPTO_ECDSA_RAW,
	                           CRYPTO_SHA256,
	                           "\"io.cncf.notary.signingScheme\"",
	                           "\"io.cncf.notary.signingScheme\":\"notary.x509\"",
	                           PAYLOAD,
	                           "sha256:" HEX };

static struct strata_str envelope_of(const struct plan *p)
{
	struct strata_str header =
		base64url(TEXT("{\"alg\":\"%s\",\"cty\":\"%s\",\"crit\":[%s],%s}", p->algorithm,
	                       p->type, p->critical, p->more));
	struct strata_str payload =
		base64url(TEXT("{\"targetArtifact\":{\"mediaType\":\"" MEDIA "\",\"digest\":\"%s\","
	                       "\"size\":528}}",
	                       p->digest));
	struct strata_str message = strata_arena_join(&arena, header, STRATA_STR("."), payload);

	return TEXT("{\"payload\":\"%.*s\",\"protected\":\"%.*s\",\"header\":{\"x5c\":[\"%.*s\"]},"
	            "\"signature\":\"%.*s\"}",
	            STRATA_ARG(payload), STRATA_ARG(header),
	            STRATA_ARG(base64(certificate_of(p->by))),
	            STRATA_ARG(base64url(signature_of(p->by->key, p->scheme, p->hash, message))));
}

static struct crypto_finding check(struct plan plan)
{
	struct crypto_finding found;

	crypto_notation_check(&found, envelope_of(&plan), &subject, &trust, &arena);
	return found;
}

static void takes_every_algorithm(void **state)
{
	static const struct {
		const char *name, *curve; /* NULL: RSA */
		unsigned bits;
		enum crypto_hash hash;
	} all[] = {
		{ "ES256", "P-256", 256, CRYPTO_SHA256 }, { "ES384", "P-384", 384, CRYPTO_SHA384 },
		{ "ES512", "P-521", 521, CRYPTO_SHA512 }, { "PS256", NULL, 2048, CRYPTO_SHA256 },
		{ "PS384", NULL, 3072, CRYPTO_SHA384 },   { "PS512", NULL, 4096, CRYPTO_SHA512 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		EVP_PKEY *key = all[i].curve ? EVP_EC_gen(all[i].curve) : EVP_RSA_gen(all[i].bits);
		struct identity one = identity_of(key, "one", &root, "codeSigning", NOW + 1000);
		struct plan p = usual;

		p.by = &one;
		p.scheme = all[i].curve ? CRYPTO_ECDSA_RAW : CRYPTO_RSA_PSS;
		p.hash = all[i].hash;
		for (size_t k = 0; k < sizeof(all) / sizeof(*all); k++) {
			p.algorithm = all[k].name;
			assert_verdict(check(p), i == k ? CRYPTO_VERIFIED : CRYPTO_BAD);
		}
		forget(&one);
	}
}

static void looks_at_the_target(void **state)
{
	struct plan p = usual;

	(void)state;
	assert_str(check(p).by, "CN=leaf");
	p.digest = "sha256:"
		   "ffff";
	assert_verdict(check(p), CRYPTO_REPLAYED);
}

static void looks_at_headers(void **state)
{
#define SCHEME "\"io.cncf.notary.signingScheme\""
#define EXPIRY "\"io.cncf.notary.expiry\""
#define TIME "\"io.cncf.notary.authenticSigningTime\""
	static const struct {
		const char *critical, *more;
		enum crypto_verdict verdict;
	} cases[] = {
		{ SCHEME, SCHEME ":\"notary.x509\",\"x\":1", CRYPTO_VERIFIED },
		{ SCHEME ",\"x\"", SCHEME ":\"notary.x509\",\"x\":1", CRYPTO_BAD },
		{ SCHEME "," EXPIRY, SCHEME ":\"notary.x509\"", CRYPTO_BAD },
		{ SCHEME, SCHEME ":\"else\"", CRYPTO_BAD },
		{ "", SCHEME ":\"notary.x509\"", CRYPTO_BAD },
		{ SCHEME "," EXPIRY, SCHEME ":\"notary.x509\"," EXPIRY ":\"2027-01-15T08:00:01Z\"",
		  CRYPTO_VERIFIED },
		{ SCHEME "," EXPIRY, SCHEME ":\"notary.x509\"," EXPIRY ":\"2027-01-15T08:00:00Z\"",
		  CRYPTO_EXPIRED },
		{ SCHEME "," EXPIRY, SCHEME ":\"notary.x509\"," EXPIRY ":\"never\"", CRYPTO_BAD },
		{ SCHEME, SCHEME ":\"notary.x509\"," EXPIRY ":\"2030-01-01T00:00:00Z\"",
		  CRYPTO_BAD },
		{ SCHEME "," TIME,
		  SCHEME ":\"notary.x509.signingAuthority\"," TIME ":\"2027-01-01T00:00:00Z\"",
		  CRYPTO_VERIFIED },
		{ SCHEME, SCHEME ":\"notary.x509.signingAuthority\"", CRYPTO_BAD },
		{ SCHEME "," TIME, SCHEME ":\"notary.x509\"," TIME ":\"2027-01-01T00:00:00Z\"",
		  CRYPTO_BAD },
		{ SCHEME, SCHEME ":\"notary.x509\",\"alg\":\"ES256\"", CRYPTO_BAD }, /* twice */
	};
	struct plan p = usual;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		p.critical = cases[i].critical;
		p.more = cases[i].more;
		assert_verdict(check(p), cases[i].verdict);
	}
	p = usual;
	p.type = "text/plain";
	assert_verdict(check(p), CRYPTO_BAD);
	p = usual;
	p.algorithm = "none";
	assert_verdict(check(p), CRYPTO_BAD);
}

static void looks_at_chains(void **state)
{
	struct identity late =
		identity_of(EVP_EC_gen("P-256"), "late", &root, "codeSigning", NOW - 10);
	struct identity alien =
		identity_of(EVP_EC_gen("P-256"), "alien", &other, "codeSigning", NOW + 10);
	struct identity server =
		identity_of(EVP_EC_gen("P-256"), "server", &root, "serverAuth", NOW + 10);
	struct plan p = usual;

	(void)state;
	p.by = &late;
	assert_verdict(check(p), CRYPTO_EXPIRED);
	p.by = &alien;
	assert_verdict(check(p), CRYPTO_UNKNOWN_KEY);
	p.by = &server;
	assert_verdict(check(p), CRYPTO_BAD);
	p.by = &other; /* an authority that nobody trusts, by itself */
	assert_verdict(check(p), CRYPTO_UNKNOWN_KEY);
	forget(&late);
	forget(&alien);
	forget(&server);
}

static void refuses_what_is_none(void **state)
{
	static const char *const texts[] = {
		"",
		"{}",
		"[]",
		"{\"protected\":\"e30\",\"signature\":\"\",\"payload\":\"\"}",
		"{\"protected\":\"e30\",\"signature\":\"AA\",\"payload\":\"e30\",\"header\":{"
		"\"x5c\":[\"AAAA\"]}}",
		"{\"protected\":\"e30\",\"signature\":\"AA\",\"payload\":\"e30\",\"header\":{"
		"\"x5c\":[1]}}",
	};
	struct crypto_finding found;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		crypto_notation_check(&found, strata_str_of(texts[i]), &subject, &trust, &arena);
		assert_verdict(found, CRYPTO_BAD);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_every_algorithm), cmocka_unit_test(looks_at_the_target),
		cmocka_unit_test(looks_at_headers),      cmocka_unit_test(looks_at_chains),
		cmocka_unit_test(refuses_what_is_none),
	};

	return cmocka_run_group_tests(tests, set_up, end);
}
