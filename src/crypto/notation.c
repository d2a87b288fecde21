/* notation.c - signatures of the Notary Project; see notation.h. */
#include "crypto/notation.h"

#include "crypto/document.h"
#include "text/base64.h"

#define SCHEME "io.cncf.notary.signingScheme"
#define EXPIRY "io.cncf.notary.expiry"
#define SIGNING_TIME "io.cncf.notary.authenticSigningTime"

/* Which key each algorithm goes with: one that fits another is somebody else's. */
static const struct algorithm {
	const char *name;
	enum crypto_kind kind;
	unsigned bits;
	enum crypto_scheme scheme;
	enum crypto_hash hash;
} algorithms[] = {
	{ "ES256", CRYPTO_KIND_EC, 256, CRYPTO_ECDSA_RAW, CRYPTO_SHA256 },
	{ "ES384", CRYPTO_KIND_EC, 384, CRYPTO_ECDSA_RAW, CRYPTO_SHA384 },
	{ "ES512", CRYPTO_KIND_EC, 521, CRYPTO_ECDSA_RAW, CRYPTO_SHA512 },
	{ "PS256", CRYPTO_KIND_RSA, 2048, CRYPTO_RSA_PSS, CRYPTO_SHA256 },
	{ "PS384", CRYPTO_KIND_RSA, 3072, CRYPTO_RSA_PSS, CRYPTO_SHA384 },
	{ "PS512", CRYPTO_KIND_RSA, 4096, CRYPTO_RSA_PSS, CRYPTO_SHA512 },
};

enum { ALGORITHMS = sizeof(algorithms) / sizeof(*algorithms) };

struct checking {
	struct crypto_finding *out;
	const struct crypto_subject *subject;
	const struct crypto_trust *trust;
	struct strata_arena *arena;
	struct strata_str signed_bytes; /* the protected header and the payload, as written */
	struct strata_str signature;
	const struct node *header; /* protected */
	const struct node *payload;
	const struct algorithm *algorithm;
	struct crypto_certificates *chain;
};

static bool bad(struct checking *c, const char *why)
{
	crypto_say(c->out, CRYPTO_BAD, c->arena, "%s", why);
	return false;
}

/* --- reading ------------------------------------------------------------------------------- */

static bool read_part(struct node **out, struct strata_str *written, const struct node *envelope,
                      const char *key, struct strata_arena *arena)
{
	struct strata_str bytes;

	*written = node_text(envelope, key);
	return base64_read(&bytes, *written, BASE64_URL, arena) &&
	       crypto_document_read(out, bytes, arena, NULL) == 0;
}

static bool read_chain(struct checking *c, const struct node *certificates)
{
	struct strata_error err = STRATA_ERROR_INIT;
	struct strata_str der;
	int rc = 0;

	for (const struct node *n = node_first(certificates); n && rc == 0; n = n->next)
		rc = n->type == NODE_STRING && base64_read(&der, n->text, BASE64_PADDED, c->arena)
		             ? crypto_certificates_add_der(c->chain, der, &err)
		             : strata_fail(&err, STRATA_ESYNTAX, 0, "is no certificate");
	return rc == 0 && crypto_certificates_count(c->chain) > 0;
}

static bool read_envelope(struct checking *c, struct strata_str bytes)
{
	struct node *envelope, *header, *payload;
	struct strata_str head, body;

	if (crypto_document_read(&envelope, bytes, c->arena, NULL) < 0 ||
	    !read_part(&header, &head, envelope, "protected", c->arena) ||
	    !base64_read(&c->signature, node_text(envelope, "signature"), BASE64_URL, c->arena))
		return bad(c, "the envelope cannot be read");
	body = node_text(envelope, "payload");
	if (!body.ptr || !read_chain(c, node_array(node_map(envelope, "header"), "x5c")))
		return bad(c, "the envelope lacks its payload or its certificates");
	c->signed_bytes = strata_arena_join(c->arena, head, STRATA_STR("."), body);
	c->header = header;
	/* What cannot be read was not signed either, which is told first. */
	c->payload = read_part(&payload, &body, envelope, "payload", c->arena) ? payload : NULL;
	return true;
}

/* --- the protected header ------------------------------------------------------------------- */

static bool is_critical(const struct node *critical, const char *key)
{
	for (const struct node *n = node_first(critical); n; n = n->next)
		if (strata_str_eq(n->text, strata_str_of(key)))
			return true;
	return false;
}

/* Whoever signed wants it understood, and it has to be there. */
static bool knows_critical(struct checking *c, const struct node *critical)
{
	for (const struct node *n = node_first(critical); n; n = n->next) {
		if (n->type != NODE_STRING ||
		    !strata_lists(SCHEME " " EXPIRY " " SIGNING_TIME, n->text)) {
			crypto_say(c->out, CRYPTO_BAD, c->arena,
			           "critical header '%.*s' is not known", STRATA_ARG(n->text));
			return false;
		}
		if (!node_get_str(c->header, n->text))
			return bad(c, "a critical header is not there");
	}
	return true;
}

static bool check_scheme(struct checking *c, const struct node *critical)
{
	struct strata_str scheme = node_text(c->header, SCHEME);
	bool authority = strata_str_eq(scheme, STRATA_STR("notary.x509.signingAuthority"));
	int64_t time;

	if (!authority && !strata_str_eq(scheme, STRATA_STR("notary.x509")))
		return bad(c, "the signing scheme is none that is known");
	if (!is_critical(critical, SCHEME) ||
	    (node_get(c->header, EXPIRY) && !is_critical(critical, EXPIRY)))
		return bad(c, "a header that has to be critical is not");
	if (authority != is_critical(critical, SIGNING_TIME) ||
	    (authority && !crypto_time_read(&time, node_text(c->header, SIGNING_TIME))))
		return bad(c, "the time of signing does not go with the signing scheme");
	return true;
}

static bool check_header(struct checking *c)
{
	const struct node *critical = node_array(c->header, "crit");
	struct strata_str name = node_text(c->header, "alg");

	if (!strata_str_eq(node_text(c->header, "cty"),
	                   STRATA_STR("application/vnd.cncf.notary.payload.v1+json")))
		return bad(c, "the content is of another type");
	if (!knows_critical(c, critical) || !check_scheme(c, critical))
		return false;
	for (size_t i = 0; i < ALGORITHMS; i++)
		if (strata_str_eq(name, strata_str_of(algorithms[i].name)))
			c->algorithm = &algorithms[i];
	if (!c->algorithm) {
		crypto_say(c->out, CRYPTO_BAD, c->arena, "algorithm '%.*s' is not allowed",
		           STRATA_ARG(name));
		return false;
	}
	return true;
}

/* --- who, what, until when ------------------------------------------------------------------ */

static bool check_signature(struct checking *c)
{
	const struct algorithm *a = c->algorithm;
	struct strata_error err = STRATA_ERROR_INIT;
	struct crypto_key *key;
	bool ok;

	if (crypto_certificate_key(&key, c->chain, &err) < 0)
		return bad(c, err.text);
	ok = crypto_key_kind(key) == a->kind && crypto_key_bits(key) == a->bits;
	if (!ok)
		bad(c, "the algorithm does not go with the key");
	else if (!(ok = crypto_key_verify(key, a->scheme, a->hash, c->signed_bytes, c->signature)))
		bad(c, "the key of the certificate has not signed it");
	crypto_key_free(key);
	return ok;
}

static bool check_chain(struct checking *c)
{
	const char *why;

	c->out->by = crypto_certificate_name(c->chain, c->arena);
	switch (crypto_chain_check(c->chain, c->trust->roots, c->trust->now, &why)) {
	case CRYPTO_TRUSTED:
		return crypto_certificate_signs_code(c->chain) ||
		       bad(c, "the certificate is not for signing code");
	case CRYPTO_TRUST_EXPIRED:
		crypto_say(c->out, CRYPTO_EXPIRED, c->arena, "a certificate of '%.*s' has expired",
		           STRATA_ARG(c->out->by));
		return false;
	case CRYPTO_UNTRUSTED: break;
	}
	crypto_say(c->out, CRYPTO_UNKNOWN_KEY, c->arena,
	           "no trusted authority stands behind the certificate of '%.*s': %s",
	           STRATA_ARG(c->out->by), why);
	return false;
}

static bool check_target(struct checking *c)
{
	const struct node *target = node_map(c->payload, "targetArtifact");
	struct strata_str digest = node_text(target, "digest");
	uint64_t size;

	if (!target)
		return bad(c, "the payload names no artifact");
	if (strata_str_eq(digest, c->subject->digest) &&
	    strata_str_eq(node_text(target, "mediaType"), c->subject->media_type) &&
	    strata_str_u64(&size, node_text(target, "size")) && size == c->subject->size)
		return true;
	crypto_say(c->out, CRYPTO_REPLAYED, c->arena,
	           "the signature is for another artifact, '%.*s'", STRATA_ARG(digest));
	return false;
}

static bool check_expiry(struct checking *c)
{
	struct strata_str expiry = node_text(c->header, EXPIRY);
	int64_t time;

	if (!node_get(c->header, EXPIRY))
		return true;
	if (!crypto_time_read(&time, expiry))
		return bad(c, "its end is no time");
	if (time > c->trust->now)
		return true;
	crypto_say(c->out, CRYPTO_EXPIRED, c->arena, "the signature has expired on %.*s",
	           STRATA_ARG(expiry));
	return false;
}

void crypto_notation_check(struct crypto_finding *out, struct strata_str envelope,
                           const struct crypto_subject *subject, const struct crypto_trust *trust,
                           struct strata_arena *arena)
{
	struct checking c = { .out = out, .subject = subject, .trust = trust, .arena = arena };

	*out = (struct crypto_finding){ .verdict = CRYPTO_UNSIGNED };
	c.chain = crypto_certificates_new();
	if (read_envelope(&c, envelope) && check_header(&c) && check_signature(&c) &&
	    check_chain(&c) && check_target(&c) && check_expiry(&c))
		out->verdict = CRYPTO_VERIFIED;
	crypto_certificates_free(c.chain);
}
