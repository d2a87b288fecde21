/* nuget.c - src/resolve/nuget: frameworks, ranges, conditions, documents of sources. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "resolve/nuget/condition.h"
#include "resolve/nuget/feed.h"
#include "strata/limits.h"

static struct strata_arena arena;

/* --- frameworks -------------------------------------------------------------------------------- */

static const char *nearest(const char *project, const char *const *offered)
{
	struct nuget_framework p = nuget_framework_of(strata_str_of(project), &arena), all[8];
	size_t count = 0, found;

	for (; offered[count]; count++)
		all[count] = nuget_framework_of(strata_str_of(offered[count]), &arena);
	found = nuget_framework_nearest(&p, all, count);
	return found == STRATA_NPOS ? "none" : offered[found];
}

#define NEAREST(project, ...) nearest(project, (const char *const[]){ __VA_ARGS__, NULL })

static void the_nearest_framework_serves(void **state)
{
	(void)state;
	assert_string_equal(NEAREST("net8.0", "net9.0", "net6.0", "net7.0", "netstandard2.1"), "net7.0");
	assert_string_equal(NEAREST("net8.0", "netstandard2.0", "netstandard2.1", "net48"), "netstandard2.1");
	assert_string_equal(NEAREST("netcoreapp2.1", "netstandard2.1", "netstandard1.6", "net48"),
			    "netstandard1.6");
	assert_string_equal(NEAREST("net472", "netstandard2.0", ".NETFramework4.5", "net48"),
			    ".NETFramework4.5");
	assert_string_equal(NEAREST("net46", "netstandard2.0", "netstandard1.3", "netstandard1.4"),
			    "netstandard1.3");
	assert_string_equal(NEAREST("net40", "netstandard1.0", "net45"), "none");
	assert_string_equal(NEAREST(".NETFramework,Version=v4.7.2", "net471", "net472"), "net472");
	assert_string_equal(NEAREST("netstandard2.0", "netstandard1.6", "netcoreapp2.0", ""),
			    "netstandard1.6");
	assert_string_equal(NEAREST("net8.0-windows7.0", "net8.0", "net8.0-windows", "net8.0-ios"),
			    "net8.0-windows");
	assert_string_equal(NEAREST("net8.0", "net8.0-windows", ""), "");
	/* In default of all else, what is for .NET Framework. */
	assert_string_equal(NEAREST("net8.0", "net461", "monoandroid90"), "net461");
	assert_string_equal(NEAREST("netstandard1.6", "net461"), "none");
	assert_string_equal(NEAREST("xamarinios10", "netstandard2.0", "xamarinios1.0"), "xamarinios1.0");
	assert_string_equal(NEAREST("net8.0", "portable-net45+win8", "bogus", "net"), "none");
}

/* --- ranges ------------------------------------------------------------------------------------ */

static const char *best(const char *range, const char *const *versions)
{
	struct nuget_range r;
	const char *taken = NULL;

	if (nuget_range_read(&r, strata_str_of(range), &arena, NULL) < 0)
		return "no range";
	for (; *versions; versions++)
		if (nuget_range_prefers(&r, strata_str_of(*versions), strata_str_of(taken)))
			taken = *versions;
	return taken ? taken : "none";
}

#define BEST(range, ...) best(range, (const char *const[]){ __VA_ARGS__, NULL })

static void the_best_of_a_range(void **state)
{
	(void)state;
	assert_string_equal(BEST("1.0", "2.0.0", "1.0.1", "1.1.0-rc"), "1.0.1");
	assert_string_equal(BEST("", "2.0.0", "1.0.1-a", "3.0.0"), "2.0.0");
	assert_string_equal(BEST("1.0.1-a", "2.0.0", "1.0.1-b"), "1.0.1-b");
	assert_string_equal(BEST("(,1.0)", "1.0.0", "0.9.0", "0.9.5"), "0.9.0");
	assert_string_equal(BEST("[1.0]", "1.0.1", "1.0.0"), "1.0.0");
	assert_string_equal(BEST("1.*", "1.0.0", "1.9.0", "2.0.0", "1.10.0-rc"), "1.9.0");
	assert_string_equal(BEST("1.*-*", "1.0.0", "1.9.0", "2.0.0", "1.10.0-rc"), "1.10.0-rc");
	assert_string_equal(BEST("1.2.3-b*", "1.2.3-a", "1.2.3-b1", "1.2.3-B2", "1.2.3-c"), "1.2.3-B2");
	assert_string_equal(BEST("1.2.3-*", "1.2.3-a", "1.2.3", "1.2.4"), "1.2.3");
	assert_string_equal(BEST("*", "1.0.0", "3.0.0-rc", "2.0.0"), "2.0.0");
	assert_string_equal(BEST("*-*", "1.0.0", "3.0.0-rc", "2.0.0"), "3.0.0-rc");
	assert_string_equal(BEST("1.5.*", "1.6.0", "2.0.0"), "1.6.0");
	assert_string_equal(BEST("[1.*,1.5)", "1.6.0", "1.4.0", "1.3.0"), "1.4.0");
	assert_string_equal(BEST("(1.0]", "1.0.0"), "no range");
	assert_string_equal(BEST("[]", "1.0.0"), "no range");
	assert_string_equal(BEST("1.**", "1.0.0"), "no range");
	assert_string_equal(BEST("1.x", "1.0.0"), "no range");
}

static void versions_are_shown_as_nuget_does(void **state)
{
	static const char *const cases[][2] = { { "1.0", "1.0.0" },	    { "1.2.3.0", "1.2.3" },
						{ "1.2.3.4+b", "1.2.3.4" }, { "01.02-RC.1", "1.2.0-RC.1" } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_true(strata_str_eq(nuget_version_normal(strata_str_of(cases[i][0]), &arena),
					  strata_str_of(cases[i][1])));
}

/* --- conditions -------------------------------------------------------------------------------- */

static struct strata_str as_written(struct strata_str text, void *payload)
{
	(void)payload;
	return text;
}

static bool is_there(struct strata_str path, void *payload)
{
	(void)payload;
	return strata_str_eq(path, STRATA_STR("there"));
}

static enum strata_tri holds(const char *text)
{
	struct nuget_conditions c = { as_written, is_there, NULL };

	return nuget_condition_holds(&c, strata_str_of(text));
}

static void conditions_of_texts(void **state)
{
	static const char *const right[] = {
		"", " 'a' == 'A' ", "'a'!='b'", "a == a", "true", "'on'", "!false", "!('a' == 'b')",
		"'a'=='b' Or 'a'=='a'", "'a'=='b' or 'c'=='d' or ('e'=='e' and 'f'=='f')",
		"Exists('there')", "!Exists('nowhere') And 10 > 9", "'1.10' >= '1.9'",
	};
	static const char *const wrong[] = {
		"'a' == 'b'", "false", "''", "!true", "'a'=='a' and 'a'=='b'", "exists('nowhere')",
		"2 < 1", "!(Exists('there'))",
	};
	static const char *const unknown[] = {
		"'$(A.B())' == 'x'", "what", "'a' ==", "(", "'a", "'a'=='a' what", "'@(A)' == ''",
		"HasTrailingSlash('x')",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(right) / sizeof(*right); i++)
		assert_int_equal(holds(right[i]), STRATA_YES);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_int_equal(holds(wrong[i]), STRATA_NO);
	for (size_t i = 0; i < sizeof(unknown) / sizeof(*unknown); i++)
		assert_int_equal(holds(unknown[i]), STRATA_UNKNOWN);
	assert_int_equal(holds("'$(A.B())' == 'x' or 'a' == 'a'"), STRATA_YES);
	assert_int_equal(holds("'$(A.B())' == 'x' and 'a' == 'b'"), STRATA_NO);
}

/* The end of it may say otherwise than what comes before. */
static void a_condition_that_is_too_long_is_not_judged(void **state)
{
	struct strata_str blanks = strata_arena_printf(&arena, "%*s", STRATA_LIMIT_PATH_BYTES, "");

	(void)state;
	assert_int_equal(holds(STRATA_CONCAT(&arena, STRATA_STR("'a' == 'b'"), blanks,
					     STRATA_STR("or 'a' == 'a'\0"))
				       .ptr),
			 STRATA_UNKNOWN);
}

/* --- documents --------------------------------------------------------------------------------- */

static void registrations_have_pages_in_them_or_name_them(void **state)
{
	static const char text[] =
		"{\"items\":[{\"@id\":\"p1\",\"items\":[{\"catalogEntry\":{\"id\":\"Lib.A\","
		"\"version\":\"1.0.0+b\",\"published\":\"1900-01-01T00:00:00Z\","
		"\"dependencyGroups\":[{\"targetFramework\":\".NETStandard2.0\",\"dependencies\":"
		"[{\"id\":\"B\",\"range\":\"[1.0, )\"},{\"id\":\"C\"}]},{}]}}]},{\"@id\":\"p2\"}]}";
	struct nuget_releases all = { 0 };
	struct strata_strs more = { 0 };
	struct strata_str name = STRATA_NONE;

	(void)state;
	assert_int_equal(nuget_registration_read(&all, &more, &name, strata_str_of(text), &arena, NULL), 0);
	assert_int_equal(all.count, 1);
	assert_true(all.items[0].unlisted && !all.items[0].time.ptr);
	assert_true(strata_str_eq(all.items[0].version, STRATA_STR("1.0.0")));
	assert_true(strata_str_eq(name, STRATA_STR("Lib.A")));
	assert_int_equal(all.items[0].groups.count, 2);
	assert_int_equal(all.items[0].groups.items[0].wants.count, 2);
	assert_int_equal(all.items[0].groups.items[1].framework.kind, NUGET_ANY);
	assert_int_equal(more.count, 1);
	assert_true(strata_str_eq(more.items[0], STRATA_STR("p2")));
	assert_int_equal(nuget_registration_read(&all, &more, &name, STRATA_STR("{}"), &arena, NULL),
			 STRATA_ESYNTAX);
}

static int read_nuspec(struct nuget_groups *out, const char *dependencies)
{
	return nuget_nuspec_read(out,
				 strata_arena_printf(&arena,
						     "<package><metadata><dependencies>%s</dependencies>"
						     "</metadata></package>",
						     dependencies),
				 &arena, NULL);
}

static void nuspecs_have_groups_or_none(void **state)
{
	struct nuget_groups groups;

	(void)state;
	assert_int_equal(read_nuspec(&groups, "<group targetFramework=\"net45\">"
					      "<dependency id=\"A\" version=\"[1,2)\"/></group><group/>"),
			 0);
	assert_int_equal(groups.count, 2);
	assert_true(strata_str_eq(groups.items[0].wants.items[0].range, STRATA_STR("[1,2)")));
	assert_int_equal(read_nuspec(&groups, "<dependency id=\"A\"/>"), 0);
	assert_int_equal(groups.count, 1);
	assert_int_equal(groups.items[0].framework.kind, NUGET_ANY);
	assert_int_equal(nuget_nuspec_read(&groups, STRATA_STR("<html/>"), &arena, NULL), STRATA_ESYNTAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_nearest_framework_serves),
		cmocka_unit_test(the_best_of_a_range),
		cmocka_unit_test(versions_are_shown_as_nuget_does),
		cmocka_unit_test(conditions_of_texts),
		cmocka_unit_test(a_condition_that_is_too_long_is_not_judged),
		cmocka_unit_test(registrations_have_pages_in_them_or_name_them),
		cmocka_unit_test(nuspecs_have_groups_or_none),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	strata_arena_release(&arena);
	return failed;
}
