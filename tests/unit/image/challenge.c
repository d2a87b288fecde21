/* challenge.c - what servers ask for, as they write it; and where tokens may be had. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "image/oci/challenge.h"

static struct strata_arena arena;

static int tear_down(void **state)
{
	(void)state;
	strata_arena_release(&arena);
	return 0;
}

static struct oci_challenge read(const char *head)
{
	struct oci_challenge c;

	oci_challenge_read(&c, strata_str_of(head), &arena);
	return c;
}

static void assert_text(struct strata_str have, const char *want)
{
	if (!want)
		assert_null(have.ptr);
	else
		assert_string_equal(strata_arena_cstr(&arena, have), want);
}

static void reads_challenges(void **state)
{
	static const struct {
		const char *head;
		bool basic;
		const char *realm, *service, *scope;
	} cases[] = {
		{ "HTTP/1.1 401 x\r\n", false, NULL, NULL, NULL },
		{ "WWW-Authenticate: Basic realm=\"x\"\r\n", true, NULL, NULL, NULL },
		{ "www-authenticate: Bearer realm=\"https://a.example/t\",service=\"s\","
		  "scope=\"r:a:pull\"\r\n",
		  false, "https://a.example/t", "s", "r:a:pull" },
		{ "Www-Authenticate: bearer  REALM = \"https://a.example/t\" , service=s\r\n", false,
		  "https://a.example/t", "s", NULL },
		{ "WWW-Authenticate: Basic realm=\"x\", Bearer realm=\"https://b.example\"\r\n", true,
		  "https://b.example", NULL, NULL },
		{ "WWW-Authenticate: Negotiate abc=\r\n"
		  "WWW-Authenticate: Bearer realm=\"https://c.example\"\r\n",
		  false, "https://c.example", NULL, NULL },
		/* What a later one says is not of the first. */
		{ "WWW-Authenticate: Bearer realm=\"https://a.example\"\r\n"
		  "WWW-Authenticate: Bearer realm=\"https://b.example\",scope=\"s\"\r\n",
		  false, "https://a.example", NULL, NULL },
		{ "WWW-Authenticate: Bearer realm=\"a\\\"b, c\\\\\"\r\n", false, "a\"b, c\\", NULL, NULL },
		{ "WWW-Authenticate: Bearer realm=\"not closed\r\n", false, "not closed", NULL, NULL },
		{ "WWW-Authenticate: Bearer ,,= ;;\r\n", false, NULL, NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct oci_challenge c = read(cases[i].head);

		assert_int_equal(c.basic, cases[i].basic);
		assert_text(c.realm, cases[i].realm);
		assert_text(c.service, cases[i].service);
		assert_text(c.scope, cases[i].scope);
	}
}

static void sends_no_password_astray(void **state)
{
	static const struct {
		const char *realm, *server;
		const char *address; /* NULL: it is refused */
	} cases[] = {
		{ "https://auth.example/token", "https://r.example/v2/a/manifests/1",
		  "https://auth.example/token?service=a%20b&scope=repository%3Aa%3Apull" },
		{ "https://auth.example/token?x=1", "http://r.example/v2/",
		  "https://auth.example/token?x=1&service=a%20b&scope=repository%3Aa%3Apull" },
		{ "http://r.example:80/token", "http://r.example/v2/",
		  "http://r.example:80/token?service=a%20b&scope=repository%3Aa%3Apull" },
		{ "http://auth.example/token", "http://r.example/v2/", NULL },
		{ "http://r.example/token", "https://r.example/v2/", NULL },
		{ "file:///etc/passwd", "https://r.example/v2/", NULL },
		{ "/token", "https://r.example/v2/", NULL },
		{ "https://user@auth.example/token", "https://r.example/v2/", NULL },
		{ "https://auth.example/to ken", "https://r.example/v2/", NULL },
		{ "https://auth.example/t\r\nX: y", "https://r.example/v2/", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct oci_challenge c = { .realm = strata_str_of(cases[i].realm),
					   .service = STRATA_STR("a b") };
		struct strata_error err = STRATA_ERROR_INIT;
		struct strata_str out = STRATA_NONE;
		int rc = oci_token_address(&out, &c, strata_str_of(cases[i].server),
					   STRATA_STR("repository:a:pull"), &arena, &err);

		assert_int_equal(rc, cases[i].address ? 0 : STRATA_EIO);
		assert_text(out, cases[i].address);
	}
}

static void reads_tokens(void **state)
{
	static const char *const cases[][2] = {
		{ "{\"token\": \"abc\"}", "Bearer abc" },
		{ "{\"access_token\": \"x.y-z\", \"expires_in\": 3}", "Bearer x.y-z" },
		{ "{\"token\": \"\", \"access_token\": \"b\"}", "Bearer b" },
		{ "{\"token\": \"a\\r\\nX: y\"}", NULL },
		{ "{\"token\": {\"a\": 1}}", NULL },
		{ "{}", NULL },
		{ "<p>", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct strata_error err = STRATA_ERROR_INIT;
		struct strata_str out = STRATA_NONE;
		int rc = oci_token_read(&out, strata_str_of(cases[i][0]), &arena, &err);

		assert_int_equal(rc, cases[i][1] ? 0 : STRATA_ESYNTAX);
		assert_text(out, cases[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_challenges),
		cmocka_unit_test(sends_no_password_astray),
		cmocka_unit_test(reads_tokens),
	};

	return cmocka_run_group_tests(tests, NULL, tear_down);
}
