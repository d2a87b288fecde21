/* signing.c - [image] of the configuration: keys, authorities, what has to be signed; see
 * signatures.h. */
#include <stdio.h>
#include <string.h>

#include "image/signatures.h"
#include "strata/limits.h"

struct reading {
	struct image_signing *out;
	const struct image_key_files *files;
	struct strata_arena *arena;
	struct strata_error *err;
	const struct config_pair *pair;
	struct strata_str bytes;
};

static bool is_of_tree(const struct image_key_files *files, const struct config_pair *pair)
{
	return files->read && strata_str_eq(pair->value.file, STRATA_STR("strata.toml"));
}

static int fail(struct reading *r, const char *what)
{
	struct strata_error *err = r->err;
	int rc = strata_fail(err, STRATA_EUSAGE, r->pair->value.line, "'%.*s' of [image] %s",
	                     STRATA_ARG(r->pair->key), what);

	strata_error_at(err, r->pair->value.file);
	return rc;
}

static int read_file(struct reading *r)
{
	struct strata_str folder = strata_path_dir(r->pair->value.file), name = r->pair->value.text;
	const char *path =
		strata_str_starts(name, STRATA_STR("/")) || !folder.len
			? strata_arena_cstr(r->arena, name)
			: strata_arena_cstr(r->arena,
	                                    STRATA_CONCAT(r->arena, folder, STRATA_STR("/"), name));
	/* One more than anything may have, so that what is cut off is seen to be too long. */
	size_t most = STRATA_LIMIT_KEY_BYTES * STRATA_LIMIT_CERTIFICATES + 1;
	FILE *file = fopen(path, "rb");
	char *bytes;
	size_t len;

	if (!file)
		return fail(r, "names a file that cannot be read");
	bytes = strata_arena_text(r->arena, most);
	len = fread(bytes, 1, most, file);
	fclose(file);
	r->bytes = (struct strata_str){ bytes, len };
	return 0;
}

/* A text in PEM, or the name of a file with it. */
static int read_bytes(struct reading *r)
{
	struct strata_str text = r->pair->value.text;

	if (strata_str_starts(strata_str_trim(text), STRATA_STR("-----BEGIN "))) {
		r->bytes = strata_str_trim(text);
		return 0;
	}
	if (!is_of_tree(r->files, r->pair))
		return read_file(r);
	return r->files->read(&r->bytes, text, r->files->payload, NULL) < 0
	               ? fail(r, "names a file that the tree does not have")
	               : 0;
}

static struct strata_str name_of(const struct reading *r)
{
	struct strata_str text = r->pair->value.text;

	return strata_str_chr(text, '\n') == STRATA_NPOS
	               ? text
	               : strata_arena_printf(r->arena, "the key of %.*s:%u",
	                                     STRATA_ARG(r->pair->value.file), r->pair->value.line);
}

static int add_key(struct reading *r, struct crypto_signers *to)
{
	struct strata_error why = STRATA_ERROR_INIT;
	struct crypto_key *key;
	int rc = read_bytes(r);

	if (rc < 0)
		return rc;
	if (crypto_key_read(&key, r->bytes, &why) < 0)
		return fail(r, why.text);
	*strata_vec_push(r->arena, to) = (struct crypto_signer){ name_of(r), key };
	return 0;
}

static int add_authorities(struct reading *r)
{
	struct strata_error why = STRATA_ERROR_INIT;
	int rc = read_bytes(r);

	if (rc < 0)
		return rc;
	if (!r->out->roots)
		r->out->trust.roots = r->out->roots = crypto_certificates_new();
	return crypto_certificates_add_pem(r->out->roots, r->bytes, &why) < 0 ? fail(r, why.text)
	                                                                      : 0;
}

static bool is(const struct config_pair *pair, const char *key)
{
	return strata_str_eq(pair->key, strata_str_of(key));
}

static bool is_of_trust(const struct config_pair *pair)
{
	return strata_lists("authorities keys logs notary", pair->key);
}

static int read_pair(struct reading *r)
{
	if (is(r->pair, "keys"))
		return add_key(r, &r->out->trust.keys);
	if (is(r->pair, "logs"))
		return add_key(r, &r->out->trust.logs);
	if (is(r->pair, "authorities"))
		return add_authorities(r);
	if (is(r->pair, "notary"))
		r->out->notary = r->pair->value.text;
	if (is(r->pair, "must-be-signed"))
		*strata_vec_push(r->arena, &r->out->required) = r->pair->value.text;
	return 0;
}

/* The user's word on whom to trust is not widened by what is scanned; servers are theirs alone. */
static bool counts(const struct reading *r, bool own)
{
	const struct config_pair *pair = r->pair;

	return !is_of_tree(r->files, pair) || !is_of_trust(pair) || (!own && !is(pair, "notary"));
}

int image_signing_read(struct image_signing *out, const struct config_pairs *settings,
                       const struct image_key_files *files, int64_t now, struct strata_arena *arena,
                       struct strata_error *err)
{
	struct reading r = { .out = out, .files = files, .arena = arena, .err = err };
	bool own = false;
	int rc = 0;

	*out = (struct image_signing){ .trust = { .now = now } };
	for (size_t i = 0; i < settings->count; i++)
		own = own ||
		      (is_of_trust(&settings->items[i]) && !is_of_tree(files, &settings->items[i]));
	for (size_t i = 0; i < settings->count && rc == 0; i++) {
		r.pair = &settings->items[i];
		if (counts(&r, own))
			rc = read_pair(&r);
	}
	return rc;
}

static void free_keys(struct crypto_signers *signers)
{
	for (size_t i = 0; i < signers->count; i++)
		crypto_key_free(signers->items[i].key);
	signers->count = 0;
}

void image_signing_close(struct image_signing *signing)
{
	free_keys(&signing->trust.keys);
	free_keys(&signing->trust.logs);
	crypto_certificates_free(signing->roots);
	signing->trust.roots = signing->roots = NULL;
}

bool image_signing_asks(const struct image_signing *signing)
{
	return signing->trust.keys.count || signing->roots || signing->required.count;
}
