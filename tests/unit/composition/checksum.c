/* checksum.c - whether a file is the one that checksums name: src/composition/outside/checksum.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "composition/outside/checksum.h"

#define SHA256 "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define SHA256_BASE64 "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="
#define SHA1 "a9993e364706816aba3e25717850c26c9cd0d89d"

static enum outside_checked check(const char *first, const char *second)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_str texts[] = { strata_str_of(first), strata_str_of(second) };
	struct strata_strs sums = { texts, second ? 2 : first ? 1 : 0, 0 };
	FILE *file = tmpfile();
	enum outside_checked found;

	assert_non_null(file);
	fputs("abc", file);
	fflush(file);
	found = outside_check(fileno(file), &sums, &arena);
	fclose(file);
	strata_arena_release(&arena);
	return found;
}

static void one_of_the_strongest_kind_has_to_be_right(void **state)
{
	(void)state;
	assert_int_equal(check("sha256:" SHA256, NULL), OUTSIDE_RIGHT);
	assert_int_equal(check("sha256-" SHA256_BASE64, NULL), OUTSIDE_RIGHT);
	assert_int_equal(check("sha256:00", "sha256:" SHA256), OUTSIDE_RIGHT);
	assert_int_equal(check("sha1:" SHA1, "sha256:00"), OUTSIDE_WRONG);
	assert_int_equal(check("sha1:" SHA1, NULL), OUTSIDE_RIGHT);
	assert_int_equal(check("sha512-" SHA256_BASE64, "sha256:" SHA256), OUTSIDE_WRONG);
	assert_int_equal(check("sha256-!", NULL), OUTSIDE_WRONG);
}

static void what_is_no_checksum_of_a_file_checks_nothing(void **state)
{
	(void)state;
	assert_int_equal(check(NULL, NULL), OUTSIDE_UNCHECKED);
	assert_int_equal(check("yarn:10/abc", "h1:abc"), OUTSIDE_UNCHECKED);
	assert_int_equal(check("sha256", "sha256:"), OUTSIDE_UNCHECKED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_of_the_strongest_kind_has_to_be_right),
		cmocka_unit_test(what_is_no_checksum_of_a_file_checks_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
