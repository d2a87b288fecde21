/* certificate.c - certificates and their chains; see certificate.h. */
#include "crypto/certificate.h"

#include "crypto/key_internal.h"
#include "strata/limits.h"

struct crypto_certificates {
	X509 *items[STRATA_LIMIT_CERTIFICATES];
	size_t count;
};

struct crypto_certificates *crypto_certificates_new(void)
{
	struct crypto_certificates *made = strata_malloc(sizeof(*made));

	made->count = 0;
	return made;
}

void crypto_certificates_free(struct crypto_certificates *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->count; i++)
		crypto.X509_free(c->items[i]);
	free(c);
}

size_t crypto_certificates_count(const struct crypto_certificates *c)
{
	return c->count;
}

/* Takes the certificate. */
static int add(struct crypto_certificates *to, X509 *x, struct strata_error *err)
{
	crypto.ERR_clear_error();
	if (!x)
		return strata_fail(err, STRATA_ESYNTAX, 0, "is no certificate");
	if (to->count == STRATA_LIMIT_CERTIFICATES) {
		crypto.X509_free(x);
		return strata_fail(err, STRATA_ELIMIT, 0, "more than %d certificates",
		                   STRATA_LIMIT_CERTIFICATES);
	}
	to->items[to->count++] = x;
	return 0;
}

int crypto_certificates_add_der(struct crypto_certificates *to, struct strata_str bytes,
                                struct strata_error *err)
{
	const unsigned char *at = (const unsigned char *)bytes.ptr;
	X509 *x = NULL;
	int rc = crypto_load(err);

	if (rc < 0)
		return rc;
	if (bytes.len <= STRATA_LIMIT_KEY_BYTES)
		x = crypto.d2i_X509(NULL, &at, (long)bytes.len);
	if (x && at != (const unsigned char *)bytes.ptr + bytes.len) {
		crypto.X509_free(x);
		x = NULL;
	}
	return add(to, x, err);
}

int crypto_certificates_add_pem(struct crypto_certificates *to, struct strata_str bytes,
                                struct strata_error *err)
{
	int rc = crypto_load(err);
	BIO *bio;
	X509 *x;

	if (rc < 0)
		return rc;
	if (bytes.len > STRATA_LIMIT_KEY_BYTES * STRATA_LIMIT_CERTIFICATES)
		return strata_fail(err, STRATA_ELIMIT, 0, "more than %d certificates",
		                   STRATA_LIMIT_CERTIFICATES);
	bio = crypto.BIO_new_mem_buf(bytes.ptr, (int)bytes.len);
	do {
		x = crypto.PEM_read_bio_X509(bio, NULL, crypto_no_password, NULL);
		/* The first has to be there; after it, nothing more is the end. */
		rc = x || to->count == 0 ? add(to, x, err) : 0;
	} while (x && rc == 0);
	crypto.ERR_clear_error();
	crypto.BIO_free(bio);
	return rc;
}

int crypto_certificate_key(struct crypto_key **out, const struct crypto_certificates *c,
                           struct strata_error *err)
{
	*out = NULL;
	return c->count ? crypto_key_take(out, crypto.X509_get_pubkey(c->items[0]), err)
	                : strata_fail(err, STRATA_ESYNTAX, 0, "there is no certificate");
}

struct strata_str crypto_certificate_name(const struct crypto_certificates *c,
                                          struct strata_arena *arena)
{
	struct strata_str name = STRATA_STR("");
	char *bytes = NULL;
	long len = 0;
	BIO *bio;

	if (!c->count || !(bio = crypto.BIO_new(crypto.BIO_s_mem())))
		return name;
	crypto.X509_NAME_print_ex(bio, crypto.X509_get_subject_name(c->items[0]), 0,
	                          XN_FLAG_RFC2253);
	len = crypto.BIO_ctrl(bio, BIO_CTRL_INFO, 0, &bytes);
	if (len > 0)
		name = strata_arena_dup(arena, (struct strata_str){ bytes, (size_t)len });
	crypto.BIO_free(bio);
	return name;
}

bool crypto_certificate_signs_code(const struct crypto_certificates *c)
{
	return c->count && (crypto.X509_get_key_usage(c->items[0]) & KU_DIGITAL_SIGNATURE) &&
	       (crypto.X509_get_extended_key_usage(c->items[0]) & XKU_CODE_SIGN);
}

/* What is checked of a chain besides its signatures: nothing that is too weak, and the time. */
static void set_conditions(X509_STORE_CTX *context, int64_t time)
{
	X509_VERIFY_PARAM *param = crypto.X509_STORE_CTX_get0_param(context);

	crypto.X509_VERIFY_PARAM_set_time(param, (time_t)time);
	crypto.X509_VERIFY_PARAM_set_purpose(param, X509_PURPOSE_ANY);
	crypto.X509_VERIFY_PARAM_set_depth(param, 8);
	crypto.X509_VERIFY_PARAM_set_auth_level(param, 2);
}

static int verify(X509_STORE *store, OPENSSL_STACK *others, X509 *leaf, int64_t time)
{
	X509_STORE_CTX *context = crypto.X509_STORE_CTX_new();
	int result = X509_V_ERR_UNSPECIFIED;

	if (context &&
	    crypto.X509_STORE_CTX_init(context, store, leaf, (STACK_OF(X509) *)others) == 1) {
		set_conditions(context, time);
		if (crypto.X509_verify_cert(context) == 1)
			result = X509_V_OK;
		else if ((result = crypto.X509_STORE_CTX_get_error(context)) == X509_V_OK)
			result = X509_V_ERR_UNSPECIFIED;
	}
	crypto.X509_STORE_CTX_free(context);
	return result;
}

enum crypto_trusted crypto_chain_check(const struct crypto_certificates *chain,
                                       const struct crypto_certificates *roots, int64_t time,
                                       const char **why)
{
	OPENSSL_STACK *others;
	X509_STORE *store;
	int result;

	*why = "no authority is trusted";
	if (!roots || !roots->count || !chain->count)
		return CRYPTO_UNTRUSTED;
	store = crypto.X509_STORE_new();
	others = crypto.OPENSSL_sk_new_null();
	for (size_t i = 0; i < roots->count; i++)
		crypto.X509_STORE_add_cert(store, roots->items[i]);
	for (size_t i = 1; i < chain->count; i++)
		crypto.OPENSSL_sk_push(others, chain->items[i]);
	result = verify(store, others, chain->items[0], time);
	crypto.OPENSSL_sk_free(others);
	crypto.X509_STORE_free(store);
	crypto.ERR_clear_error();
	*why = crypto.X509_verify_cert_error_string(result);
	if (result == X509_V_OK)
		return CRYPTO_TRUSTED;
	return result == X509_V_ERR_CERT_HAS_EXPIRED ? CRYPTO_TRUST_EXPIRED : CRYPTO_UNTRUSTED;
}
