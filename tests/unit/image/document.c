/* document.c - manifests, indexes and configurations, as registries have them and as they must not be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "image/oci/document.h"

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define DIGEST "sha256:" HEX
#define ONE(more) "{\"digest\":\"" DIGEST "\",\"size\":7" more "}"

static struct strata_arena arena;

static int tear_down(void **state)
{
	(void)state;
	strata_arena_release(&arena);
	return 0;
}

static int read(struct oci_document *out, const char *text)
{
	struct strata_error err = STRATA_ERROR_INIT;

	return oci_document_read(out, strata_str_of(text), &arena, &err);
}

static bool is(struct strata_str have, const char *want)
{
	return strata_str_eq(have, strata_str_of(want));
}

static void reads_images(void **state)
{
	struct oci_document d;

	(void)state;
	assert_int_equal(read(&d, "{\"schemaVersion\":2,\"config\":" ONE(",\"mediaType\":\"c\"")
				  ",\"layers\":[" ONE("") "," ONE(",\"annotations\":{\"k\":\"v\"}") "],"
				  "\"subject\":" ONE("") ",\"annotations\":{\"a\":\"b\",\"n\":1}}"), 0);
	assert_int_equal(d.kind, OCI_IMAGE);
	assert_true(is(d.media_type, "application/vnd.oci.image.manifest.v1+json"));
	assert_true(is(d.config.media_type, "c"));
	assert_int_equal(d.layers.count, 2);
	assert_int_equal(d.layers.items[1].size, 7);
	assert_true(is(oci_pair_get(&d.layers.items[1].annotations, "k"), "v"));
	assert_true(is(d.subject.digest, DIGEST));
	assert_true(is(oci_pair_get(&d.annotations, "a"), "b"));
	assert_null(oci_pair_get(&d.annotations, "n").ptr);
}

static void refuses_what_is_none(void **state)
{
	static const struct {
		const char *text;
		int rc;
	} cases[] = {
		{ "", STRATA_ESYNTAX },
		{ "[]", STRATA_ESYNTAX },
		{ "{}", STRATA_ESYNTAX },
		{ "{\"config\":{\"digest\":\"sha256:12\",\"size\":1}}", STRATA_ESYNTAX },
		{ "{\"config\":{\"digest\":\"../../x\",\"size\":1}}", STRATA_ESYNTAX },
		{ "{\"config\":{\"digest\":\"" DIGEST "\"}}", STRATA_ESYNTAX },
		{ "{\"config\":{\"digest\":\"" DIGEST "\",\"size\":-1}}", STRATA_ESYNTAX },
		{ "{\"config\":{\"digest\":\"sha512:" HEX HEX "\",\"size\":1}}", STRATA_EUNSUPPORTED },
		{ "{\"schemaVersion\":1,\"fsLayers\":[]}", STRATA_EUNSUPPORTED },
		{ "{\"config\":" ONE("") ",\"layers\":[1]}", STRATA_ESYNTAX },
		{ "{\"config\":" ONE("") ",\"manifests\":[]}", STRATA_ESYNTAX },
	};
	struct oci_document d;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(read(&d, cases[i].text), cases[i].rc);
}

static struct strata_str chosen(const struct oci_document *d, const char *platform)
{
	struct strata_error err = STRATA_ERROR_INIT;
	const struct oci_descriptor *found;
	struct oci_platform p;

	assert_int_equal(oci_platform_read(&p, strata_str_of(platform), &err), 0);
	found = oci_choose(d, &p);
	return found ? found->media_type : STRATA_STR("none");
}

#define AT(name, os, architecture, variant)                                                    \
	"{\"digest\":\"" DIGEST "\",\"size\":1,\"mediaType\":\"" name "\",\"platform\":{\"os\":\"" os \
	"\",\"architecture\":\"" architecture "\"" variant "}}"

static void chooses_by_platform(void **state)
{
	struct oci_document d;

	(void)state;
	assert_int_equal(read(&d, "{\"manifests\":[" AT("attestation", "unknown", "unknown", "") ","
				  AT("amd64", "linux", "amd64", "") ","
				  AT("v3", "linux", "amd64", ",\"variant\":\"v3\"") ","
				  AT("armv5", "linux", "arm", ",\"variant\":\"v5\"") ","
				  AT("armv6", "linux", "arm", ",\"variant\":\"v6\"") ","
				  AT("arm64", "linux", "arm64", ",\"variant\":\"v8\"") ","
				  AT("windows", "windows", "amd64", "") "]}"), 0);
	assert_int_equal(d.kind, OCI_INDEX);
	assert_true(is(chosen(&d, "linux/amd64"), "amd64"));
	assert_true(is(chosen(&d, "linux/x86_64"), "amd64"));
	assert_true(is(chosen(&d, "linux/amd64/v4"), "v3"));
	assert_true(is(chosen(&d, "linux/arm64"), "arm64"));
	assert_true(is(chosen(&d, "linux/arm/v7"), "armv6"));
	assert_true(is(chosen(&d, "linux/arm/v5"), "armv5"));
	assert_true(is(chosen(&d, "windows/amd64"), "windows"));
	assert_true(is(chosen(&d, "linux/s390x"), "none"));
}

static void refuses_platforms(void **state)
{
	static const char *const cases[] = { "", "linux", "linux/", "/amd64", "linux/amd64/", "a b/c",
					     "linux/arm/v7/x", "$BUILDPLATFORM" };
	struct oci_platform p;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(oci_platform_read(&p, strata_str_of(cases[i]), NULL), STRATA_EUSAGE);
}

static void reads_configurations(void **state)
{
	struct oci_config c;

	(void)state;
	assert_int_equal(oci_config_read(&c, STRATA_STR("{\"architecture\":\"arm64\",\"os\":\"linux\","
		"\"created\":\"2026-01-02T03:04:05Z\",\"config\":{\"User\":\"65532\",\"Env\":[\"A=b\",1],"
		"\"ExposedPorts\":{\"22/tcp\":{}},\"Labels\":{\"l\":\"m\"},\"Cmd\":null}}"),
		&arena, NULL), 0);
	assert_true(is(c.user, "65532"));
	assert_true(is(c.created, "2026-01-02T03:04:05Z"));
	assert_int_equal(c.environment.count, 1);
	assert_true(is(c.ports.items[0], "22/tcp"));
	assert_true(is(oci_pair_get(&c.labels, "l"), "m"));
	assert_int_equal(oci_config_read(&c, STRATA_STR("{}"), &arena, NULL), 0);
	assert_int_equal(c.user.len, 0);
	assert_int_equal(oci_config_read(&c, STRATA_STR("[1]"), &arena, NULL), STRATA_ESYNTAX);
}

static void names_bytes(void **state)
{
	(void)state;
	assert_true(is(oci_digest_of(STRATA_STR("abc"), &arena),
		       "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
	assert_true(oci_is_digest(STRATA_STR(DIGEST)));
	assert_false(oci_is_digest(STRATA_STR("sha256:" HEX "0")));
	assert_false(oci_is_digest(STRATA_STR("sha256:A123456789abcdef0123456789abcdef0123456789abcdef"
					      "0123456789abcdef")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_images),         cmocka_unit_test(refuses_what_is_none),
		cmocka_unit_test(chooses_by_platform),  cmocka_unit_test(refuses_platforms),
		cmocka_unit_test(reads_configurations), cmocka_unit_test(names_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, tear_down);
}
