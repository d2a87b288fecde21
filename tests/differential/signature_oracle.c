/*
 * signature_oracle.c - what is said of signatures, for tests/differential/test_signatures.py.
 *
 *	signature_oracle [OPTION..] image REFERENCE     as its registry tells, each signature a line
 *	signature_oracle [..] cosign PAYLOAD SIGNATURE [CERTIFICATE [CHAIN]]   files
 *	signature_oracle [..] notation|dsse|bundle FILE
 *	signature_oracle [..] tree FOLDER TAG
 *	signature_oracle [..] entry FILE                the log's own signature on an entry
 *	  -k KEY -a AUTHORITY -l LOG   files in PEM     -n TIME   RFC 3339
 *	  -d DIGEST -t TYPE -s SIZE    of the image     -N URL    a server of Notary v1
 *
 * A line is kind, verdict, by, what and why, separated by tabs.
 */
#include <stdio.h>
#include <unistd.h>

#include "crypto/cosign.h"
#include "crypto/dsse.h"
#include "crypto/notation.h"
#include "crypto/tuf.h"
#include "image/signatures.h"
#include "strata/limits.h"

static struct strata_arena arena;
static struct image_signing signing;
static struct crypto_subject subject = { .digest = { "", 0 }, .media_type = { "", 0 } };

static int read_file(struct strata_str *out, const char *path)
{
	FILE *f = fopen(path, "rb");
	char *bytes;

	*out = STRATA_NONE;
	if (!f)
		return STRATA_ENOTFOUND;
	bytes = strata_arena_text(&arena, STRATA_LIMIT_SIGNED_BYTES);
	*out = (struct strata_str){ bytes, fread(bytes, 1, STRATA_LIMIT_SIGNED_BYTES, f) };
	fclose(f);
	return 0;
}

static struct strata_str bytes_of(const char *path)
{
	struct strata_str bytes;

	if (path && read_file(&bytes, path) == 0)
		return bytes;
	if (path)
		fprintf(stderr, "signature_oracle: cannot read '%s'\n", path);
	return STRATA_NONE;
}

static void show(const char *kind, const struct crypto_finding *f)
{
	printf("%s\t%s\t%.*s\t%.*s\t%.*s\n", kind, crypto_verdict_name(f->verdict),
	       STRATA_ARG(f->by), STRATA_ARG(f->what), STRATA_ARG(f->why));
}

static int get_file(struct strata_str *out, struct strata_str name, void *payload,
                    struct strata_error *err)
{
	(void)err;
	return read_file(out, strata_arena_printf(&arena, "%s/%.*s.json", (const char *)payload,
	                                          STRATA_ARG(name))
	                              .ptr);
}

static void show_tree(char *folder, const char *tag)
{
	struct crypto_tuf_source source = { get_file, folder };
	struct crypto_tuf_versions seen = { .root = 0 };
	struct crypto_finding found;

	crypto_tuf_check(&found, &source, strata_str_of(tag), &subject, &signing.trust, &seen,
	                 &arena);
	show("tree", &found);
}

static void show_cosign(char **words)
{
	struct crypto_cosign signature = { .payload = bytes_of(words[0]) };
	struct crypto_finding found;

	signature.signature = strata_str_trim(bytes_of(words[1]));
	if (words[2]) {
		signature.certificate = bytes_of(words[2]);
		signature.chain = bytes_of(words[3]);
	}
	crypto_cosign_check(&found, &signature, &subject, &signing.trust, &arena);
	show("cosign", &found);
}

static void show_document(struct strata_str verb, const char *path)
{
	struct strata_str bytes = bytes_of(path);
	struct crypto_finding found = { .verdict = CRYPTO_UNSIGNED };

	if (strata_str_eq(verb, STRATA_STR("notation")))
		crypto_notation_check(&found, bytes, &subject, &signing.trust, &arena);
	else if (strata_str_eq(verb, STRATA_STR("bundle")))
		crypto_bundle_check(&found, bytes, &subject, &signing.trust, &arena);
	else
		crypto_dsse_check(&found, bytes, &subject, &signing.trust, &arena);
	show("document", &found);
}

static int show_image(const char *name, struct strata_error *err)
{
	struct registry_settings settings;
	struct config user = { 0 };
	struct registry_place place = { .user = &user,
		                        .folder = STRATA_STR(""),
		                        .home = getenv("HOME") };
	struct oci_options options = { .settings = &settings, .silence = 2 };
	struct image_reference reference;
	struct image_signatures found;
	struct strata_str digests[2] = { STRATA_NONE, STRATA_NONE };
	struct oci_manifest manifest;
	struct oci *oci;
	int rc;

	if ((rc = config_read_user(&user, &arena, err)) < 0 ||
	    (rc = config_read_registries(&user, &arena, err)) < 0 ||
	    (rc = registry_settings_read(&settings, &registry_config_docker, &place, &arena, err)) <
	            0 ||
	    (rc = image_reference_read(&reference, strata_str_of(name), &arena, err)) < 0)
		return rc;
	oci = oci_open(&options);
	if ((rc = oci_get_manifest(&manifest, oci, &reference, STRATA_NONE, &arena, err)) == 0) {
		digests[0] = manifest.digest;
		image_signatures_find(&found, oci, &reference, digests, &signing, &arena);
		for (size_t i = 0; i < found.all.count; i++)
			show(image_signature_kind_name(found.all.items[i].kind),
			     &found.all.items[i].finding);
		show("image", &found.of.finding);
	}
	oci_close(oci);
	return rc;
}

static int run(char **words, struct strata_error *err)
{
	struct strata_str verb = strata_str_of(words[0]);
	struct crypto_entry entry;

	if (strata_str_eq(verb, STRATA_STR("image")))
		return show_image(words[1], err);
	if (strata_str_eq(verb, STRATA_STR("tree")))
		show_tree(words[1], words[2]);
	else if (strata_str_eq(verb, STRATA_STR("cosign")))
		show_cosign(words + 1);
	else if (strata_str_eq(verb, STRATA_STR("entry")))
		puts(crypto_entry_read(&entry, bytes_of(words[1]), &signing.trust.logs, &arena)
		             ? "True"
		             : "False");
	else
		show_document(verb, words[1]);
	return 0;
}

static void set(struct config_pairs *pairs, int option, const char *value)
{
	struct config_pair *pair;

	if (option == 'd')
		subject.digest = strata_str_of(value);
	else if (option == 't')
		subject.media_type = strata_str_of(value);
	else if (option == 's')
		strata_str_u64(&subject.size, strata_str_of(value));
	else {
		pair = strata_vec_push(&arena, pairs);
		pair->key = strata_str_of(option == 'k'   ? "keys"
		                          : option == 'l' ? "logs"
		                          : option == 'N' ? "notary"
		                                          : "authorities");
		pair->value.text = strata_str_of(value);
		pair->value.file = STRATA_STR("options");
	}
}

int main(int argc, char **argv)
{
	struct strata_error err = STRATA_ERROR_INIT;
	struct image_key_files files = { NULL, NULL };
	struct config_pairs pairs = { 0 };
	int64_t now = 0;
	int option, rc;

	while ((option = getopt(argc, argv, "k:a:l:n:d:t:s:N:")) >= 0)
		if (option == 'n')
			crypto_time_read(&now, strata_str_of(optarg));
		else
			set(&pairs, option, optarg);
	rc = image_signing_read(&signing, &pairs, &files, now, &arena, &err);
	if (rc == 0)
		rc = run(argv + optind, &err);
	if (rc < 0)
		printf("error=%d\t%s\t%s\n", rc, err.path, err.text);
	image_signing_close(&signing);
	strata_arena_release(&arena);
	return 0;
}
