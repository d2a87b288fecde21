/* What Maven's solver knows by itself: types, scopes, exclusions, profiles, poms: src/resolve/maven. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "resolve/maven/dependency.h"
#include "resolve/maven/repository.h"

static struct strata_arena arena;

static void assert_text(struct strata_str found, const char *expected)
{
	assert_string_equal(strata_arena_cstr(&arena, found), expected);
}

static struct maven_dependency dependency(const char *type, const char *classifier)
{
	return (struct maven_dependency){
		.gav = { STRATA_STR("g"), STRATA_STR("a"), STRATA_STR("1") },
		.type = strata_str_of(type),
		.classifier = strata_str_of(classifier),
	};
}

static void types_stand_for_an_extension_and_a_classifier(void **state)
{
	static const char *const cases[][3] = {
		{ "jar", "", "g:a:jar:" },          { "test-jar", "", "g:a:jar:tests" },
		{ "jar", "tests", "g:a:jar:tests" }, { "test-jar", "x", "g:a:jar:x" },
		{ "ejb-client", "", "g:a:jar:client" }, { "pom", "", "g:a:pom:" },
		{ "war", "", "g:a:war:" },          { "bundle", "", "g:a:jar:" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct maven_dependency d = dependency(cases[i][0], cases[i][1]);

		assert_text(maven_key(&d, &arena), cases[i][2]);
	}
	assert_true(maven_is_fat(STRATA_STR("ear")));
	assert_false(maven_is_fat(STRATA_STR("jar")));
}

/* Rows: the scope above; columns: the own one: compile, provided, runtime, test, system. */
static void scopes_are_passed_on_by_maven_s_table(void **state)
{
	static const enum maven_scope own[] = { MAVEN_COMPILE, MAVEN_PROVIDED, MAVEN_RUNTIME,
						MAVEN_TEST, MAVEN_SYSTEM };
	static const enum maven_scope table[][6] = {
		{ MAVEN_COMPILE, MAVEN_COMPILE, MAVEN_RUNTIME, MAVEN_RUNTIME, MAVEN_TEST,
		  MAVEN_SYSTEM },
		{ MAVEN_PROVIDED, MAVEN_PROVIDED, MAVEN_PROVIDED, MAVEN_PROVIDED, MAVEN_TEST,
		  MAVEN_SYSTEM },
		{ MAVEN_RUNTIME, MAVEN_RUNTIME, MAVEN_RUNTIME, MAVEN_RUNTIME, MAVEN_TEST,
		  MAVEN_SYSTEM },
		{ MAVEN_TEST, MAVEN_TEST, MAVEN_TEST, MAVEN_TEST, MAVEN_TEST, MAVEN_SYSTEM },
		{ MAVEN_SYSTEM, MAVEN_SYSTEM, MAVEN_PROVIDED, MAVEN_PROVIDED, MAVEN_TEST, MAVEN_SYSTEM },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		for (size_t j = 0; j < sizeof(own) / sizeof(*own); j++)
			assert_int_equal(maven_scope_below(table[i][0], own[j]), table[i][j + 1]);
	assert_int_equal(maven_scope_named(STRATA_STR("provided")), MAVEN_PROVIDED);
	assert_int_equal(maven_scope_named(STRATA_STR("")), MAVEN_COMPILE);
}

static void exclusions_may_be_of_all(void **state)
{
	struct strata_strs list = { 0 };
	struct maven_gav gav = { STRATA_STR("g"), STRATA_STR("a"), STRATA_STR("1") };

	(void)state;
	*strata_vec_push(&arena, &list) = STRATA_STR("g:b");
	*strata_vec_push(&arena, &list) = STRATA_STR("h:*");
	assert_false(maven_excludes(&list, &gav));
	*strata_vec_push(&arena, &list) = STRATA_STR("*:a");
	assert_true(maven_excludes(&list, &gav));
}

/* How many profiles of a pom are active: "<activation>..</activation>" each. */
static size_t active(const char *first, const char *second, const char *java)
{
	struct source_entry file = { .path = STRATA_STR("m/here/x.txt") };
	struct source_entries entries = { .items = &file, .count = 1 };
	struct solver_files files = { .entries = &entries };
	struct solver_environment env = { .os = STRATA_STR("linux"), .cpu = STRATA_STR("x86_64"),
					  .java = strata_str_of(java) };
	struct solver_input in = { .files = &files, .environment = &env, .scratch = &arena };
	struct strata_str text = strata_arena_printf(
		&arena, "<project><profiles><profile><activation>%s</activation></profile>"
		"<profile><activation>%s</activation></profile></profiles></project>", first, second);
	struct maven_parts parts = { 0 };
	struct maven_pom pom;

	assert_int_equal(maven_pom_read(&pom, text, &arena, NULL), 0);
	maven_profiles(&parts, &pom, STRATA_STR("m/pom.xml"), &in, &arena);
	return parts.count;
}

#define BY_DEFAULT "<activeByDefault>true</activeByDefault>"

static void profiles_are_active_by_all_their_conditions(void **state)
{
	static const struct { const char *when, *java; bool holds; } cases[] = {
		{ "<jdk>17</jdk>", "17.0.15", true }, { "<jdk>1.8</jdk>", "17.0.15", false },
		{ "<jdk>[11,)</jdk>", "17.0.15", true }, { "<jdk>[1.5,1.8)</jdk>", "1.8.0", false },
		{ "<jdk>!17</jdk>", "17.0.15", false }, { "<jdk>!1.8</jdk>", "17", true },
		{ "<jdk>[17,</jdk>", "17.0.15", true }, { "<jdk>[17,</jdk>", "11", false },
		{ "<jdk>(17,</jdk>", "17", false },     { "<jdk>(,1.8]</jdk>", "1.8.0_392", true },
		{ "<jdk>(,17)</jdk>", "17.0.1", false }, { "<jdk>[1.8, )</jdk>", "21-ea", true },
		{ "<os><family>unix</family></os>", "17", true },
		{ "<os><family>!windows</family></os>", "17", true },
		{ "<os><name>linux</name><arch>amd64</arch></os>", "17", true },
		{ "<os><arch>aarch64</arch></os>", "17", false },
		{ "<property><name>x</name></property>", "17", false },
		{ "<property><name>!x</name></property>", "17", true },
		{ "<property><name>x</name><value>!y</value></property>", "17", true },
		{ "<jdk>17</jdk><property><name>x</name></property>", "17", false },
		{ "<file><exists>here</exists></file>", "17", true },
		{ "<file><exists>${basedir}/here/x.txt</exists></file>", "17", true },
		{ "<file><exists>../here</exists></file>", "17", false },
		{ "<file><missing>there</missing></file>", "17", true },
		{ "", "17", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(active(cases[i].when, "", cases[i].java), cases[i].holds);
}

static void what_is_active_by_default_gives_way(void **state)
{
	(void)state;
	assert_int_equal(active(BY_DEFAULT, "<jdk>1.4</jdk>", "17"), 1);
	assert_int_equal(active(BY_DEFAULT, BY_DEFAULT, "17"), 2);
	assert_int_equal(active(BY_DEFAULT, "<jdk>17</jdk>", "17"), 1);
}

static void a_pom_is_read_as_it_is_written(void **state)
{
	struct strata_str text = STRATA_STR(
		"<project><parent><groupId>pg</groupId><artifactId>pa</artifactId>"
		"<version>2</version>"
		"<relativePath/></parent><artifactId>a</artifactId>"
		"<distributionManagement><relocation>"
		"<artifactId>b</artifactId></relocation></distributionManagement>\n"
		"<dependencies>\n<dependency>"
		"<groupId>${x}</groupId><artifactId>d</artifactId>\n<version>[1,2)</version>"
		"<exclusions><exclusion><groupId>*</groupId></exclusion></exclusions>"
		"</dependency></dependencies></project>");
	struct maven_pom pom;
	struct maven_gav gav;

	(void)state;
	assert_int_equal(maven_pom_read(&pom, text, &arena, NULL), 0);
	gav = maven_pom_gav(&pom);
	assert_text(gav.group, "pg");
	assert_text(gav.version, "2");
	assert_non_null(pom.relative.ptr);
	assert_int_equal(pom.relative.len, 0);
	assert_true(pom.has_relocation);
	assert_int_equal(pom.main.dependencies.count, 1);
	assert_text(pom.main.dependencies.items[0].gav.group, "${x}");
	assert_text(pom.main.dependencies.items[0].exclusions.items[0], "*:");
	assert_int_equal(pom.main.dependencies.items[0].line, 3);
	assert_int_equal(pom.main.dependencies.items[0].version_line, 4);
	assert_int_equal(maven_pom_read(&pom, STRATA_STR("<html/>"), &arena, NULL), STRATA_ESYNTAX);
}

static void metadata_lists_versions(void **state)
{
	struct strata_strs versions = { 0 };

	(void)state;
	assert_int_equal(maven_versions_read(&versions, STRATA_STR(
		"<metadata><versioning><latest>2</latest><versions><version>1</version>"
		"<version> 2 </version><version/></versions></versioning></metadata>"),
		&arena, NULL), 0);
	assert_int_equal(versions.count, 2);
	assert_text(versions.items[1], "2");
	assert_int_equal(maven_versions_read(&versions, STRATA_STR("<metadata>"), &arena, NULL),
			 STRATA_ESYNTAX);
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
		cmocka_unit_test(types_stand_for_an_extension_and_a_classifier),
		cmocka_unit_test(scopes_are_passed_on_by_maven_s_table),
		cmocka_unit_test(exclusions_may_be_of_all),
		cmocka_unit_test(profiles_are_active_by_all_their_conditions),
		cmocka_unit_test(what_is_active_by_default_gives_way),
		cmocka_unit_test(a_pom_is_read_as_it_is_written),
		cmocka_unit_test(metadata_lists_versions),
	};

	return cmocka_run_group_tests(tests, NULL, teardown);
}
