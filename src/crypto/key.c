/* key.c - public keys, and whether they have signed something; see key.h. */
#include "crypto/key_internal.h"

#include "strata/limits.h"

struct crypto_key {
	EVP_PKEY *pkey;
	enum crypto_kind kind;
	unsigned bits;
};

/* --- reading ------------------------------------------------------------------------------- */

/* A curve that a key describes by itself could have been chosen by a forger. */
static bool is_known_curve(const EVP_PKEY *pkey)
{
	char name[32];
	size_t len;

	return crypto.EVP_PKEY_get_group_name(pkey, name, sizeof(name), &len) == 1 &&
	       strata_lists("prime256v1 secp384r1 secp521r1", (struct strata_str){ name, len });
}

static bool accept(struct crypto_key *key)
{
	key->bits = (unsigned)crypto.EVP_PKEY_get_bits(key->pkey);
	switch (crypto.EVP_PKEY_get_base_id(key->pkey)) {
	case EVP_PKEY_EC: key->kind = CRYPTO_KIND_EC; return is_known_curve(key->pkey);
	case EVP_PKEY_RSA:
		key->kind = CRYPTO_KIND_RSA;
		return key->bits >= 2048 && key->bits <= STRATA_LIMIT_RSA_BITS;
	case EVP_PKEY_ED25519: key->kind = CRYPTO_KIND_ED25519; return true;
	default: return false;
	}
}

int crypto_key_take(struct crypto_key **out, EVP_PKEY *pkey, struct strata_error *err)
{
	struct crypto_key *key;

	*out = NULL;
	crypto.ERR_clear_error();
	if (!pkey)
		return strata_fail(err, STRATA_ESYNTAX, 0, "is no public key in PEM or DER");
	key = strata_malloc(sizeof(*key));
	*key = (struct crypto_key){ .pkey = pkey };
	if (!accept(key)) {
		crypto_key_free(key);
		return strata_fail(err, STRATA_EUNSUPPORTED, 0,
		                   "a key that is neither P-256, P-384, P-521, Ed25519 nor RSA of "
		                   "2048 to %d bits",
		                   STRATA_LIMIT_RSA_BITS);
	}
	*out = key;
	return 0;
}

int crypto_no_password(char *text, int size, int writing, void *payload)
{
	(void)text, (void)size, (void)writing, (void)payload;
	return -1;
}

static EVP_PKEY *read_pem(struct strata_str bytes)
{
	bool certificate = strata_str_starts(bytes, STRATA_STR("-----BEGIN CERTIFICATE-----"));
	BIO *bio = crypto.BIO_new_mem_buf(bytes.ptr, (int)bytes.len);
	EVP_PKEY *pkey = NULL;
	X509 *x = NULL;

	if (!certificate)
		pkey = crypto.PEM_read_bio_PUBKEY(bio, NULL, crypto_no_password, NULL);
	else if ((x = crypto.PEM_read_bio_X509(bio, NULL, crypto_no_password, NULL)))
		pkey = crypto.X509_get_pubkey(x);
	crypto.X509_free(x);
	crypto.BIO_free(bio);
	return pkey;
}

static EVP_PKEY *read_der(struct strata_str bytes)
{
	const unsigned char *at = (const unsigned char *)bytes.ptr;
	EVP_PKEY *pkey = crypto.d2i_PUBKEY(NULL, &at, (long)bytes.len);

	if (pkey && at != (const unsigned char *)bytes.ptr + bytes.len) {
		crypto.EVP_PKEY_free(pkey);
		pkey = NULL;
	}
	return pkey;
}

int crypto_key_read(struct crypto_key **out, struct strata_str bytes, struct strata_error *err)
{
	int rc = crypto_load(err);

	*out = NULL;
	if (rc < 0)
		return rc;
	if (bytes.len > STRATA_LIMIT_KEY_BYTES)
		return strata_fail(err, STRATA_ELIMIT, 0, "a key of over %d bytes",
		                   STRATA_LIMIT_KEY_BYTES);
	bytes = strata_str_find(bytes, STRATA_STR("-----BEGIN ")) != STRATA_NPOS
	                ? strata_str_skip(bytes, strata_str_find(bytes, STRATA_STR("-----BEGIN ")))
	                : bytes;
	return crypto_key_take(out,
	                       strata_str_starts(bytes, STRATA_STR("-----BEGIN "))
	                               ? read_pem(bytes)
	                               : read_der(bytes),
	                       err);
}

int crypto_key_read_ed25519(struct crypto_key **out, struct strata_str bytes,
                            struct strata_error *err)
{
	int rc = crypto_load(err);

	*out = NULL;
	return rc < 0 ? rc
	              : crypto_key_take(out,
	                                crypto.EVP_PKEY_new_raw_public_key(
						EVP_PKEY_ED25519, NULL,
						(const unsigned char *)bytes.ptr, bytes.len),
	                                err);
}

void crypto_key_free(struct crypto_key *key)
{
	if (!key)
		return;
	crypto.EVP_PKEY_free(key->pkey);
	free(key);
}

enum crypto_kind crypto_key_kind(const struct crypto_key *key)
{
	return key->kind;
}

unsigned crypto_key_bits(const struct crypto_key *key)
{
	return key->bits;
}

bool crypto_key_same(const struct crypto_key *a, const struct crypto_key *b)
{
	return crypto.EVP_PKEY_eq(a->pkey, b->pkey) == 1;
}

/* --- verifying ----------------------------------------------------------------------------- */

static const EVP_MD *md_of(enum crypto_hash hash)
{
	return hash == CRYPTO_SHA512   ? crypto.EVP_sha512()
	       : hash == CRYPTO_SHA384 ? crypto.EVP_sha384()
	                               : crypto.EVP_sha256();
}

int crypto_digest(unsigned char *out, enum crypto_hash hash, struct strata_str bytes,
                  struct strata_error *err)
{
	int rc = crypto_load(err);

	if (rc == 0 && crypto.EVP_Digest(bytes.ptr, bytes.len, out, NULL, md_of(hash), NULL) != 1)
		rc = strata_fail(err, STRATA_EUNSUPPORTED, 0, "libcrypto makes no such digest");
	return rc;
}

static bool verify(const struct crypto_key *key, bool pss, const EVP_MD *md,
                   struct strata_str message, struct strata_str signature)
{
	EVP_MD_CTX *context = crypto.EVP_MD_CTX_new();
	EVP_PKEY_CTX *manner;
	bool ok =
		context && crypto.EVP_DigestVerifyInit(context, &manner, md, NULL, key->pkey) == 1;

	if (ok && pss)
		ok = crypto.EVP_PKEY_CTX_set_rsa_padding(manner, RSA_PKCS1_PSS_PADDING) == 1 &&
		     crypto.EVP_PKEY_CTX_set_rsa_pss_saltlen(manner, RSA_PSS_SALTLEN_DIGEST) == 1;
	ok = ok &&
	     crypto.EVP_DigestVerify(context, (const unsigned char *)signature.ptr, signature.len,
	                             (const unsigned char *)message.ptr, message.len) == 1;
	crypto.EVP_MD_CTX_free(context);
	crypto.ERR_clear_error();
	return ok;
}

static bool verify_raw(const struct crypto_key *key, const EVP_MD *md, struct strata_str message,
                       struct strata_str signature)
{
	int half = (int)(key->bits + 7) / 8, len;
	const unsigned char *bytes = (const unsigned char *)signature.ptr;
	unsigned char *der = NULL;
	ECDSA_SIG *pair;
	BIGNUM *r, *s;
	bool ok;

	if (signature.len != 2 * (size_t)half)
		return false;
	pair = crypto.ECDSA_SIG_new();
	r = crypto.BN_bin2bn(bytes, half, NULL);
	s = crypto.BN_bin2bn(bytes + half, half, NULL);
	if (!pair || !r || !s || crypto.ECDSA_SIG_set0(pair, r, s) != 1) {
		crypto.BN_free(r);
		crypto.BN_free(s);
		crypto.ECDSA_SIG_free(pair);
		return false;
	}
	len = crypto.i2d_ECDSA_SIG(pair, &der);
	ok = len > 0 &&
	     verify(key, false, md, message, (struct strata_str){ (const char *)der, (size_t)len });
	crypto.CRYPTO_free(der, __FILE__, __LINE__);
	crypto.ECDSA_SIG_free(pair);
	return ok;
}

bool crypto_key_verify(const struct crypto_key *key, enum crypto_scheme scheme,
                       enum crypto_hash hash, struct strata_str message,
                       struct strata_str signature)
{
	switch (scheme) {
	case CRYPTO_ECDSA:
		return key->kind == CRYPTO_KIND_EC &&
		       verify(key, false, md_of(hash), message, signature);
	case CRYPTO_ECDSA_RAW:
		return key->kind == CRYPTO_KIND_EC &&
		       verify_raw(key, md_of(hash), message, signature);
	case CRYPTO_RSA_PKCS1:
		return key->kind == CRYPTO_KIND_RSA &&
		       verify(key, false, md_of(hash), message, signature);
	case CRYPTO_RSA_PSS:
		return key->kind == CRYPTO_KIND_RSA &&
		       verify(key, true, md_of(hash), message, signature);
	case CRYPTO_ED25519:
		return key->kind == CRYPTO_KIND_ED25519 &&
		       verify(key, false, NULL, message, signature);
	}
	return false;
}

bool crypto_key_signed(const struct crypto_key *key, struct strata_str message,
                       struct strata_str signature)
{
	static const enum crypto_scheme schemes[] = {
		[CRYPTO_KIND_EC] = CRYPTO_ECDSA,
		[CRYPTO_KIND_RSA] = CRYPTO_RSA_PKCS1,
		[CRYPTO_KIND_ED25519] = CRYPTO_ED25519,
	};
	enum crypto_hash own = key->bits > 384 ? CRYPTO_SHA512 : CRYPTO_SHA384;

	if (crypto_key_verify(key, schemes[key->kind], CRYPTO_SHA256, message, signature))
		return true;
	return key->kind == CRYPTO_KIND_EC && key->bits > 256 &&
	       crypto_key_verify(key, CRYPTO_ECDSA, own, message, signature);
}

const struct crypto_signer *crypto_signed_by(const struct crypto_signers *signers,
                                             struct strata_str message, struct strata_str signature)
{
	for (size_t i = 0; i < signers->count; i++)
		if (crypto_key_signed(signers->items[i].key, message, signature))
			return &signers->items[i];
	return NULL;
}
