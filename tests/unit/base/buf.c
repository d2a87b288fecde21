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

struct drained {
	size_t len, calls, largest;
	bool same;
};

/* Byte i of all that is added is i % 251: no part of it may be lost, doubled or moved. */
static void take(struct strata_str bytes, void *payload)
{
	struct drained *d = payload;

	for (size_t i = 0; i < bytes.len; i++)
		d->same &= (unsigned char)bytes.ptr[i] == (d->len + i) % 251;
	d->len += bytes.len;
	d->calls++;
	d->largest = bytes.len > d->largest ? bytes.len : d->largest;
}

static void add_numbered(struct strata_buf *b, size_t *total, size_t len)
{
	char *piece = strata_buf_room(b, len);

	for (size_t i = 0; i < len; i++)
		piece[i] = (char)((*total + i) % 251);
	b->len += len;
	*total += len;
}

static void test_drains_in_parts(void **state)
{
	struct drained d = { .same = true };
	struct strata_buf b = { .drain = take, .payload = &d };
	size_t total = 0;

	(void)state;
	add_numbered(&b, &total, 1000);
	assert_int_equal(d.calls, 0); /* little is kept */
	while (total < 4 << 20)
		add_numbered(&b, &total, total % 4099 + 1);
	assert_true(d.calls > 4);
	assert_true(d.largest < 512 << 10);
	assert_true(b.capacity <= 1 << 20);
	take(strata_buf_str(&b), &d); /* the rest is its owner's to take */
	assert_int_equal(d.len, total);
	assert_true(d.same);
	strata_buf_release(&b);
}

static void test_drains_what_is_larger_than_a_part(void **state)
{
	struct drained d = { .same = true };
	struct strata_buf b = { .drain = take, .payload = &d };
	size_t total = 0;

	(void)state;
	add_numbered(&b, &total, 3 << 20);
	strata_buf_add(&b, STRATA_NONE);
	assert_int_equal(d.calls, 1);
	assert_int_equal(d.len, 3 << 20);
	assert_int_equal(b.len, 0);
	assert_int_equal(b.ptr[0], '\0');
	assert_true(d.same);
	strata_buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_grows),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_borders),
		cmocka_unit_test(test_drains_in_parts),
		cmocka_unit_test(test_drains_what_is_larger_than_a_part),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
