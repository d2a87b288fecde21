/* What is remembered of packages goes into bytes and comes back whole, or not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "advisory/remember.h"
#include "strata/buf.h"

static void fill(struct remembered_packages *out, struct strata_arena *arena)
{
	struct remembered_package *one = strata_vec_push(arena, out), *two;
	struct strata_finding f = {
		.kind = STRATA_FINDING_MALICIOUS, .id = STRATA_STR("CVE-1"),
		.title = STRATA_STR("title"), .severity = STRATA_SEVERITY_HIGH, .cvss = 7.5,
		.published = STRATA_STR("2024-01-01T00:00:00Z"), .exploited = true, .maybe = true,
		.fix = { .version = STRATA_STR("2.0"), .best = STRATA_STR("3.0"), .ends = 1, .of = 2 },
		.fingerprint = STRATA_STR("00ff"),
	};

	*strata_vec_push(arena, &f.aliases) = STRATA_STR("GHSA-1");
	*strata_vec_push(arena, &f.records) = STRATA_STR("GHSA-1");
	one->key = STRATA_STR("npm one 1.0");
	*strata_vec_push(arena, &one->findings) = f;
	f.fix.version = STRATA_NONE;
	f.maybe = false;
	*strata_vec_push(arena, &one->findings) = f;
	*strata_vec_push(arena, &one->notes) = STRATA_STR("not judged");
	two = strata_vec_push(arena, out);
	two->key = STRATA_STR("npm two 1.0");
}

static void all_comes_back(void **state)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_buf bytes = STRATA_BUF_INIT;
	struct remembered_packages in = { 0 }, out = { 0 };
	const struct strata_finding *f;

	(void)state;
	fill(&in, &arena);
	remembered_encode(&bytes, &in);
	assert_true(remembered_decode(&out, strata_buf_str(&bytes), &arena));
	assert_int_equal(out.count, 2);
	assert_true(strata_str_eq(out.items[1].key, STRATA_STR("npm two 1.0")));
	assert_int_equal(out.items[1].findings.count + out.items[1].notes.count, 0);
	assert_int_equal(out.items[0].findings.count, 2);
	assert_true(strata_str_eq(out.items[0].notes.items[0], STRATA_STR("not judged")));
	f = &out.items[0].findings.items[0];
	assert_int_equal(f->kind, STRATA_FINDING_MALICIOUS);
	assert_true(f->cvss > 7.4 && f->cvss < 7.6 && f->exploited && f->maybe);
	assert_int_equal(f->severity, STRATA_SEVERITY_HIGH);
	assert_true(strata_str_eq(f->aliases.items[0], STRATA_STR("GHSA-1")));
	assert_true(strata_str_eq(f->fix.version, STRATA_STR("2.0")));
	assert_null(f->fix.clean.ptr);
	assert_int_equal(f->fix.ends, 1);
	assert_int_equal(f->fix.of, 2);
	assert_null(out.items[0].findings.items[1].fix.version.ptr);
	assert_false(out.items[0].findings.items[1].maybe);
	strata_buf_release(&bytes);
	strata_arena_release(&arena);
}

static void a_part_is_nothing(void **state)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_buf bytes = STRATA_BUF_INIT;
	struct remembered_packages in = { 0 };

	(void)state;
	fill(&in, &arena);
	remembered_encode(&bytes, &in);
	for (size_t len = 0; len < bytes.len; len++) {
		struct remembered_packages out = { 0 };

		assert_false(remembered_decode(&out, strata_str_take(strata_buf_str(&bytes), len), &arena));
	}
	strata_buf_release(&bytes);
	strata_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_comes_back),
		cmocka_unit_test(a_part_is_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
