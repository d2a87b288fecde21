/* url.c - addresses put together and shown: src/net/url.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net/net.h"

static struct strata_arena arena;

static void check_join(const char *base, const char *folder, const char *name, const char *want)
{
	struct strata_str got = net_join(&arena, strata_str_of(base), strata_str_of(folder),
					 strata_str_of(name));

	assert_string_equal(got.ptr, want);
}

static void check_shown(const char *url, const char *want)
{
	struct strata_str got = net_shown(&arena, strata_str_of(url));

	assert_string_equal(strata_arena_cstr(&arena, got), want);
}

static void parts_cannot_leave_their_place(void **state)
{
	(void)state;
	check_join("https://h.example/x//", "GitHub Actions", "all.zip",
		   "https://h.example/x/GitHub%20Actions/all.zip");
	check_join("http://h.example", "crates.io", "A:1/../?#",
		   "http://h.example/crates.io/A%3A1%2F..%2F%3F%23");
}

static void secrets_are_not_shown(void **state)
{
	(void)state;
	check_shown("https://u:p@h.example:8/x@y", "https://h.example:8/x@y");
	check_shown("https://u@p@h.example", "https://h.example");
	check_shown("https://h.example/a@b", "https://h.example/a@b");
	check_shown("file:///a@b/c", "file:///a@b/c");
	check_shown("nothing@all", "nothing@all");
}

static int release(void **state)
{
	(void)state;
	strata_arena_release(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_cannot_leave_their_place),
		cmocka_unit_test(secrets_are_not_shown),
	};

	return cmocka_run_group_tests(tests, NULL, release);
}
