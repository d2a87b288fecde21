/*
 * library.h - libcrypto, loaded when it is first wanted: almost no run verifies anything.
 */
#ifndef CRYPTO_LIBRARY_H
#define CRYPTO_LIBRARY_H

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "strata/library.h"

#define CRYPTO_FUNCTIONS(X)                                                            \
	X(BIO_ctrl) X(BIO_free) X(BIO_new) X(BIO_new_mem_buf) X(BIO_s_mem)             \
	X(BN_bin2bn) X(BN_free) X(CRYPTO_free) X(ECDSA_SIG_free) X(ECDSA_SIG_new)      \
	X(ECDSA_SIG_set0) X(ERR_clear_error) X(EVP_DigestVerify) X(EVP_DigestVerifyInit) \
	X(EVP_Digest) X(EVP_MD_CTX_free) X(EVP_MD_CTX_new)                             \
	X(EVP_PKEY_CTX_set_rsa_padding) X(EVP_PKEY_CTX_set_rsa_pss_saltlen)            \
	X(EVP_PKEY_eq) X(EVP_PKEY_free) X(EVP_PKEY_get_base_id) X(EVP_PKEY_get_bits)   \
	X(EVP_PKEY_get_group_name) X(EVP_PKEY_new_raw_public_key)                      \
	X(EVP_sha256) X(EVP_sha384) X(EVP_sha512)                                      \
	X(OPENSSL_sk_free) X(OPENSSL_sk_new_null) X(OPENSSL_sk_push)                   \
	X(PEM_read_bio_PUBKEY) X(PEM_read_bio_X509)                                    \
	X(X509_NAME_print_ex) X(X509_STORE_CTX_free) X(X509_STORE_CTX_get0_param)      \
	X(X509_STORE_CTX_get_error) X(X509_STORE_CTX_init) X(X509_STORE_CTX_new)       \
	X(X509_STORE_add_cert) X(X509_STORE_free) X(X509_STORE_new)                    \
	X(X509_VERIFY_PARAM_set_auth_level) X(X509_VERIFY_PARAM_set_depth)             \
	X(X509_VERIFY_PARAM_set_purpose) X(X509_VERIFY_PARAM_set_time)                 \
	X(X509_free) X(X509_get_extended_key_usage) X(X509_get_key_usage)              \
	X(X509_get_pubkey) X(X509_get_subject_name) X(X509_verify_cert_error_string)   \
	X(X509_verify_cert) X(d2i_PUBKEY) X(d2i_X509) X(i2d_ECDSA_SIG)

struct crypto_library {
	CRYPTO_FUNCTIONS(STRATA_LIBRARY_SLOT)
};

extern struct crypto_library crypto; /* of whoever has loaded it */

/* EUNSUPPORTED when it is not installed. From any thread; stays loaded. */
int crypto_load(struct strata_error *err);

#endif
