/*
 * image_document.c - what registries say: manifests, indexes, configurations, challenges, tokens:
 * src/image/oci/document.c, challenge.c.
 */
#include "image/oci/challenge.h"
#include "image/oci/document.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strata_str bytes = { (const char *)data, size }, out;
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct oci_challenge challenge;
	struct oci_document document;
	struct oci_platform platform;
	struct oci_config config;

	if (oci_document_read(&document, bytes, &arena, NULL) == 0 &&
	    oci_platform_read(&platform, STRATA_STR("linux/arm/v7"), NULL) == 0)
		oci_choose(&document, &platform);
	if (oci_config_read(&config, bytes, &arena, NULL) == 0)
		oci_platform_text(&config.platform, &arena);
	oci_platform_read(&platform, bytes, NULL);
	oci_challenge_read(&challenge, bytes, &arena);
	oci_token_address(&out, &challenge, STRATA_STR("https://r.example/v2/"), bytes, &arena, NULL);
	oci_token_read(&out, bytes, &arena, NULL);
	strata_arena_release(&arena);
	return 0;
}
