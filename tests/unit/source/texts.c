/* texts.c - hashes, patterns of .gitignore and git's configuration. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "source/gitconfig.h"
#include "strata/digest.h"
#include "source/ignore.h"
#include "source/wild.h"
#include "strata/limits.h"

static void assert_hash(enum strata_digest_kind kind, struct strata_str bytes, const char *want)
{
	unsigned char out[STRATA_SHA256];
	char hex[2 * STRATA_SHA256 + 1];
	struct strata_digest h;

	/* In pieces of seven: the block's border is crossed everywhere. */
	strata_digest_init(&h, kind);
	for (size_t i = 0; i < bytes.len; i += 7)
		strata_digest_add(&h, strata_str_take(strata_str_skip(bytes, i), 7));
	strata_digest_end(out, &h);
	for (size_t i = 0; i < (size_t)kind; i++)
		snprintf(hex + 2 * i, 3, "%02x", out[i]);
	assert_string_equal(hex, want);
}

/* FIPS 180 examples. */
static void hashes_are_those_of_the_standard(void **state)
{
	static const struct strata_str abc = { "abc", 3 };
	static const char text[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
	struct strata_str two = { text, sizeof(text) - 1 };

	(void)state;
	assert_hash(STRATA_SHA1, abc, "a9993e364706816aba3e25717850c26c9cd0d89d");
	assert_hash(STRATA_SHA1, two, "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
	assert_hash(STRATA_SHA1, STRATA_STR(""), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
	assert_hash(STRATA_SHA256, abc,
		    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_hash(STRATA_SHA256, two,
		    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void paths_match_as_gitignore_says(void **state)
{
	static const struct {
		const char *pattern, *path;
		bool match;
	} cases[] = {
		{ "a", "a", true },
		{ "a", "a/b", false },
		{ "*", "a/b", false },
		{ "a/*", "a/b", true },
		{ "a/*", "a/b/c", false },
		{ "a/**", "a/b/c", true },
		{ "a/**", "a", false },
		{ "**/c", "c", true },
		{ "**/c", "a/b/c", true },
		{ "**/c", "a/bc", false },
		{ "a/**/c", "a/c", true },
		{ "a/**/c", "a/b/b/c", true },
		{ "a/**/c", "ab/c", false },
		{ "a/**/b/**/c", "a/b/x/b/c", true },
		{ "**/a*/c", "x/ab/d/ac/c", true },
		{ "a?c", "abc", true },
		{ "a?c", "a/c", false },
		{ "[a-c]x", "bx", true },
		{ "[!a-c]x", "bx", false },
		{ "[]]x", "]x", true },
		{ "[a", "a", false },
		{ "\\*", "*", true },
		{ "\\*", "x", false },
		{ "*.tar.*", "a.tar.gz", true },
		{ "[[:digit:]]", "5", true },
		{ "[[:digit:]]", "x", false },
		{ "", "", true },
		{ "a*b*c", "aXbXbXc", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (wild_match_path(strata_str_of(cases[i].pattern), strata_str_of(cases[i].path),
				    false) != cases[i].match)
			fail_msg("'%s' against '%s'", cases[i].pattern, cases[i].path);
	assert_true(wild_match_name(STRATA_STR("A*[x-z]"), STRATA_STR("abY"), true));
}

/* Whoever matches by trying all ways needs longer than the sun will shine. */
static void hostile_patterns_take_no_time(void **state)
{
	char pattern[2001], path[2001];
	clock_t start = clock();

	(void)state;
	for (size_t i = 0; i < 2000; i += 2)
		memcpy(pattern + i, "a*", 2), memcpy(path + i, "aa", 2);
	pattern[2000] = path[2000] = '\0';
	pattern[1999] = 'b';
	assert_false(wild_match_name(strata_str_of(pattern), strata_str_of(path), false));
	for (size_t i = 0; i + 3 < 2000; i += 3)
		memcpy(pattern + i, "**/", 3), memcpy(path + i, "a/a", 3);
	assert_false(wild_match_path(strata_str_of(pattern), strata_str_of(path), false));
	assert_true((clock() - start) / CLOCKS_PER_SEC < 2);
}

static void the_last_pattern_decides(void **state)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct ignore ignore = { 0 };

	(void)state;
	ignore_add(&ignore, STRATA_STR("\xef\xbb\xbf*.o\r\n!keep.o\nbuild/\n/top  \n\n# x\n"), 0,
		   &arena);
	ignore_add(&ignore, STRATA_STR("/here\nkeep.o"), 4, &arena); /* of "sub/" */
	assert_int_equal(ignore.patterns.count, 6);
	assert_true(ignore_has(&ignore, STRATA_STR("a/x.o"), false));
	assert_true(ignore_has(&ignore, STRATA_STR("keep.o"), false));
	ignore.patterns.count = 4;
	assert_false(ignore_has(&ignore, STRATA_STR("a/keep.o"), false));
	assert_false(ignore_has(&ignore, STRATA_STR("build"), false));
	assert_true(ignore_has(&ignore, STRATA_STR("x/build"), true));
	assert_true(ignore_has(&ignore, STRATA_STR("top"), false));
	assert_false(ignore_has(&ignore, STRATA_STR("x/top"), false));
	ignore.patterns.count = 6;
	assert_true(ignore_has(&ignore, STRATA_STR("sub/here"), false));
	assert_false(ignore_has(&ignore, STRATA_STR("sub/x/here"), false));
	strata_arena_release(&arena);
}

static void too_many_patterns_are_counted(void **state)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct ignore ignore = { 0 };

	(void)state;
	for (int i = 0; i < STRATA_LIMIT_IGNORE_PATTERNS + 5; i++)
		ignore_add(&ignore, STRATA_STR("x\n"), 0, &arena);
	assert_int_equal(ignore.patterns.count, STRATA_LIMIT_IGNORE_PATTERNS);
	assert_int_equal(ignore.too_many, 5);
	strata_arena_release(&arena);
}

static void collect(struct strata_str name, struct strata_str value, void *payload)
{
	char *text = payload;
	size_t len = strlen(text);

	snprintf(text + len, 512 - len, "%.*s=%.*s;", STRATA_ARG(name), STRATA_ARG(value));
}

static void configuration_is_read_as_git_reads_it(void **state)
{
	static const char file[] =
		"# comment\n[Core]\n\tBare = false ; no\n  WorkTree = \"a # b\" c  \n"
		"[remote \"Or\\\"igin\"] url = one\\\n two\\tx\n\tpromisor\n[a.b] k=\n"
		"= nonsense\n[last]\nv = 1";
	struct strata_arena arena = STRATA_ARENA_INIT;
	char text[512] = "";

	(void)state;
	gitconfig_parse((struct strata_str){ file, sizeof(file) - 1 }, collect, text, &arena);
	assert_string_equal(text, "core.bare=false;core.worktree=a # b c;"
				  "remote.Or\"igin.url=one two\tx;remote.Or\"igin.promisor=true;"
				  "a.b.k=;last.v=1;");
	strata_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes_are_those_of_the_standard),
		cmocka_unit_test(paths_match_as_gitignore_says),
		cmocka_unit_test(hostile_patterns_take_no_time),
		cmocka_unit_test(the_last_pattern_decides),
		cmocka_unit_test(too_many_patterns_are_counted),
		cmocka_unit_test(configuration_is_read_as_git_reads_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
