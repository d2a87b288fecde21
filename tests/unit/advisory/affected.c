/* OSV's evaluation: is the version affected by one element of `affected`? */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "advisory/affected.h"

#define NPM "npm"
#define YES VERDICT_YES
#define NO VERDICT_NO
#define UNKNOWN VERDICT_UNKNOWN

/* An element without its package, and one version. */
struct sample {
	const char *ecosystem, *element, *version;
	enum verdict verdict;
};

static enum verdict judge(const char *ecosystem, const char *element, const char *version,
			  const char *commit, const char **why)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	const struct strata_ecosystem *e = strata_ecosystem_named(strata_str_of(ecosystem));
	struct strata_error err = STRATA_ERROR_INIT;
	struct affected affected;
	struct subject subject;
	enum verdict verdict;

	if (affected_read(&affected, strata_str_of(element), e, &arena, &err) < 0)
		fail_msg("%s: %s", element, err.text);
	subject_init(&subject, e, strata_str_of(version),
		     commit ? strata_str_of(commit) : STRATA_NONE, &arena);
	verdict = affected_judge(&affected, &subject, why, &arena);
	strata_arena_release(&arena);
	return verdict;
}

static void check(const struct sample *samples, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct sample *s = &samples[i];
		enum verdict verdict = judge(s->ecosystem, s->element, s->version, NULL, NULL);

		if (verdict != s->verdict)
			fail_msg("%s %s in %s: %d, not %d", s->ecosystem, s->version, s->element,
				 (int)verdict, (int)s->verdict);
	}
}

#define CHECK(samples) check(samples, sizeof(samples) / sizeof(*(samples)))
#define SEMVER(events) "{\"ranges\": [{\"type\": \"SEMVER\", \"events\": [" events "]}]}"
#define ECOSYSTEM(events) "{\"ranges\": [{\"type\": \"ECOSYSTEM\", \"events\": [" events "]}]}"
#define EVENT(kind, version) "{\"" kind "\": \"" version "\"}"

static void bounds_belong_where_the_schema_puts_them(void **state)
{
	static const char plain[] = SEMVER(EVENT("introduced", "1.0.0") "," EVENT("fixed", "2.0.0"));
	static const char last[] =
		SEMVER(EVENT("introduced", "1.0.0") "," EVENT("last_affected", "2.0.0"));
	static const char open[] = SEMVER(EVENT("introduced", "1.0.0"));
	static const char zero[] = SEMVER(EVENT("introduced", "0") "," EVENT("fixed", "1.0.0"));
	static const char zeros[] = SEMVER(EVENT("introduced", "0.0.0") "," EVENT("fixed", "1.0.0"));
	const struct sample samples[] = {
		{ NPM, plain, "0.9.9", NO },	     { NPM, plain, "1.0.0-rc.1", NO },
		{ NPM, plain, "1.0.0", YES },	     { NPM, plain, "1.9.9", YES },
		{ NPM, plain, "2.0.0-rc.1", YES },   { NPM, plain, "2.0.0", NO },
		{ NPM, plain, "2.0.0+build", NO },   { NPM, plain, "3.0.0", NO },
		{ NPM, last, "2.0.0", YES },	     { NPM, last, "2.0.0+build.7", YES },
		{ NPM, last, "2.0.1", NO },	     { NPM, last, "2.0.1-0", NO },
		{ NPM, open, "999.0.0", YES },	     { NPM, open, "0.1.0", NO },
		{ NPM, zero, "0.0.0-alpha", YES },   { NPM, zeros, "0.0.0-alpha", NO },
		{ NPM, zeros, "0.0.0", YES },	     { NPM, plain, "v1.5.0", YES },
	};

	(void)state;
	CHECK(samples);
}

static void events_come_in_any_order(void **state)
{
	static const char two[] =
		SEMVER(EVENT("fixed", "4.0.0") "," EVENT("introduced", "1.0.0") "," EVENT(
			"introduced", "3.0.0") "," EVENT("fixed", "2.0.0"));
	static const char meet[] =
		SEMVER(EVENT("fixed", "2.1.0") "," EVENT("introduced", "2.0.0") "," EVENT(
			"fixed", "2.0.0") "," EVENT("introduced", "0"));
	static const char empty[] =
		SEMVER(EVENT("introduced", "2.0.0") "," EVENT("fixed", "2.0.0"));
	static const char one[] =
		SEMVER(EVENT("last_affected", "2.0.0") "," EVENT("introduced", "2.0.0"));
	const struct sample samples[] = {
		{ NPM, two, "0.5.0", NO },   { NPM, two, "1.5.0", YES }, { NPM, two, "2.5.0", NO },
		{ NPM, two, "3.5.0", YES },  { NPM, two, "4.0.0", NO },	 { NPM, meet, "1.0.0", YES },
		{ NPM, meet, "2.0.0", YES }, { NPM, meet, "2.1.0", NO }, { NPM, empty, "2.0.0", NO },
		{ NPM, empty, "2.5.0", NO }, { NPM, one, "2.0.0", YES }, { NPM, one, "2.0.1", NO },
	};

	(void)state;
	CHECK(samples);
}

static void limits_are_upper_bounds_of_which_one_is_enough(void **state)
{
	static const char limit[] = SEMVER(EVENT("limit", "2.0.0") "," EVENT("introduced", "1.0.0"));
	static const char star[] = SEMVER(EVENT("introduced", "1.0.0") "," EVENT(
		"limit", "1.1.0") "," EVENT("limit", "*"));
	static const char several[] = SEMVER(EVENT("introduced", "1.0.0") "," EVENT(
		"limit", "1.1.0") "," EVENT("limit", "1.5.0"));
	const struct sample samples[] = {
		{ NPM, limit, "1.9.9", YES },	{ NPM, limit, "2.0.0", NO },
		{ NPM, star, "7.0.0", YES },	{ NPM, several, "1.3.0", YES },
		{ NPM, several, "1.5.0", NO },
	};

	(void)state;
	CHECK(samples);
}

static void semver_ranges_go_by_semver_in_every_ecosystem(void **state)
{
	static const char pre[] =
		SEMVER(EVENT("introduced", "1.0.0") "," EVENT("fixed", "1.2.3-rc.2"));
	static const char go[] = SEMVER(EVENT("introduced", "1.20.0") "," EVENT("fixed", "1.21.0-rc.2"));
	const struct sample samples[] = {
		{ NPM, pre, "1.2.3-rc.1", YES },	{ NPM, pre, "1.2.3-rc.10", NO },
		{ "RubyGems", pre, "1.2.3-rc.1", YES }, { "Maven", pre, "1.2.3-alpha", YES },
		{ "Go", pre, "v1.1.0", YES },		{ "Go", pre, "v1.2.4", NO },
		{ "Go", pre, "v1.1.0+incompatible", YES },
		{ "Go", pre, "v1.2.0-20230101000000-abcdefabcdef", YES },
		{ "Go", go, "1.20", YES },		{ "Go", go, "go1.20.5", YES },
		{ "Go", go, "1.21rc1", YES },		{ "Go", go, "go1.21rc2", NO },
		{ "Go", go, "1.21", NO },		{ "Go", go, "1.19.9", NO },
	};

	(void)state;
	CHECK(samples);
}

static void ecosystem_ranges_go_by_the_scheme(void **state)
{
	static const char pep[] = ECOSYSTEM(EVENT("introduced", "0") "," EVENT("fixed", "2.0"));
	static const char gem[] = ECOSYSTEM(EVENT("introduced", "2.4.a") "," EVENT("fixed", "2.4.1"));
	const struct sample samples[] = {
		{ "PyPI", pep, "2.0rc1", YES },	 { "PyPI", pep, "2.0.0", NO },
		{ "PyPI", pep, "2.0.dev1", YES }, { "PyPI", pep, "1!0.1", NO },
		{ "Maven", pep, "2.0-SNAPSHOT", YES }, { "Maven", pep, "2.0.0.Final", NO },
		{ "RubyGems", gem, "2.4.0.pre", YES }, { "RubyGems", gem, "2.4.a", YES },
		{ "RubyGems", gem, "2.3.9", NO },
		{ "PyPI", pep, "not a version", UNKNOWN },
	};

	(void)state;
	CHECK(samples);
}

static void a_version_is_affected_when_it_is_listed_or_in_a_range(void **state)
{
	static const char both[] =
		"{\"versions\": [\"3.0\", \"1.0-beta\"], \"ranges\": [{\"type\": \"ECOSYSTEM\", "
		"\"events\": [{\"introduced\": \"1.0\"}, {\"fixed\": \"2.0\"}]}]}";
	static const char listed[] = "{\"versions\": [\"1.0\", \"2016-04\"]}";
	const struct sample samples[] = {
		{ "PyPI", both, "1.5", YES },	  { "PyPI", both, "3.0.0", YES },
		{ "PyPI", both, "1.0b0", YES },	  { "PyPI", both, "1.0b1", NO },
		{ "PyPI", both, "2.0", NO },	  { "PyPI", listed, "1.0.0", YES },
		{ "PyPI", listed, "v1.0", YES },  { "PyPI", listed, "1.0.1", NO },
		{ "PyPI", listed, "2016-04", YES }, { "Go", "{\"versions\": [\"1.0.0\"]}", "v1.0.0", YES },
		{ "NuGet", "{\"versions\": [\"1.0.0-Beta\"]}", "1.0.0.0-beta", YES },
		{ NPM, "{\"versions\": [\"1.0.0\"]}", "1.0.0+x", YES },
	};

	(void)state;
	CHECK(samples);
}

#define HASH "0123456789abcdef0123456789abcdef01234567"
#define FIXED "fedcba9876543210fedcba9876543210fedcba98"
#define GIT "{\"type\": \"GIT\", \"repo\": \"https://git.example/a\", \"events\": [{\"introduced\": \"" \
	HASH "\"}, {\"fixed\": \"" FIXED "\"}]}"

static void git_ranges_answer_for_equal_commits_and_shadow_nothing(void **state)
{
	static const char alone[] = "{\"ranges\": [" GIT "]}";
	static const char first[] = "{\"ranges\": [" GIT ", {\"type\": \"ECOSYSTEM\", \"events\": "
				    "[{\"introduced\": \"0\"}, {\"fixed\": \"2.0\"}]}]}";
	static const char listed[] = "{\"ranges\": [" GIT "], \"versions\": [\"1.0\"]}";
	const struct sample samples[] = {
		{ "PyPI", alone, "1.0", UNKNOWN }, { "PyPI", first, "1.0", YES },
		{ "PyPI", first, "2.0", NO },	   { "PyPI", listed, "1.0.0", YES },
		{ "PyPI", listed, "1.1", NO },
	};
	const char *why = NULL;

	(void)state;
	CHECK(samples);
	assert_int_equal(judge("PyPI", alone, "1.0", HASH, NULL), YES);
	assert_int_equal(judge("PyPI", alone, "1.0", FIXED, NULL), NO);
	assert_int_equal(judge("PyPI", first, "1.0", FIXED, NULL), YES);
	assert_int_equal(judge("PyPI", first, "9.0", HASH, NULL), YES);
	assert_int_equal(judge("PyPI", first, "what", NULL, &why), UNKNOWN);
	assert_string_equal(why, "the version is none of the ecosystem's");
}

static void what_cannot_be_judged_is_unknown_and_never_a_no(void **state)
{
	static const char bad[] = ECOSYSTEM(EVENT("introduced", "x.y") "," EVENT("fixed", "2.0"));
	static const char future[] = "{\"ranges\": [{\"type\": \"LUNAR\", \"events\": []}]}";
	static const char all[] = ECOSYSTEM(EVENT("introduced", "0"));
	const struct sample samples[] = {
		{ "PyPI", bad, "1.0", UNKNOWN },
		{ "PyPI", future, "1.0", UNKNOWN },
		{ "PyPI", all, "whatever this is", YES },
	};

	(void)state;
	CHECK(samples);
}

/* A requirement touches a range, or it does not; it is never taken for its lower bound. */
static void requirements_are_ranges(void **state)
{
	static const struct {
		const char *requirement;
		enum verdict verdict;
	} samples[] = {
		{ "^1.0.0", YES },  { ">=1.0.0", YES }, { "1.4.0", NO },	{ "1.5.0", YES },
		{ "~1.4.0", NO },   { "^2.0.0", NO },	{ ">=1.6.0 <3", NO },	{ "*", YES },
	};
	static const char element[] =
		SEMVER(EVENT("introduced", "1.5.0") "," EVENT("fixed", "1.6.0"));
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct affected affected;

	(void)state;
	assert_int_equal(affected_read(&affected, strata_str_of(element), &strata_ecosystem_npm, &arena,
				       NULL), 0);
	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		struct strata_intervals admitted = { 0 };

		assert_int_equal(strata_version_npm.intervals(
					 &admitted, strata_str_of(samples[i].requirement), &arena, NULL), 0);
		if (affected_touches(&affected, &admitted, &arena) != samples[i].verdict)
			fail_msg("%s", samples[i].requirement);
	}
	assert_int_equal(affected_touches(&affected, NULL, &arena), UNKNOWN);
	strata_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bounds_belong_where_the_schema_puts_them),
		cmocka_unit_test(events_come_in_any_order),
		cmocka_unit_test(limits_are_upper_bounds_of_which_one_is_enough),
		cmocka_unit_test(semver_ranges_go_by_semver_in_every_ecosystem),
		cmocka_unit_test(ecosystem_ranges_go_by_the_scheme),
		cmocka_unit_test(a_version_is_affected_when_it_is_listed_or_in_a_range),
		cmocka_unit_test(git_ranges_answer_for_equal_commits_and_shadow_nothing),
		cmocka_unit_test(what_cannot_be_judged_is_unknown_and_never_a_no),
		cmocka_unit_test(requirements_are_ranges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
