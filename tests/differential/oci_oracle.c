/*
 * oci_oracle.c - what registries answer, for tests/e2e/test_oci.py: the client by itself.
 *
 *	oci_oracle [-c CACHE] [-t SECONDS] manifest REFERENCE [WHICH]
 *	oci_oracle [..] blob REFERENCE DIGEST [MOST]
 *	oci_oracle [..] file REFERENCE DIGEST SIZE
 *	oci_oracle [..] referrers REFERENCE DIGEST [ARTIFACT-TYPE]
 *	oci_oracle [..] get URL
 *
 * The user's own configuration says where. Answers key=value separated by tabs, a line for each
 * thing; what fails is one line "error=CODE", the address and the text.
 */
#include <stdio.h>
#include <unistd.h>

#include "image/oci/oci.h"
#include "strata/limits.h"

static struct strata_arena arena;

static int show_manifest(struct oci *oci, const struct image_reference *reference, char **words,
			 struct strata_error *err)
{
	struct oci_manifest m;
	int rc = oci_get_manifest(&m, oci, reference, strata_str_of(words[0]), &arena, err);

	if (rc == 0)
		printf("digest=%.*s\ttype=%.*s\tsize=%zu\tstale=%d\n", STRATA_ARG(m.digest),
		       STRATA_ARG(m.media_type), m.bytes.len, m.stale);
	return rc;
}

static int show_blob(struct oci *oci, const struct image_reference *reference, char **words,
		     struct strata_error *err)
{
	uint64_t most = STRATA_LIMIT_IMAGE_CONFIG_BYTES;
	struct strata_str bytes;
	int rc;

	if (words[1])
		strata_str_u64(&most, strata_str_of(words[1]));
	rc = oci_get_blob(&bytes, oci, reference, strata_str_of(words[0]), most, &arena, err);
	if (rc == 0)
		printf("size=%zu\n", bytes.len);
	return rc;
}

static int show_file(struct oci *oci, const struct image_reference *reference, char **words,
		     struct strata_error *err)
{
	FILE *file = tmpfile();
	uint64_t size = 0;
	int rc;

	strata_str_u64(&size, strata_str_of(words[1]));
	rc = oci_get_blob_file(fileno(file), oci, reference, strata_str_of(words[0]), size, err);
	if (rc == 0)
		printf("size=%llu\n", (unsigned long long)size);
	fclose(file);
	return rc;
}

static int show_referrers(struct oci *oci, const struct image_reference *reference, char **words,
			  struct strata_error *err)
{
	struct oci_descriptors all;
	int rc = oci_get_referrers(&all, oci, reference, strata_str_of(words[0]),
				   strata_str_of(words[1]), &arena, err);

	for (size_t i = 0; rc == 0 && i < all.count; i++)
		printf("digest=%.*s\ttype=%.*s\n", STRATA_ARG(all.items[i].digest),
		       STRATA_ARG(all.items[i].artifact_type));
	return rc;
}

static int show_document(struct oci *oci, char **words, struct strata_error *err)
{
	struct strata_str bytes;
	int rc = oci_get_document(&bytes, oci, strata_str_of(words[0]), STRATA_LIMIT_MANIFEST_BYTES,
				  &arena, err);

	if (rc == 0)
		printf("size=%zu\n", bytes.len);
	return rc;
}

static int run(struct oci *oci, char **words, struct strata_error *err)
{
	struct strata_str verb = strata_str_of(words[0]);
	struct image_reference reference;
	int rc;

	if (strata_str_eq(verb, STRATA_STR("get")))
		return show_document(oci, words + 1, err);
	if ((rc = image_reference_read(&reference, strata_str_of(words[1]), &arena, err)) < 0)
		return rc;
	if (strata_str_eq(verb, STRATA_STR("manifest")))
		return show_manifest(oci, &reference, words + 2, err);
	if (strata_str_eq(verb, STRATA_STR("blob")))
		return show_blob(oci, &reference, words + 2, err);
	if (strata_str_eq(verb, STRATA_STR("file")))
		return show_file(oci, &reference, words + 2, err);
	return show_referrers(oci, &reference, words + 2, err);
}

int main(int argc, char **argv)
{
	struct strata_error err = STRATA_ERROR_INIT;
	struct registry_settings settings;
	struct config user = { 0 };
	struct registry_place place = { .user = &user, .folder = STRATA_STR(""), .home = getenv("HOME") };
	struct oci_options options = { .settings = &settings };
	struct oci *oci;
	uint64_t silence = 0;
	int option, rc;

	while ((option = getopt(argc, argv, "c:t:")) >= 0)
		if (option == 'c')
			options.cache = strata_str_of(optarg);
		else if (strata_str_u64(&silence, strata_str_of(optarg)))
			options.silence = (unsigned)silence;
	if ((rc = config_read_user(&user, &arena, &err)) == 0 &&
	    (rc = config_read_registries(&user, &arena, &err)) == 0 &&
	    (rc = registry_settings_read(&settings, &registry_config_docker, &place, &arena, &err)) == 0) {
		oci = oci_open(&options);
		rc = run(oci, argv + optind, &err);
		oci_close(oci);
	}
	if (rc < 0)
		printf("error=%d\t%s\t%s\n", rc, err.path, err.text);
	strata_arena_release(&arena);
	return 0;
}
