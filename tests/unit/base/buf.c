/* buf.c - a growable byte buffer: src/base/buf.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "strata/buf.h"

static void test_grows(void **state)
{
	struct strata_buf b = STRATA_BUF_INIT;

	(void)state;
	assert_int_equal(strata_buf_str(&b).len, 0);
	assert_non_null(strata_buf_str(&b).ptr);
	for (int i = 0; i < 10000; i++)
		strata_buf_addf(&b, "%04d", i);
	assert_int_equal(b.len, 40000);
	assert_memory_equal(b.ptr + 4 * 1234, "1234", 4);
	assert_int_equal(b.ptr[b.len], '\0');
	strata_buf_release(&b);
	assert_null(b.ptr);
}

static void test_bytes(void **state)
{
	struct strata_buf b = STRATA_BUF_INIT;

	(void)state;
	strata_buf_add(&b, STRATA_NONE);
	strata_buf_add(&b, (struct strata_str){ "a\0b", 3 });
	strata_buf_addc(&b, '\0');
	strata_buf_addf(&b, "%s", "");
	assert_int_equal(b.len, 4);
	assert_memory_equal(b.ptr, "a\0b\0", 5);
	strata_buf_reset(&b);
	assert_int_equal(b.len, 0);
	assert_string_equal(b.ptr, "");
	strata_buf_release(&b);
}

/* Lengths around the first capacity, where an end mark could fall off. */
static void test_borders(void **state)
{
	(void)state;
	for (size_t len = 120; len < 140; len++) {
		struct strata_buf b = STRATA_BUF_INIT;

		memset(strata_buf_room(&b, len), 'x', len);
		b.len += len;
		strata_buf_addc(&b, 'y');
		assert_int_equal(b.ptr[len], 'y');
		assert_int_equal(b.ptr[len + 1], '\0');
		strata_buf_release(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_grows),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_borders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
