/* key.c - which keys are taken, and what they have signed. */
#include "signer.h"

static const struct strata_str message = { "a message", 9 };

static void takes_what_is_safe(void **state)
{
	EVP_PKEY *weak = EVP_RSA_gen(1024), *odd = EVP_EC_gen("secp256k1"),
		 *good = EVP_EC_gen("P-256");
	struct crypto_key *key;
	struct strata_str der = der_of(good);

	(void)state;
	assert_int_equal(crypto_key_read(&key, der_of(weak), NULL), STRATA_EUNSUPPORTED);
	assert_int_equal(crypto_key_read(&key, der_of(odd), NULL), STRATA_EUNSUPPORTED);
	assert_int_equal(crypto_key_read(&key, STRATA_STR("no key"), NULL), STRATA_ESYNTAX);
	assert_int_equal(crypto_key_read(&key, STRATA_STR(""), NULL), STRATA_ESYNTAX);
	assert_int_equal(
		crypto_key_read(&key, STRATA_STR("-----BEGIN PUBLIC KEY-----\nAAAA\n"), NULL),
		STRATA_ESYNTAX);
	assert_null(key);
	/* What follows a key could be another one for another reader. */
	assert_int_equal(
		crypto_key_read(&key, strata_arena_join(&arena, der, STRATA_STR("x"), STRATA_NONE),
	                        NULL),
		STRATA_ESYNTAX);
	assert_int_equal(crypto_key_read(&key, der, NULL), 0);
	assert_int_equal(crypto_key_kind(key), CRYPTO_KIND_EC);
	assert_int_equal(crypto_key_bits(key), 256);
	crypto_key_free(key);
	EVP_PKEY_free(weak);
	EVP_PKEY_free(odd);
	EVP_PKEY_free(good);
}

static void check(EVP_PKEY *pkey, enum crypto_scheme scheme, enum crypto_hash hash)
{
	struct strata_str signature = signature_of(pkey, scheme, hash, message);
	struct crypto_key *key = public_of(pkey);

	assert_true(crypto_key_verify(key, scheme, hash, message, signature));
	assert_false(crypto_key_verify(key, scheme, hash, STRATA_STR("another"), signature));
	assert_false(crypto_key_verify(key, scheme, hash, message,
	                               strata_str_take(signature, signature.len - 1)));
	assert_false(crypto_key_verify(key, scheme, hash, message, STRATA_STR("")));
	for (int other = CRYPTO_ECDSA; other <= CRYPTO_ED25519; other++)
		if (other != (int)scheme)
			assert_false(crypto_key_verify(key, (enum crypto_scheme)other, hash,
			                               message, signature));
	crypto_key_free(key);
	EVP_PKEY_free(pkey);
}

static void verifies_each_scheme(void **state)
{
	(void)state;
	check(EVP_EC_gen("P-256"), CRYPTO_ECDSA, CRYPTO_SHA256);
	check(EVP_EC_gen("P-256"), CRYPTO_ECDSA_RAW, CRYPTO_SHA256);
	check(EVP_EC_gen("P-384"), CRYPTO_ECDSA_RAW, CRYPTO_SHA384);
	check(EVP_EC_gen("P-521"), CRYPTO_ECDSA_RAW, CRYPTO_SHA512);
	check(EVP_RSA_gen(2048), CRYPTO_RSA_PKCS1, CRYPTO_SHA256);
	check(EVP_RSA_gen(2048), CRYPTO_RSA_PSS, CRYPTO_SHA512);
	check(EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"), CRYPTO_ED25519, CRYPTO_SHA256);
}

static void reads_times(void **state)
{
	static const struct {
		const char *text;
		int64_t time; /* -1: none */
	} cases[] = {
		{ "1970-01-01T00:00:10Z", 10 },
		{ "2027-01-15T08:00:00Z", NOW },
		{ "2027-01-15T10:00:00+02:00", NOW },
		{ "2027-01-15T00:00:00.119711158-08:00", NOW },
		{ "2027-01-15T08:00:00", -1 },
		{ "2027-01-15T08:00:00Zx", -1 },
		{ "2027-01-15T08:00:00+2:00x", -1 },
		{ "2027-02-30T08:00:00Z", -1 },
		{ "", -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		int64_t time = 0;

		assert_int_equal(crypto_time_read(&time, strata_str_of(cases[i].text)),
		                 cases[i].time >= 0);
		if (cases[i].time >= 0)
			assert_int_equal(time, cases[i].time);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_what_is_safe),
		cmocka_unit_test(verifies_each_scheme),
		cmocka_unit_test(reads_times),
	};

	return cmocka_run_group_tests(tests, NULL, tear_down);
}
