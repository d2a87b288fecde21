/* cosign.c - cosign's classic signature; see cosign.h. */
#include "crypto/cosign.h"

#include "crypto/document.h"
#include "text/base64.h"

/* --- the log ------------------------------------------------------------------------------- */

static bool read_payload(struct crypto_entry *out, const struct node *payload,
                         struct strata_arena *arena)
{
	uint64_t time;

	if (!strata_str_u64(&time, node_text(payload, "integratedTime")) || time > INT64_MAX ||
	    !base64_read(&out->body, node_text(payload, "body"), BASE64_PADDED, arena))
		return false;
	out->time = (int64_t)time;
	return true;
}

bool crypto_entry_read(struct crypto_entry *out, struct strata_str bundle,
                       const struct crypto_signers *logs, struct strata_arena *arena)
{
	struct strata_buf message = STRATA_BUF_INIT;
	const struct crypto_signer *by = NULL;
	const struct node *payload;
	struct strata_str signature;
	struct node *top;

	*out = (struct crypto_entry){ .time = 0 };
	if (!bundle.ptr || crypto_document_read(&top, bundle, arena, NULL) < 0 ||
	    !(payload = node_map(top, "Payload")) || !read_payload(out, payload, arena) ||
	    !base64_read(&signature, node_text(top, "SignedEntryTimestamp"), BASE64_PADDED, arena))
		return false;
	if (crypto_canonical(&message, payload))
		by = crypto_signed_by(logs, strata_buf_str(&message), signature);
	strata_buf_release(&message);
	if (by)
		out->by = by->name;
	return by;
}

bool crypto_entry_covers(const struct crypto_entry *entry, struct strata_str payload,
                         struct strata_str signature, struct strata_arena *arena)
{
	const struct node *hash, *spec;
	struct node *top;

	if (crypto_document_read(&top, entry->body, arena, NULL) < 0)
		return false;
	spec = node_map(top, "spec");
	hash = node_map(node_map(spec, "data"), "hash");
	return strata_str_eq(node_text(top, "kind"), STRATA_STR("hashedrekord")) &&
	       strata_str_eq(node_text(hash, "algorithm"), STRATA_STR("sha256")) &&
	       strata_str_eq(node_text(hash, "value"), crypto_sha256_hex(payload, arena)) &&
	       strata_str_eq(node_text(node_map(spec, "signature"), "content"), signature);
}

/* Some write a signature in lines, as PEM does. */
static struct strata_str unfold(struct strata_str text, struct strata_arena *arena)
{
	char *to = strata_arena_text(arena, text.len);
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] != '\n' && text.ptr[i] != '\r')
			to[len++] = text.ptr[i];
	return (struct strata_str){ to, len };
}

/* --- who has signed -------------------------------------------------------------------------- */

struct checking {
	struct crypto_finding *out;
	const struct crypto_cosign *signature;
	const struct crypto_trust *trust;
	struct strata_arena *arena;
	struct strata_str raw; /* the signature's bytes */
};

/* When it was signed, as a trusted log says; else only now is sure. */
static int64_t time_of(struct checking *c)
{
	struct crypto_entry entry;

	if (crypto_entry_read(&entry, c->signature->bundle, &c->trust->logs, c->arena) &&
	    crypto_entry_covers(&entry, c->signature->payload, c->signature->signature, c->arena))
		return entry.time;
	return c->trust->now;
}

static void judge_chain(struct checking *c, const struct crypto_certificates *chain)
{
	const char *why;

	c->out->by = crypto_certificate_name(chain, c->arena);
	/* An authority that certifies everybody's address trusts nobody in particular. */
	if (!c->out->by.len) {
		crypto_say(c->out, CRYPTO_UNCHECKED, c->arena,
		           "the certificate names nobody: identities of signers without keys are "
		           "not checked");
		return;
	}
	switch (crypto_chain_check(chain, c->trust->roots, time_of(c), &why)) {
	case CRYPTO_TRUSTED:
		if (crypto_certificate_signs_code(chain))
			c->out->verdict = CRYPTO_VERIFIED;
		else
			crypto_say(c->out, CRYPTO_BAD, c->arena,
			           "the certificate is not for signing code");
		break;
	case CRYPTO_TRUST_EXPIRED:
		crypto_say(c->out, CRYPTO_EXPIRED, c->arena,
		           "the certificate of '%.*s' has expired", STRATA_ARG(c->out->by));
		break;
	case CRYPTO_UNTRUSTED:
		crypto_say(c->out, CRYPTO_UNKNOWN_KEY, c->arena,
		           "no trusted authority stands behind the certificate of '%.*s': %s",
		           STRATA_ARG(c->out->by), why);
		break;
	}
}

static void judge_certificate(struct checking *c, struct crypto_certificates *chain)
{
	struct strata_error err = STRATA_ERROR_INIT;
	struct crypto_key *key = NULL;
	int rc = crypto_certificates_add_pem(chain, c->signature->certificate, &err);

	if (rc == 0 && c->signature->chain.len)
		rc = crypto_certificates_add_pem(chain, c->signature->chain, &err);
	if (rc == 0)
		rc = crypto_certificate_key(&key, chain, &err);
	if (rc < 0)
		crypto_say(c->out, CRYPTO_BAD, c->arena, "the certificate cannot be used: %s",
		           err.text);
	else if (!crypto_key_signed(key, c->signature->payload, c->raw))
		crypto_say(c->out, CRYPTO_BAD, c->arena,
		           "the key of the certificate has not signed the payload");
	else
		judge_chain(c, chain);
	crypto_key_free(key);
}

static void judge_signer(struct checking *c)
{
	const struct crypto_signer *signer =
		crypto_signed_by(&c->trust->keys, c->signature->payload, c->raw);
	struct crypto_certificates *chain;

	if (signer) {
		c->out->verdict = CRYPTO_VERIFIED;
		c->out->by = signer->name;
	} else if (c->signature->certificate.len) {
		chain = crypto_certificates_new();
		judge_certificate(c, chain);
		crypto_certificates_free(chain);
	} else {
		crypto_say(c->out, CRYPTO_UNKNOWN_KEY, c->arena,
		           "none of the trusted keys has signed it");
	}
}

/* --- what is signed ----------------------------------------------------------------------------
 */

/* "index.docker.io/library/x:tag" is what people call docker.io/library/x. */
static struct strata_str repository_of(struct strata_str reference)
{
	size_t at = strata_str_chr(reference, '@'), slash, colon;

	if (at != STRATA_NPOS)
		reference = strata_str_take(reference, at);
	slash = strata_str_rchr(reference, '/');
	colon = strata_str_rchr(reference, ':');
	if (colon != STRATA_NPOS && slash != STRATA_NPOS && colon > slash)
		reference = strata_str_take(reference, colon);
	return strata_str_starts(reference, STRATA_STR("index.docker.io/"))
	               ? strata_str_skip(reference, 6)
	               : reference;
}

static void judge_payload(struct checking *c, const struct crypto_subject *subject)
{
	const struct node *critical;
	struct strata_str digest, name;
	struct node *top;

	if (crypto_document_read(&top, c->signature->payload, c->arena, NULL) < 0 ||
	    !(critical = node_map(top, "critical")) ||
	    !strata_str_eq(node_text(critical, "type"),
	                   STRATA_STR("cosign container image signature"))) {
		crypto_say(c->out, CRYPTO_BAD, c->arena,
		           "what is signed is no payload of cosign's");
		return;
	}
	digest = node_text(node_map(critical, "image"), "docker-manifest-digest");
	name = repository_of(node_text(node_map(critical, "identity"), "docker-reference"));
	if (!digest.len || !strata_str_eq(digest, subject->digest))
		crypto_say(c->out, CRYPTO_REPLAYED, c->arena,
		           "the signature is for another digest, '%.*s'", STRATA_ARG(digest));
	else if (subject->repository.ptr && !strata_str_eq(name, subject->repository))
		crypto_say(c->out, CRYPTO_REPLAYED, c->arena,
		           "the signature is for another repository, '%.*s'", STRATA_ARG(name));
}

void crypto_cosign_check(struct crypto_finding *out, const struct crypto_cosign *signature,
                         const struct crypto_subject *subject, const struct crypto_trust *trust,
                         struct strata_arena *arena)
{
	struct checking c = { out, signature, trust, arena, STRATA_NONE };

	*out = (struct crypto_finding){ .verdict = CRYPTO_UNSIGNED };
	if (!base64_read(&c.raw, unfold(signature->signature, arena), BASE64_PADDED, arena) ||
	    !c.raw.len) {
		crypto_say(out, CRYPTO_BAD, arena, "there is no signature beside the payload");
		return;
	}
	judge_signer(&c);
	if (out->verdict == CRYPTO_VERIFIED)
		judge_payload(&c, subject);
}
