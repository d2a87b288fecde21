/* pypi.c - pages, metadata and requirements of PyPI: src/resolve/pypi. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "resolve/pypi/metadata.h"
#include "resolve/pypi/page.h"
#include "resolve/pypi/target.h"
#include "resolve/pypi/want.h"

static struct strata_arena arena;
static const struct strata_str page_address = { "https://i.example/simple/a/", 27 };

static bool is(struct strata_str s, const char *text)
{
	return strata_str_eq(s, strata_str_of(text));
}

static void both_kinds_of_pages_tell_the_same(void **state)
{
	static const char *const pages[] = {
		"{\"meta\":{},\"files\":[{\"filename\":\"a-1-py3-none-any.whl\","
		"\"url\":\"../../f/a-1-py3-none-any.whl\","
		"\"hashes\":{\"sha256\":\"00ff\"},\"requires-python\":\">=3.8\",\"yanked\":\"broken\","
		"\"core-metadata\":{\"sha256\":\"11\"}}]}",
		"<!DOCTYPE html><a href=\"../../f/a-1-py3-none-any.whl#sha256=00ff\" "
		"data-requires-python=\"&gt;=3.8\" "
		"data-yanked=\"broken\" data-core-metadata=\"sha256=11\">a-1-py3-none-any.whl</a>",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++) {
		struct pypi_files files;

		assert_int_equal(pypi_page_read(&files, strata_str_of(pages[i]), page_address, &arena,
						NULL),
				 0);
		assert_int_equal(files.count, 1);
		assert_true(is(files.items[0].name, "a-1-py3-none-any.whl"));
		assert_true(is(files.items[0].url, "https://i.example/f/a-1-py3-none-any.whl"));
		assert_true(is(files.items[0].sha256, "00ff"));
		assert_true(is(files.items[0].requires_python, ">=3.8"));
		assert_true(is(files.items[0].metadata_sha256, "11"));
		assert_int_equal(files.items[0].metadata, STRATA_YES);
		assert_true(files.items[0].yanked);
	}
}

static void what_is_no_page_is_refused(void **state)
{
	static const char *const pages[] = {
		"", "sorry", "{\"files\":[", "{\"files\":[{\"url\":1}", "<a href=\"x",
	};
	struct pypi_files files;

	(void)state;
	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++)
		assert_int_equal(pypi_page_read(&files, strata_str_of(pages[i]), page_address, &arena,
						NULL),
				 STRATA_ESYNTAX);
}

/* What a build may still change: metadata before 2.2, and what it says itself. */
static void metadata_says_whether_it_is_final(void **state)
{
	static const struct {
		const char *text;
		bool open;
	} cases[] = {
		{ "Metadata-Version: 2.1\nName: a\n", true },
		{ "Metadata-Version: 2.2\nName: a\n", false },
		{ "Metadata-Version: 2.10\nName: a\nDynamic: License\n", false },
		{ "Metadata-Version: 2.4\nName: a\nDynamic: requires-dist\n", true },
	};
	struct pypi_metadata m;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(pypi_metadata_read(&m, strata_str_of(cases[i].text), &arena, NULL), 0);
		assert_int_equal(m.open, cases[i].open);
	}
	assert_int_equal(pypi_metadata_read(&m, STRATA_STR("<html>"), &arena, NULL), STRATA_ESYNTAX);
}

/* A header goes on in lines that begin with a blank; behind the first empty one is prose. */
static void requirements_are_headers(void **state)
{
	struct pypi_metadata m;

	(void)state;
	assert_int_equal(pypi_metadata_read(&m,
					    STRATA_STR("Name: a\r\nRequires-Dist: b\r\n"
						       "  ; extra == 'x'\r\n"
						       "License-Expression: MIT\r\n\r\n"
						       "Requires-Dist: prose\n"),
					    &arena, NULL),
			 0);
	assert_int_equal(m.requires.count, 1);
	assert_true(is(m.requires.items[0], "b ; extra == 'x'"));
	assert_true(is(m.licence, "MIT"));
}

static void a_want_admits_what_it_says(void **state)
{
	static const struct {
		const char *specifier, *version;
		bool admitted;
	} cases[] = {
		{ "", "1.0", true },
		{ ">=1,<2", "1.5", true },
		{ ">=1,<2", "2.0", false },
		{ "<2 || >=3", "1.0", true },
		{ "<2 || >=3", "2.5", false },
		{ "<2 || >=3", "3.0", true },
		{ ">2,<1", "1.5", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct pypi_want *w = pypi_want(0, strata_str_of(cases[i].specifier), -1, &arena);

		assert_int_equal(pypi_want_admits(w, 0, strata_str_of(cases[i].version)), cases[i].admitted);
	}
}

static void a_want_tells_pins_and_pre_releases(void **state)
{
	static const struct {
		const char *specifier;
		bool pinned, exactly, pre;
	} cases[] = {
		{ "==1.0", true, true, false },	  { "==1.*", true, false, false },
		{ ">=1.0rc1", false, false, true }, { "!=1.0rc1", false, false, false },
		{ ">=1.0.post1", false, false, false }, { "==1 || ==2", false, false, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct pypi_want *w = pypi_want(0, strata_str_of(cases[i].specifier), -1, &arena);

		assert_int_equal(w->pinned, cases[i].pinned);
		assert_int_equal(w->pinned_exactly, cases[i].exactly);
		assert_int_equal(w->pre, cases[i].pre);
	}
}

static struct pypi_target target_of(const char *python, const char *os, const char *cpu)
{
	struct solver_environment environment = {
		.os = strata_str_of(os), .cpu = strata_str_of(cpu), .libc = STRATA_STR("glibc"),
		.python = strata_str_of(python), .pip = STRATA_STR("26.2.1"),
	};
	struct pypi_target target;

	assert_int_equal(pypi_target(&target, &environment, NULL), 0);
	return target;
}

static void markers_are_of_the_target(void **state)
{
	static const struct {
		const char *marker, *extra;
		bool holds;
	} cases[] = {
		{ "", "", true },
		{ "python_version >= '3.10'", "", true },
		{ "python_version < '3.9' or sys_platform == 'linux'", "", true },
		{ "python_version < '3.9' and sys_platform == 'linux'", "", false },
		{ "extra == 'x'", "x", true },
		{ "extra == 'x'", "", false },
		{ "(platform_machine in 'x86_64 amd64') and os_name != 'nt'", "", true },
		{ "implementation_name == 'pypy'", "", false },
	};
	struct pypi_target target = target_of("3.13.9", "linux", "x86_64");

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(pypi_marker_holds(&target, strata_str_of(cases[i].marker),
						   strata_str_of(cases[i].extra), &arena),
				 cases[i].holds);
}

static void wheels_are_of_the_target(void **state)
{
	struct pypi_target target = target_of("3.13.9", "linux", "x86_64");
	int own = pypi_wheel_rank(&target, STRATA_STR("a-1-cp313-cp313-manylinux_2_17_x86_64.whl"));
	int abi3 = pypi_wheel_rank(&target, STRATA_STR("a-1-cp39-abi3-manylinux2014_x86_64.whl"));
	int any = pypi_wheel_rank(&target, STRATA_STR("a-1-py2.py3-none-any.whl"));

	(void)state;
	assert_true(own > abi3 && abi3 > any && any >= 0);
	assert_true(pypi_wheel_rank(&target, STRATA_STR("a-1-cp312-cp312-manylinux_2_17_x86_64.whl")) < 0);
	assert_true(pypi_wheel_rank(&target, STRATA_STR("a-1-cp313-cp313-win_amd64.whl")) < 0);
	assert_true(pypi_wheel_rank(&target, STRATA_STR("a-1-cp313-cp313-musllinux_1_2_x86_64.whl")) < 0);
	assert_true(pypi_wheel_rank(&target, STRATA_STR("a.whl")) < 0);
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
		cmocka_unit_test(both_kinds_of_pages_tell_the_same),
		cmocka_unit_test(what_is_no_page_is_refused),
		cmocka_unit_test(metadata_says_whether_it_is_final),
		cmocka_unit_test(requirements_are_headers),
		cmocka_unit_test(a_want_admits_what_it_says),
		cmocka_unit_test(a_want_tells_pins_and_pre_releases),
		cmocka_unit_test(markers_are_of_the_target),
		cmocka_unit_test(wheels_are_of_the_target),
	};

	return cmocka_run_group_tests(tests, NULL, release);
}
