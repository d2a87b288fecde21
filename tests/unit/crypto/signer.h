/*
 * signer.h - the other side, for the tests of signatures: keys that are made when a test runs,
 * and what they sign.
 */
#ifndef TESTS_UNIT_CRYPTO_SIGNER_H
#define TESTS_UNIT_CRYPTO_SIGNER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "crypto/key.h"
#include "crypto/verdict.h"

#define UNUSED __attribute__((unused))

enum { NOW = 1800000000 }; /* 2027-01-15T08:00:00Z */

static struct strata_arena arena;

UNUSED static int tear_down(void **state)
{
	(void)state;
	strata_arena_release(&arena);
	return 0;
}

#define assert_str(got, want)                                                                      \
	do {                                                                                       \
		if (!strata_str_eq((got), strata_str_of(want)))                                    \
			fail_msg("'%.*s' is not '%s'", STRATA_ARG(got), (const char *)(want));     \
	} while (0)

#define assert_verdict(found, want)                                                                \
	do {                                                                                       \
		if ((found).verdict != (want))                                                     \
			fail_msg("%s, not %s: %.*s", crypto_verdict_name((found).verdict),         \
			         crypto_verdict_name(want), STRATA_ARG((found).why));              \
	} while (0)

/* --- texts --------------------------------------------------------------------------------- */

UNUSED static struct strata_str base64(struct strata_str bytes)
{
	char *text = strata_arena_text(&arena, bytes.len / 3 * 4 + 8);
	int len = EVP_EncodeBlock((unsigned char *)text, (const unsigned char *)bytes.ptr,
	                          (int)bytes.len);

	return (struct strata_str){ text, (size_t)len };
}

UNUSED static struct strata_str base64url(struct strata_str bytes)
{
	struct strata_str text = strata_arena_dup(&arena, base64(bytes));
	char *at = (char *)(uintptr_t)text.ptr;

	for (size_t i = 0; i < text.len; i++)
		at[i] = at[i] == '+' ? '-' : at[i] == '/' ? '_' : at[i];
	while (text.len && text.ptr[text.len - 1] == '=')
		text.len--;
	return text;
}

#define TEXT(...) strata_arena_printf(&arena, __VA_ARGS__)

/* --- keys ------------------------------------------------------------------------------------ */

UNUSED static struct strata_str der_of(EVP_PKEY *key)
{
	unsigned char *bytes = NULL;
	int len = i2d_PUBKEY(key, &bytes);
	struct strata_str out;

	assert_true(len > 0);
	out = strata_arena_dup(&arena, (struct strata_str){ (char *)bytes, (size_t)len });
	OPENSSL_free(bytes);
	return out;
}

UNUSED static struct crypto_key *public_of(EVP_PKEY *key)
{
	struct crypto_key *out;

	assert_int_equal(crypto_key_read(&out, der_of(key), NULL), 0);
	return out;
}

/* --- signatures --------------------------------------------------------------------------------
 */

static struct strata_str raw_of(struct strata_str der, int half)
{
	const unsigned char *at = (const unsigned char *)der.ptr;
	ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &at, (long)der.len);
	char *out = strata_arena_text(&arena, 2 * (size_t)half);

	assert_non_null(pair);
	BN_bn2binpad(ECDSA_SIG_get0_r(pair), (unsigned char *)out, half);
	BN_bn2binpad(ECDSA_SIG_get0_s(pair), (unsigned char *)out + half, half);
	ECDSA_SIG_free(pair);
	return (struct strata_str){ out, 2 * (size_t)half };
}

UNUSED static struct strata_str signature_of(EVP_PKEY *key, enum crypto_scheme scheme,
                                             enum crypto_hash hash, struct strata_str message)
{
	const EVP_MD *md = hash == CRYPTO_SHA512   ? EVP_sha512()
	                   : hash == CRYPTO_SHA384 ? EVP_sha384()
	                                           : EVP_sha256();
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	size_t len = 2048;
	char *bytes = strata_arena_text(&arena, len);
	EVP_PKEY_CTX *manner;
	struct strata_str out;

	assert_int_equal(EVP_DigestSignInit(context, &manner, scheme == CRYPTO_ED25519 ? NULL : md,
	                                    NULL, key),
	                 1);
	if (scheme == CRYPTO_RSA_PSS) {
		EVP_PKEY_CTX_set_rsa_padding(manner, RSA_PKCS1_PSS_PADDING);
		EVP_PKEY_CTX_set_rsa_pss_saltlen(manner, RSA_PSS_SALTLEN_DIGEST);
	}
	assert_int_equal(EVP_DigestSign(context, (unsigned char *)bytes, &len,
	                                (const unsigned char *)message.ptr, message.len),
	                 1);
	EVP_MD_CTX_free(context);
	out = (struct strata_str){ bytes, len };
	return scheme == CRYPTO_ECDSA_RAW ? raw_of(out, (EVP_PKEY_get_bits(key) + 7) / 8) : out;
}

#endif
