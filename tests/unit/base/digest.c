/* digest.c - SHA-1 and SHA-256: src/base/digest.c. The sums are examples of FIPS 180-4. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "strata/digest.h"

static const struct strata_str abc = { "abc", 3 };
static const struct strata_str two_blocks = {
	"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56
};

static void texts_have_their_sums(void **state)
{
	(void)state;
	assert_true(strata_digest_is(STRATA_SHA1, abc,
				     STRATA_STR("a9993e364706816aba3e25717850c26c9cd0d89d")));
	assert_true(strata_digest_is(STRATA_SHA1, two_blocks,
				     STRATA_STR("84983e441c3bd26ebaae4aa1f95129e5e54670f1")));
	assert_true(strata_digest_is(
		STRATA_SHA256, abc,
		STRATA_STR("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")));
	assert_true(strata_digest_is(
		STRATA_SHA256, two_blocks,
		STRATA_STR("248D6A61D20638B8E5C026930C3E6039A33CE45964FF2167F6ECEDD419DB06C1")));
}

static void other_sums_are_told_apart(void **state)
{
	(void)state;
	assert_false(strata_digest_is(STRATA_SHA1, abc,
				      STRATA_STR("a9993e364706816aba3e25717850c26c9cd0d89e")));
	assert_false(strata_digest_is(STRATA_SHA1, abc,
				      STRATA_STR("a9993e364706816aba3e25717850c26c9cd0d8")));
	assert_false(strata_digest_is(STRATA_SHA256, abc,
				      STRATA_STR("a9993e364706816aba3e25717850c26c9cd0d89d")));
	assert_false(strata_digest_is(STRATA_SHA1, abc, STRATA_STR("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_have_their_sums),
		cmocka_unit_test(other_sums_are_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
