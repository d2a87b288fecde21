/* image_reference.c - names of images as people write them, and what no engine takes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/image_reference.h"

#define DIGEST "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

struct row {
	const char *text, *name, *tag, *digest;
};

static void same(const char *text, const char *what, struct strata_str got, const char *want)
{
	if (!strata_str_eq(got, strata_str_of(want)) || !got.ptr != !want)
		fail_msg("%s: %s is '%.*s', not '%s'", text, what, STRATA_ARG(got),
			 want ? want : "(absent)");
}

static void test_names(void **state)
{
	static const struct row rows[] = {
		{ "node", "docker.io/library/node", NULL, NULL },
		{ " node:18 ", "docker.io/library/node", "18", NULL },
		{ "library/node:18", "docker.io/library/node", "18", NULL },
		{ "docker.io/node", "docker.io/library/node", NULL, NULL },
		{ "docker.io/library/node", "docker.io/library/node", NULL, NULL },
		{ "index.docker.io/library/node", "docker.io/library/node", NULL, NULL },
		{ "registry-1.docker.io/grafana/loki:2.9", "docker.io/grafana/loki", "2.9", NULL },
		{ "registry.hub.docker.com/library/nginx", "docker.io/library/nginx", NULL, NULL },
		{ "grafana/grafana", "docker.io/grafana/grafana", NULL, NULL },
		{ "registry.example/a/b/c", "registry.example/a/b/c", NULL, NULL },
		{ "registry.example:5000/a", "registry.example:5000/a", NULL, NULL },
		{ "registry.example:5000/a:1.0", "registry.example:5000/a", "1.0", NULL },
		{ "localhost/a", "localhost/a", NULL, NULL },
		{ "localhost:5000/a:x", "localhost:5000/a", "x", NULL },
		{ "Registry/a", "registry/a", NULL, NULL },
		{ "REGISTRY.example/a", "registry.example/a", NULL, NULL },
		{ "[fd00::1]:5000/a:1", "[fd00::1]:5000/a", "1", NULL },
		{ "[fd00::1]/a", "[fd00::1]/a", NULL, NULL },
		{ "node@" DIGEST, "docker.io/library/node", NULL, DIGEST },
		{ "node:18-alpine@" DIGEST, "docker.io/library/node", "18-alpine", DIGEST },
		{ "a__b/c--d.e_f", "docker.io/a__b/c--d.e_f", NULL, NULL },
		{ "scratch", "docker.io/library/scratch", NULL, NULL },
		{ "node:_x.Y-z", "docker.io/library/node", "_x.Y-z", NULL },
	};
	struct strata_arena arena = STRATA_ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct strata_error err = STRATA_ERROR_INIT;
		struct image_reference got;

		if (image_reference_read(&got, strata_str_of(rows[i].text), &arena, &err) < 0)
			fail_msg("%s: %s", rows[i].text, err.text);
		same(rows[i].text, "name", got.name, rows[i].name);
		same(rows[i].text, "tag", got.tag, rows[i].tag);
		same(rows[i].text, "digest", got.digest, rows[i].digest);
		assert_int_equal(got.name.len, got.registry.len + 1 + got.repository.len);
	}
	strata_arena_release(&arena);
}

static void test_malformed(void **state)
{
	static const char *const texts[] = {
		"", "  ", ":", "@", "/", "node:", "node@", "node:-x", "node:.x", "node:a b", "a b",
		"Node", "grafana/Grafana", "node@sha256:abc", "node@md5:0123", "node@" DIGEST "0",
		"node@sha256:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef",
		"a//b", "/a", "a/", "a..b", "a___b", "-a", "a-", "_a", "a._b", "registry.example:x/a",
		"registry.example:99999/a", "https://registry.example/a", "registry..example/a",
		"-registry.example/a", "[x]/a", "node:18:19", "node@" DIGEST "@" DIGEST,
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
	};
	struct strata_arena arena = STRATA_ARENA_INIT;
	char text[2000];

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct strata_error err = STRATA_ERROR_INIT;
		struct image_reference got;

		if (image_reference_read(&got, strata_str_of(texts[i]), &arena, &err) == 0)
			fail_msg("'%s' is taken for %.*s", texts[i], STRATA_ARG(got.name));
		assert_int_equal(err.code, STRATA_ESYNTAX);
		assert_true(strata_str_eq(got.written, strata_str_of(texts[i])));
	}
	memset(text, 'a', sizeof(text));
	for (size_t len = 255; len <= sizeof(text); len += sizeof(text) - 255) {
		struct image_reference got;
		int rc = image_reference_read(&got, (struct strata_str){ text, len }, &arena, NULL);

		assert_int_equal(rc, len == 255 ? 0 : STRATA_ESYNTAX);
	}
	memset(text + 1, 'b', 200);
	text[4] = ':';
	assert_int_equal(image_reference_read(&(struct image_reference){ 0 },
					      (struct strata_str){ text, 5 + 128 }, &arena, NULL), 0);
	assert_int_equal(image_reference_read(&(struct image_reference){ 0 },
					      (struct strata_str){ text, 5 + 129 }, &arena, NULL),
			 STRATA_ESYNTAX);
	strata_arena_release(&arena);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_malformed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
