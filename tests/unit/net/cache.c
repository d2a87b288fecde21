/* cache.c - answers kept on disk: src/net/cache.c. */
#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "net/cache.h"

static struct strata_arena arena;

static const struct net_cache_key key = {
	.url = { "http://registry.example/a", 25 },
	.accept = { "", 0 },
	.whose = { "", 0 },
};

static struct strata_str new_folder(void)
{
	char *folder = strdup("/tmp/strata-cache-XXXXXX");
	struct strata_str out;

	assert_non_null(mkdtemp(folder));
	out = strata_arena_printf(&arena, "%s/http", folder);
	free(folder);
	return out;
}

static void put(struct net_cache *c, const struct net_cache_key *k, const char *body)
{
	struct net_cached e = { .validator = STRATA_STR("\"v\""), .fetched = 100, .fresh_until = 200 };

	net_cache_put(c, k, &e, strata_str_of(body));
}

static void what_is_put_is_got_by_its_whole_key(void **state)
{
	struct net_cache *c = net_cache_open(new_folder(), 0);
	struct net_cache_key other = key;
	struct strata_buf body = STRATA_BUF_INIT;
	struct net_cached e;

	(void)state;
	assert_false(net_cache_get(&e, &body, c, &key, &arena));
	put(c, &key, "hello");
	assert_true(net_cache_get(&e, &body, c, &key, &arena));
	assert_true(strata_str_eq(e.body, STRATA_STR("hello")));
	assert_true(strata_str_eq(e.validator, STRATA_STR("\"v\"")));
	assert_int_equal(e.fetched, 100);
	assert_int_equal(e.modified, 0);
	assert_int_equal(e.fresh_until, 200);
	other.whose = net_whose(&arena, STRATA_STR("Bearer t"));
	assert_false(net_cache_get(&e, &body, c, &other, &arena));
	net_cache_renew(c, &key,
			&(struct net_cached){ .fetched = 300, .fresh_until = 400, .modified = 50 });
	assert_true(net_cache_get(&e, &body, c, &key, &arena));
	assert_int_equal(e.fresh_until, 400);
	assert_int_equal(e.modified, 50);
	assert_true(strata_str_eq(e.body, STRATA_STR("hello")));
	net_cache_forget(c, &key);
	assert_false(net_cache_get(&e, &body, c, &key, &arena));
	strata_buf_release(&body);
	net_cache_close(c);
}

static void the_oldest_go_when_it_is_too_much(void **state)
{
	struct strata_str folder = new_folder();
	struct net_cache *c = net_cache_open(folder, 8000);
	char body[900];
	struct net_cached e;
	size_t kept = 0;

	(void)state;
	memset(body, 'x', sizeof(body) - 1);
	body[sizeof(body) - 1] = '\0';
	for (int i = 0; i < 20; i++) {
		struct net_cache_key k = key;

		k.url = strata_arena_printf(&arena, "http://registry.example/%d", i);
		put(c, &k, body);
	}
	net_cache_close(c);
	c = net_cache_open(folder, 8000);
	for (int i = 0; i < 20; i++) {
		struct net_cache_key k = key;

		k.url = strata_arena_printf(&arena, "http://registry.example/%d", i);
		kept += net_cache_get(&e, NULL, c, &k, &arena);
	}
	assert_in_range(kept, 1, 8);
	net_cache_close(c);
}

static void who_asks_is_not_told(void **state)
{
	struct strata_str one = net_whose(&arena, STRATA_STR("Bearer secret"));

	(void)state;
	assert_int_equal(one.len, 12);
	assert_int_equal(strata_str_find(one, STRATA_STR("secret")), STRATA_NPOS);
	assert_false(strata_str_eq(one, net_whose(&arena, STRATA_STR("Bearer other"))));
	assert_int_equal(net_whose(&arena, STRATA_NONE).len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_put_is_got_by_its_whole_key),
		cmocka_unit_test(the_oldest_go_when_it_is_too_much),
		cmocka_unit_test(who_asks_is_not_told),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	strata_arena_release(&arena);
	return failed;
}
