/* What the Go solver reads: versions, go.mod, go.sum, names of proxies: src/resolve/go. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "memo/memo.h"
#include "resolve/go/kept.h"
#include "resolve/go/mod.h"
#include "resolve/go/proxy.h"
#include "resolve/go/sums.h"

static struct strata_arena arena;

static void assert_text(struct strata_str found, const char *expected)
{
	if (!expected) {
		assert_null(found.ptr);
		return;
	}
	assert_non_null(found.ptr);
	assert_string_equal(strata_arena_cstr(&arena, found), expected);
}

static void versions_are_canonical(void **state)
{
	static const char *const pairs[][2] = {
		{ "v1", "v1.0.0" }, { "v1.2", "v1.2.0" }, { "v1.2.3", "v1.2.3" },
		{ "v1.2.3-rc.1", "v1.2.3-rc.1" }, { "v1.2.3+meta", "v1.2.3" },
		{ "v2.0.0+incompatible", "v2.0.0+incompatible" },
		{ "v1.0.0-pre+meta", "v1.0.0-pre" }, { "1.2.3", NULL }, { "master", NULL },
		{ "v1.2-pre", NULL }, { "v01.2.3", NULL }, { "", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		assert_text(go_canonical(strata_str_of(pairs[i][0]), &arena), pairs[i][1]);
}

static void names_are_escaped_or_refused(void **state)
{
	static const char *const pairs[][2] = {
		{ "a.example/Big", "a.example/!big" }, { "a.example/x~y_z-1", "a.example/x~y_z-1" },
		{ "../a", NULL }, { "a/../b", NULL }, { "a//b", NULL }, { "/a", NULL },
		{ "a/", NULL }, { "a?b", NULL }, { "a!b", NULL }, { "a b", NULL }, { "", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		assert_text(go_escape(strata_str_of(pairs[i][0]), &arena), pairs[i][1]);
}

static void globs_of_private_modules(void **state)
{
	struct strata_str globs = STRATA_STR("*.corp.example, rsc.example/private/,,x.example/*/y");

	(void)state;
	assert_true(go_is_private(globs, STRATA_STR("git.corp.example/a/b")));
	assert_true(go_is_private(globs, STRATA_STR("rsc.example/private/sub")));
	assert_false(go_is_private(globs, STRATA_STR("rsc.example/privately")));
	assert_true(go_is_private(globs, STRATA_STR("x.example/a/y/z")));
	assert_false(go_is_private(globs, STRATA_STR("x.example/a/z")));
	assert_false(go_is_private(STRATA_STR(""), STRATA_STR("a.example")));
}

static void pruning_is_by_the_go_line(void **state)
{
	static const struct { const char *text; bool pruned; } cases[] = {
		{ "module a\n", false }, { "module a\ngo 1.16\n", false },
		{ "module a\ngo 1.17\n", true }, { "module a\ngo 1.21rc2\n", true },
		{ "module a\ngo 1.22.3\n", true }, { "module a\ngo 2.0\n", true },
		{ "module a\ngo 1.9\n", false },
	};
	struct go_mod mod;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(go_mod_read(&mod, strata_str_of(cases[i].text), false, &arena, NULL),
				 0);
		assert_int_equal(mod.pruned, cases[i].pruned);
	}
}

static void commits_are_told_from_versions(void **state)
{
	static const char *const pseudo[] = {
		"v0.0.0-20240102030405-0123456789ab", "v1.2.4-0.20240102030405-0123456789ab",
		"v1.2.3-pre.0.20240102030405-0123456789ab",
		"v2.0.0-20240102030405-0123456789ab+incompatible",
	};
	static const char *const real[] = {
		"v1.2.3", "v1.2.3-rc.1", "v1.2.3-20240102030405", "v0.0.0-2024010203040-0123456789ab",
		"20240102030405-0123456789ab", "-20240102030405-a", "",
		"v1.2.3-1.20240102030405-0123456789ab",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pseudo) / sizeof(*pseudo); i++)
		assert_true(go_is_pseudo(strata_str_of(pseudo[i])));
	for (size_t i = 0; i < sizeof(real) / sizeof(*real); i++)
		assert_false(go_is_pseudo(strata_str_of(real[i])));
}

static void lists_hold_versions_alone(void **state)
{
	struct strata_strs found = { 0 };

	(void)state;
	assert_int_equal(go_list_read(&found,
				      STRATA_STR("v1.0.0\r\nv1.1.0 2024-01-02T03:04:05Z\n\nmain\n"
						 "v0.0.0-20240102030405-0123456789ab\nv2.0.0-rc.1"),
				      &arena, NULL), 0);
	assert_int_equal(found.count, 3);
	assert_text(found.items[1], "v1.1.0");
	found.count = 0;
	assert_int_equal(go_list_read(&found, STRATA_STR(""), &arena, NULL), 0);
	assert_int_equal(go_list_read(&found, STRATA_STR("v0.0.0-20240102030405-0123456789ab\n"),
				      &arena, NULL), 0);
	assert_int_equal(found.count, 0);
	assert_int_equal(go_list_read(&found, STRATA_STR("<html>\n"), &arena, NULL),
			 STRATA_ESYNTAX);
}

static void info_names_a_version(void **state)
{
	struct go_info info;

	(void)state;
	assert_int_equal(go_info_read(&info,
				      STRATA_STR("{\"Version\":\"v1.2.3\",\"Time\":"
						 "\"2024-01-02T03:04:05Z\",\"Origin\":{}}"),
				      &arena, NULL), 0);
	assert_text(info.version, "v1.2.3");
	assert_text(info.time, "2024-01-02T03:04:05Z");
	assert_int_equal(go_info_read(&info, STRATA_STR("{\"Version\":\"v1.2.3\"}"), &arena, NULL),
			 0);
	assert_null(info.time.ptr);
	assert_int_equal(go_info_read(&info, STRATA_STR("{\"Version\":\"main\"}"), &arena, NULL),
			 STRATA_ESYNTAX);
	assert_int_equal(go_info_read(&info, STRATA_STR("[]"), &arena, NULL), STRATA_ESYNTAX);
	assert_int_equal(go_info_read(&info, STRATA_STR("{\"Ver"), &arena, NULL), STRATA_ESYNTAX);
}

/* What is cut short in a block must not pass for a module that asks for less. */
static void a_block_that_is_not_closed_is_no_go_mod(void **state)
{
	struct strata_str text = STRATA_STR("module m.example/a\nrequire (\n\tb.example/b v1.0.0\n");
	struct go_mod mod;

	(void)state;
	assert_int_equal(go_mod_read(&mod, text, false, &arena, NULL), STRATA_ESYNTAX);
	assert_int_equal(go_mod_read(&mod, text, true, &arena, NULL), 0);
}

static void of_a_dependency_only_requirements_count(void **state)
{
	struct strata_str text = STRATA_STR("module m.example/a\n"
					    "require (\n\tb.example/b v1 // indirect\n)\n"
					    "exclude b.example/b v1.0.0\n"
					    "replace b.example/b => ./b\n"
					    "retract [v1.0.0, v1.1.0]\nnew thing\n");
	struct go_mod mod;

	(void)state;
	assert_int_equal(go_mod_read(&mod, text, false, &arena, NULL), 0);
	assert_int_equal(mod.requires.count, 1);
	assert_text(mod.requires.items[0].version, "v1.0.0");
	assert_true(mod.requires.items[0].indirect);
	assert_int_equal(mod.replaces.count + mod.excludes.count, 0);
	assert_int_equal(mod.retracts.count, 1);
	assert_int_equal(go_mod_read(&mod, text, true, &arena, NULL), 0);
	assert_int_equal(mod.replaces.count + mod.excludes.count, 2);
	assert_int_equal(go_mod_read(&mod, STRATA_STR("require a.example/a main\n"), false, &arena,
				     NULL), STRATA_ESYNTAX);
}

/* Computed with sha256sum and base64: sha256("<sha256 of the file>  go.mod\n"). */
static void a_go_mod_is_checked(void **state)
{
	struct strata_str mod = STRATA_STR("module a.example/a\n");
	struct go_sums sums;

	(void)state;
	go_sums_init(&sums, &arena);
	go_sums_add(&sums, STRATA_STR("a.example/a v1.0.0/go.mod "
				      "h1:6YZ9TobU1IPV4kyUsaabv/emiUZBlfxY/dzbOzO7Luw=\n"));
	assert_int_equal(go_sums_check(&sums, STRATA_STR("a.example/a"), STRATA_STR("v1.0.0"), mod,
				       NULL), 0);
	assert_int_equal(go_sums_check(&sums, STRATA_STR("a.example/a"), STRATA_STR("v1.0.0"),
				       STRATA_STR("module a.example/b\n"), NULL), STRATA_ESYNTAX);
	assert_int_equal(go_sums_check(&sums, STRATA_STR("a.example/b"), STRATA_STR("v1.0.0"), mod,
				       NULL), 0);
}

static void write_kept(struct strata_buf *out, struct go_mod mods[2])
{
	static const char *const texts[] = {
		"module a.example/a\ngo 1.21\nrequire (\n\tb.example/b v1.2.0\n"
		"\tc.example/c v1.0.0 // indirect\n)\n",
		"module b.example/b\nrequire c.example/c v1.0.0\n",
	};
	struct go_kept kept;

	go_kept_init(&kept, &arena);
	for (int i = 0; i < 2; i++)
		assert_int_equal(go_mod_read(&mods[i], strata_str_of(texts[i]), false, &arena, NULL), 0);
	go_kept_add(&kept, STRATA_STR("a.example/a"), STRATA_STR("v1.0.0"), STRATA_NONE, &mods[0]);
	go_kept_add(&kept, STRATA_STR("b.example/b"), STRATA_STR("v1.2.0"), STRATA_STR("h1:x="),
		    &mods[1]);
	assert_true(go_kept_write(out, &kept));
}

static void what_is_kept_is_what_was_read(void **state)
{
	struct strata_buf bytes = STRATA_BUF_INIT;
	struct go_kept_mod *a, *b;
	struct go_mod mods[2], found;
	struct go_node **same;
	struct go_kept kept;

	(void)state;
	write_kept(&bytes, mods);
	go_kept_init(&kept, &arena);
	assert_true(go_kept_parse(&kept, strata_buf_str(&bytes)));
	a = go_kept_find(&kept, STRATA_STR("a.example/a"), STRATA_STR("v1.0.0"));
	b = go_kept_find(&kept, STRATA_STR("b.example/b"), STRATA_STR("v1.2.0"));
	assert_non_null(a);
	assert_non_null(b);
	assert_null(go_kept_find(&kept, STRATA_STR("b.example/b"), STRATA_STR("v1.0.0")));
	assert_null(a->sum.ptr);
	assert_text(b->sum, "h1:x=");
	assert_true(go_kept_read(&found, &kept, a));
	assert_text(found.module, "a.example/a");
	assert_true(found.pruned);
	assert_int_equal(found.requires.count, 2);
	assert_text(found.requires.items[1].path, "c.example/c");
	assert_text(found.requires.items[1].version, "v1.0.0");
	same = found.requires.items[1].at;
	assert_true(go_kept_read(&found, &kept, b));
	assert_false(found.pruned);
	assert_int_equal(found.requires.count, 1);
	assert_ptr_equal(found.requires.items[0].at, same);
	strata_buf_release(&bytes);
}

static void what_is_kept_is_kept_again(void **state)
{
	struct strata_buf bytes = STRATA_BUF_INIT, again = STRATA_BUF_INIT;
	struct go_mod mods[2], fresh = { .module = STRATA_STR("d.example/d") };
	struct go_kept kept;

	(void)state;
	write_kept(&bytes, mods);
	go_kept_init(&kept, &arena);
	assert_true(go_kept_parse(&kept, strata_buf_str(&bytes)));
	go_kept_add(&kept, STRATA_STR("d.example/d"), STRATA_STR("v1.0.0"), STRATA_NONE, &fresh);
	assert_true(go_kept_write(&again, &kept));
	go_kept_init(&kept, &arena);
	assert_true(go_kept_parse(&kept, strata_buf_str(&again)));
	assert_int_equal(kept.mods.count, 3);
	assert_non_null(go_kept_find(&kept, STRATA_STR("b.example/b"), STRATA_STR("v1.2.0")));
	strata_buf_release(&bytes);
	strata_buf_release(&again);
}

/* Any byte may be another: nothing is kept then, or what a go.mod could say. */
static void what_is_kept_may_be_anything(void **state)
{
	struct strata_buf bytes = STRATA_BUF_INIT;
	struct go_mod mods[2], found;
	struct go_kept kept;
	bool read;

	(void)state;
	write_kept(&bytes, mods);
	for (size_t i = 0; i < bytes.len; i++) {
		go_kept_init(&kept, &arena);
		assert_false(go_kept_parse(&kept, strata_str_take(strata_buf_str(&bytes), i)));
		assert_int_equal(kept.mods.count, 0);
		bytes.ptr[i] = (char)~bytes.ptr[i];
		read = go_kept_parse(&kept, strata_buf_str(&bytes));
		assert_false(read && i <= strlen(memo_version)); /* another strata wrote it */
		for (size_t k = 0; k < kept.mods.count; k++)
			go_kept_read(&found, &kept, &kept.mods.items[k]);
		bytes.ptr[i] = (char)~bytes.ptr[i];
	}
	strata_buf_release(&bytes);
}

static int teardown(void **state)
{
	(void)state;
	strata_arena_release(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(versions_are_canonical),
		cmocka_unit_test(names_are_escaped_or_refused),
		cmocka_unit_test(globs_of_private_modules),
		cmocka_unit_test(pruning_is_by_the_go_line),
		cmocka_unit_test(commits_are_told_from_versions),
		cmocka_unit_test(lists_hold_versions_alone),
		cmocka_unit_test(info_names_a_version),
		cmocka_unit_test(a_block_that_is_not_closed_is_no_go_mod),
		cmocka_unit_test(of_a_dependency_only_requirements_count),
		cmocka_unit_test(a_go_mod_is_checked),
		cmocka_unit_test(what_is_kept_is_what_was_read),
		cmocka_unit_test(what_is_kept_is_kept_again),
		cmocka_unit_test(what_is_kept_may_be_anything),
	};

	return cmocka_run_group_tests(tests, NULL, teardown);
}
