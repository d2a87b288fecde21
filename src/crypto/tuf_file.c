/* tuf_file.c - one file of a tree: what it says, and who has signed it; see tuf_file.h. */
#include "crypto/tuf_file.h"

#include "text/base64.h"

/* --- reading ------------------------------------------------------------------------------- */

int tuf_file_read(struct tuf_file *out, struct strata_str name, struct strata_str bytes,
                  const char *type, struct strata_arena *arena, struct strata_error *err)
{
	struct strata_buf message = STRATA_BUF_INIT;
	struct node *top;
	int rc = crypto_document_read(&top, bytes, arena, err);
	bool ok;

	*out = (struct tuf_file){ .name = name, .bytes = bytes };
	if (rc < 0)
		return rc;
	out->body = node_map(top, "signed");
	out->signatures = node_array(top, "signatures");
	if (!out->body || !out->signatures ||
	    !strata_str_eq_nocase(node_text(out->body, "_type"), strata_str_of(type)) ||
	    !strata_str_u64(&out->version, node_text(out->body, "version")))
		return strata_fail(err, STRATA_ESYNTAX, 0, "is no file of type '%s'", type);
	if ((ok = crypto_canonical(&message, out->body)))
		out->message = strata_arena_dup(arena, strata_buf_str(&message));
	strata_buf_release(&message);
	return ok ? 0 : strata_fail(err, STRATA_ESYNTAX, 0, "has a number that cannot be signed");
}

bool tuf_role_read(struct tuf_role *out, const struct node *keys, const struct node *role)
{
	*out = (struct tuf_role){ .keys = keys, .ids = node_array(role, "keyids") };
	return keys && out->ids && strata_str_u64(&out->threshold, node_text(role, "threshold")) &&
	       out->threshold > 0;
}

/* --- keys ------------------------------------------------------------------------------------ */

static void add_text(struct node *map, struct strata_arena *arena, const char *key,
                     struct strata_str text)
{
	struct node *n = node_append(arena, map, text.ptr ? NODE_STRING : NODE_NULL, 0);

	n->key = strata_str_of(key);
	n->text = text;
}

/* A key's id is the digest of itself: none can pass under the id of another. */
static bool has_id(const struct node *key, struct strata_str id, struct strata_arena *arena)
{
	struct node *top = node_append(arena, NULL, NODE_MAP, 0), *value;
	struct strata_buf text = STRATA_BUF_INIT;
	bool same;

	add_text(top, arena, "keytype", node_text(key, "keytype"));
	value = node_append(arena, top, NODE_MAP, 0);
	value->key = STRATA_STR("keyval");
	add_text(value, arena, "private", STRATA_NONE);
	add_text(value, arena, "public", node_text(node_map(key, "keyval"), "public"));
	same = crypto_canonical(&text, top) &&
	       strata_str_eq(crypto_sha256_hex(strata_buf_str(&text), arena), id);
	strata_buf_release(&text);
	return same;
}

static struct crypto_key *read_key(const struct node *key, struct strata_arena *arena)
{
	struct crypto_key *read = NULL;
	struct strata_str bytes;

	if (!base64_read(&bytes, node_text(node_map(key, "keyval"), "public"), BASE64_PADDED,
	                 arena))
		return NULL;
	if (strata_str_eq(node_text(key, "keytype"), STRATA_STR("ed25519")))
		crypto_key_read_ed25519(&read, bytes, NULL);
	else
		crypto_key_read(&read, bytes, NULL);
	return read;
}

/* --- signatures ------------------------------------------------------------------------------- */

static bool verify(const struct crypto_key *key, struct strata_str method,
                   struct strata_str message, struct strata_str signature)
{
	static const struct {
		const char *name;
		enum crypto_scheme scheme;
	} methods[] = {
		{ "ecdsa", CRYPTO_ECDSA_RAW },
		{ "rsapss", CRYPTO_RSA_PSS },
		{ "rsapkcs1v15", CRYPTO_RSA_PKCS1 },
		{ "eddsa", CRYPTO_ED25519 },
	};

	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++)
		if (strata_str_eq(method, strata_str_of(methods[i].name)))
			return crypto_key_verify(key, methods[i].scheme, CRYPTO_SHA256, message,
			                         signature);
	return false;
}

static bool lists(const struct node *ids, struct strata_str id)
{
	for (const struct node *n = node_first(ids); n; n = n->next)
		if (n->type == NODE_STRING && strata_str_eq(n->text, id))
			return true;
	return false;
}

/* The key that has made a signature, if it is one of the role; the caller's to free. */
static struct crypto_key *key_behind(const struct node *signature, const struct tuf_file *file,
                                     const struct tuf_role *role, struct strata_arena *arena)
{
	struct strata_str id = node_text(signature, "keyid"), bytes;
	const struct node *node = id.ptr ? node_get_str(role->keys, id) : NULL;
	struct crypto_key *key;

	if (!node || node->type != NODE_MAP || !lists(role->ids, id) || !has_id(node, id, arena) ||
	    !base64_read(&bytes, node_text(signature, "sig"), BASE64_PADDED, arena) ||
	    !(key = read_key(node, arena)))
		return NULL;
	if (verify(key, node_text(signature, "method"), file->message, bytes))
		return key;
	crypto_key_free(key);
	return NULL;
}

/* Whether an earlier signature of the file is by the same key: it counts once. */
static bool came_before(const struct tuf_file *file, const struct node *signature)
{
	for (const struct node *n = node_first(file->signatures); n != signature; n = n->next)
		if (strata_str_eq(node_text(n, "keyid"), node_text(signature, "keyid")))
			return true;
	return false;
}

bool tuf_file_is_signed(const struct tuf_file *file, const struct tuf_role *role,
                        struct strata_arena *arena)
{
	int left = STRATA_LIMIT_SIGNATURES;
	uint64_t count = 0;

	for (const struct node *n = node_first(file->signatures); n && left-- > 0; n = n->next) {
		struct crypto_key *key =
			came_before(file, n) ? NULL : key_behind(n, file, role, arena);

		count += key != NULL;
		crypto_key_free(key);
	}
	return count >= role->threshold;
}

const struct crypto_signer *tuf_file_signer(const struct tuf_file *file,
                                            const struct tuf_role *role,
                                            const struct crypto_signers *signers,
                                            struct strata_arena *arena)
{
	const struct crypto_signer *found = NULL;
	int left = STRATA_LIMIT_SIGNATURES;

	for (const struct node *n = node_first(file->signatures); n && !found && left-- > 0;
	     n = n->next) {
		struct crypto_key *key = key_behind(n, file, role, arena);

		for (size_t i = 0; key && !found && i < signers->count; i++)
			if (crypto_key_same(key, signers->items[i].key))
				found = &signers->items[i];
		crypto_key_free(key);
	}
	return found;
}

/* --- digests --------------------------------------------------------------------------------- */

static bool has_digest(struct strata_str bytes, enum crypto_hash hash, struct strata_str told,
                       struct strata_arena *arena)
{
	unsigned char digest[CRYPTO_SHA512];
	struct strata_str want;

	return base64_read(&want, told, BASE64_PADDED, arena) &&
	       crypto_digest(digest, hash, bytes, NULL) == 0 &&
	       strata_str_eq(want, (struct strata_str){ (const char *)digest, (size_t)hash });
}

bool tuf_file_matches(const struct tuf_file *file, const struct node *meta,
                      struct strata_arena *arena)
{
	const struct node *hashes = node_map(meta, "hashes");
	struct strata_str sha256 = node_text(hashes, "sha256"),
			  sha512 = node_text(hashes, "sha512");
	uint64_t length;

	return (sha256.ptr || sha512.ptr) && strata_str_u64(&length, node_text(meta, "length")) &&
	       length == file->bytes.len &&
	       (!sha256.ptr || has_digest(file->bytes, CRYPTO_SHA256, sha256, arena)) &&
	       (!sha512.ptr || has_digest(file->bytes, CRYPTO_SHA512, sha512, arena));
}
