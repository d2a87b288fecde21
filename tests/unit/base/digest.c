/* digest.c - SHA-1, SHA-256 and SHA-512: src/base/digest.c. The sums are examples of FIPS 180-4. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <string.h>
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

/* The second block begins where the length no longer fits behind 111 bytes. */
static void sha512_has_its_sums(void **state)
{
	const struct { int length; const char *sum; } rows[] = {
		{ 111, "9a2a120825c2319867758ec277924f6faa254968bf752046dacdd948d8ad299b"
		       "10359fd04bfd7d3810b5fa1b16a294236138baff981cbb85248478053ac4d3dd" },
		{ 112, "a3722b515ef40c910f2419f6e0da8ca51d410114ce6272faae64045f9e9f630e"
		       "7fa8dd5a3243c9860b899d148c3da4bc0f9e07454542604d030bb55531fe0d5b" },
	};
	char bytes[112];

	(void)state;
	memset(bytes, 'x', sizeof(bytes));
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct strata_digest h;

		strata_digest_init(&h, STRATA_SHA512);
		strata_digest_add(&h, (struct strata_str){ bytes, 7 });
		strata_digest_add(&h, (struct strata_str){ bytes, (size_t)rows[i].length - 7 });
		assert_true(strata_digest_ends(&h, strata_str_of(rows[i].sum)));
	}
	assert_true(strata_digest_is(
		STRATA_SHA512, abc,
		STRATA_STR("ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
			   "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f")));
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
		cmocka_unit_test(sha512_has_its_sums),
		cmocka_unit_test(other_sums_are_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
