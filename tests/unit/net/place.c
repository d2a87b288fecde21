/* place.c - whom a credential is for: src/net/place.c. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "net/many.h"

static void a_scope_ends_at_its_host_and_path(void **state)
{
	static const struct {
		const char *url, *scope;
		bool within;
	} cases[] = {
		{ "https://a.example/npm/x", "https://a.example/npm/", true },
		{ "https://a.example/npm", "https://a.example/npm/", true },
		{ "https://a.example:443/x", "https://A.example/", true },
		{ "https://a.example/npm?x", "https://a.example/npm", true },
		{ "https://a.example/npmx", "https://a.example/npm", false },
		{ "https://a.example/other", "https://a.example/npm/", false },
		{ "http://a.example/npm/x", "https://a.example/npm/", false },
		{ "https://a.example:8443/npm/x", "https://a.example/npm/", false },
		{ "https://a.example.evil.example/npm/x", "https://a.example/npm/", false },
		{ "https://a.example@evil.example/npm/x", "https://a.example/npm/", false },
		{ "https://evil.example\\@a.example/npm/x", "https://a.example/npm/", false },
		{ "https://a.example/npm/../other", "https://a.example/npm/", false },
		{ "https://a.example/npm/%2e%2e/other", "https://a.example/npm/", false },
		{ "https://a.example/npm/.%2E/other", "https://a.example/npm/", false },
		{ "a.example/npm", "https://a.example/npm", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (net_within(strata_str_of(cases[i].url), strata_str_of(cases[i].scope)) !=
		    cases[i].within)
			fail_msg("'%s' in '%s'", cases[i].url, cases[i].scope);
}

static void the_longest_scope_is_whose_credential_holds(void **state)
{
	struct net_credential all[] = {
		{ STRATA_STR("https://a.example/"), STRATA_STR("all") },
		{ STRATA_STR("https://a.example/npm/"), STRATA_STR("npm") },
	};
	struct net_credentials credentials = { all, 2, 2 };

	(void)state;
	assert_ptr_equal(net_credential_of(&credentials, STRATA_STR("https://a.example/npm/x")), &all[1]);
	assert_ptr_equal(net_credential_of(&credentials, STRATA_STR("https://a.example/x")), &all[0]);
	assert_null(net_credential_of(&credentials, STRATA_STR("https://b.example/npm/x")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_scope_ends_at_its_host_and_path),
		cmocka_unit_test(the_longest_scope_is_whose_credential_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
