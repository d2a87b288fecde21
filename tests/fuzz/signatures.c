/*
 * signatures.c - what signatures are made of: JWS, DSSE, bundles, cosign's payloads and entries of
 * logs, trees of TUF: src/crypto. The files of a tree are the parts of the input between NULs.
 */
#include "crypto/cosign.h"
#include "crypto/dsse.h"
#include "crypto/notation.h"
#include "crypto/tuf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char pem[] = "-----BEGIN PUBLIC KEY-----\n"
			  "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
			  "-----END PUBLIC KEY-----\n";

static int get(struct strata_str *out, struct strata_str name, void *payload,
               struct strata_error *err)
{
	struct strata_str *rest = payload;

	(void)name, (void)err;
	if (!rest->ptr)
		return STRATA_ENOTFOUND;
	strata_str_cut(out, rest, *rest, '\0');
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strata_str bytes = { (const char *)data, size }, rest = bytes, parts[4];
	struct crypto_subject subject = { .digest = STRATA_STR("sha256:0"),
		                          .media_type = STRATA_STR("") };
	struct crypto_tuf_source source = { get, &rest };
	struct crypto_tuf_versions seen = { .root = 0 };
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct crypto_trust trust = { .now = 1800000000 };
	struct crypto_cosign cosign;
	struct crypto_finding found;
	struct crypto_entry entry;
	static struct crypto_key *key; /* of all inputs */

	if (!key && crypto_key_read(&key, strata_str_of(pem), NULL) < 0)
		return 0;
	*strata_vec_push(&arena, &trust.keys) = (struct crypto_signer){ STRATA_STR("k"), key };
	trust.logs = trust.keys;
	crypto_tuf_check(&found, &source, STRATA_STR("1"), &subject, &trust, &seen, &arena);
	crypto_notation_check(&found, bytes, &subject, &trust, &arena);
	crypto_bundle_check(&found, bytes, &subject, &trust, &arena);
	crypto_dsse_check(&found, bytes, &subject, &trust, &arena);
	crypto_entry_read(&entry, bytes, &trust.logs, &arena);
	entry.body = rest = bytes;
	crypto_entry_covers(&entry, bytes, bytes, &arena);
	for (int i = 0; i < 4; i++)
		if (get(&parts[i], STRATA_NONE, &rest, NULL) < 0)
			parts[i] = STRATA_NONE;
	cosign = (struct crypto_cosign){ parts[0], parts[1], parts[2], parts[3], parts[3] };
	crypto_cosign_check(&found, &cosign, &subject, &trust, &arena);
	strata_arena_release(&arena);
	return 0;
}
