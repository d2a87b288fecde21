/* threshold.c - --fail-on, --scope and --roles, taken apart: src/policy/threshold.c. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "policy/policy.h"

static void test_terms(void **state)
{
	struct policy_threshold t;

	(void)state;
	assert_int_equal(policy_threshold_parse(&t, STRATA_NONE, NULL), 0);
	assert_true(t.usual);
	assert_int_equal(policy_threshold_parse(
				 &t, STRATA_STR("critical, cvss>=7.5 ,medium,cvss>=8"), NULL), 0);
	assert_false(t.usual);
	assert_int_equal(t.severity, STRATA_SEVERITY_MEDIUM);
	assert_true(t.cvss > 7.4 && t.cvss < 7.6);
	assert_int_equal(policy_threshold_parse(&t, STRATA_STR("fixable,malicious"), NULL), 0);
	assert_true(t.fixable && t.malicious && !t.none && t.cvss < 0);
	assert_int_equal(policy_threshold_parse(&t, STRATA_STR("none"), NULL), 0);
	assert_true(t.none);
}

static void test_what_is_no_term(void **state)
{
	static const char *const texts[] = { "", "hgih", "high,", "none,high", "cvss>=", "cvss>=11",
					     "cvss>=-1", "cvss>=x", "cvss>=nan", "cvss>7", "HIGH" };
	struct policy_threshold t;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct strata_error err = STRATA_ERROR_INIT;

		if (policy_threshold_parse(&t, strata_str_of(texts[i]), &err) != STRATA_EUSAGE)
			fail_msg("'%s' was taken", texts[i]);
		assert_true(err.text[0]);
	}
}

static void test_lists_of_names(void **state)
{
	unsigned bits;

	(void)state;
	assert_int_equal(policy_scopes_parse(&bits, STRATA_STR("prod, dev,unknown"), NULL), 0);
	assert_int_equal(bits, 1u << STRATA_SCOPE_PROD | 1u << STRATA_SCOPE_DEV | 1u << STRATA_SCOPE_UNKNOWN);
	assert_int_equal(policy_roles_parse(&bits, STRATA_STR("own,fixture"), NULL), 0);
	assert_int_equal(bits, 1u << STRATA_ROLE_OWN | 1u << STRATA_ROLE_FIXTURE);
	assert_int_equal(policy_scopes_parse(&bits, STRATA_STR("prod,prd"), NULL), STRATA_EUSAGE);
	assert_int_equal(policy_roles_parse(&bits, STRATA_STR(""), NULL), STRATA_EUSAGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_terms),
		cmocka_unit_test(test_what_is_no_term),
		cmocka_unit_test(test_lists_of_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
