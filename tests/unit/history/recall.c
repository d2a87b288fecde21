/* recall.c - what is known of a history goes into bytes and comes back whole, or not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "history/recall.h"

enum { ID = 20 };

static const unsigned char one[ID] = { 1 }, two[ID] = { 2 }, three[ID] = { 3 };

static void fill(struct recall *r)
{
	const unsigned char *parents[] = { two };
	struct source_head head = { three, 1700000000, parents, 1 };
	const struct strata_format *format = strata_format_named(STRATA_STR("npm/package-lock"));
	struct recall_item item = {
		.path = STRATA_STR("package-lock.json"), .project = STRATA_STR("."),
		.ecosystem = &strata_ecosystem_npm, .name = STRATA_STR("left"),
		.key = STRATA_STR("left"), .version = STRATA_STR("1.0.0"),
		.purl = STRATA_STR("pkg:npm/left@1.0.0?x=y"),
		.scope = STRATA_SCOPE_PROD,
	};
	struct recall_origin origin = {
		.path = item.path, .name = item.name, .version = item.version,
		.ecosystem = item.ecosystem, .found = true, .line = 7, .direct = STRATA_YES,
		.head_name = item.name,
	};
	struct strata_indices versions = { 0 }, items = { 0 };
	bool added;

	assert_non_null(format);
	recall_learn_head(&head, one, r);
	recall_learn_tag(three, one, r);
	*strata_vec_push(&r->arena, &versions) =
		(unsigned)recall_version(r, item.path, format, two, &added);
	assert_true(added);
	*strata_vec_push(&r->arena, &r->versions.items[0].links) =
		(struct history_link){ HISTORY_LINK_PATH, STRATA_STR("package.json"), NULL };
	*strata_vec_push(&r->arena, &items) = recall_item(r, &item);
	/* What a commit of its own pins has no version. */
	item.version = STRATA_NONE;
	item.commit = STRATA_STR("0200000000000000000000000000000000000000");
	*strata_vec_push(&r->arena, &items) = recall_item(r, &item);
	origin.result = (unsigned)recall_add_result(r, &versions, &items, true);
	*strata_vec_push(&r->arena, &origin.chain) = STRATA_STR("pkg:npm/left@1.0.0");
	recall_add_origin(r, &origin);
	origin.version = STRATA_NONE;
	recall_add_origin(r, &origin);
}

static void all_that_was_known_is_known_again(void **state)
{
	struct strata_buf bytes = STRATA_BUF_INIT;
	struct strata_indices versions = { 0 };
	struct source_head head;
	struct recall a, b;

	(void)state;
	recall_init(&a, ID, STRATA_STR("/"), NULL);
	recall_init(&b, ID, STRATA_STR("/"), NULL);
	fill(&a);
	recall_encode(&bytes, &a);
	assert_true(recall_decode(&b, strata_buf_str(&bytes)));
	assert_true(recall_head(&head, one, &b));
	assert_memory_equal(head.tree, three, ID);
	assert_int_equal(head.time, 1700000000);
	assert_int_equal(head.parent_count, 1);
	assert_memory_equal(head.parents[0], two, ID);
	assert_memory_equal(recall_tag(three, &b), one, ID);
	assert_null(recall_tag(one, &b));
	assert_false(recall_head(&head, three, &b));
	assert_int_equal(recall_find_version(&b, STRATA_STR("package-lock.json"),
					     a.versions.items[0].format, two), 0);
	*strata_vec_push(&b.arena, &versions) = 0;
	assert_int_equal(recall_result(&b, &versions), 0);
	assert_int_equal(b.results.items[0].items.count, 2);
	assert_true(b.results.items[0].open);
	assert_null(b.items.items[1].version.ptr);
	assert_true(strata_str_eq(b.items.items[0].name, STRATA_STR("left")));
	assert_null(b.items.items[0].commit.ptr);
	assert_true(strata_str_eq(b.items.items[0].purl, STRATA_STR("pkg:npm/left@1.0.0?x=y")));
	assert_int_equal(recall_origin(&b, &a.origins.items[0]), 0);
	assert_int_equal(b.origins.items[0].line, 7);
	assert_false(b.changed);
	strata_buf_release(&bytes);
	recall_release(&a);
	recall_release(&b);
}

/* Every prefix is refused, and leaves nothing behind. */
static void a_part_is_nothing(void **state)
{
	struct strata_buf bytes = STRATA_BUF_INIT;
	struct recall a, b;

	(void)state;
	recall_init(&a, ID, STRATA_STR("/"), NULL);
	fill(&a);
	recall_encode(&bytes, &a);
	for (size_t len = 0; len < bytes.len; len++) {
		recall_init(&b, ID, STRATA_STR("/"), NULL);
		assert_false(recall_decode(&b, strata_str_take(strata_buf_str(&bytes), len)));
		assert_int_equal(b.commits.count + b.versions.count + b.by_commit.count, 0);
		recall_release(&b);
	}
	strata_buf_release(&bytes);
	recall_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_that_was_known_is_known_again),
		cmocka_unit_test(a_part_is_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
