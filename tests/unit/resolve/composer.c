/* composer.c - src/resolve/composer: releases as repositories have them, stabilities, the search. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "resolve/composer/release.h"
#include "resolve/composer/sat.h"

static struct strata_arena arena;

/* --- releases ---------------------------------------------------------------------------------- */

static void a_minified_release_is_what_differs(void **state)
{
	const struct composer_links *requires;
	struct composer_releases all;

	(void)state;
	assert_int_equal(
		composer_releases_read(
			&all,
			STRATA_STR("{\"minified\":\"composer/2.0\",\"packages\":{\"v/a\":["
				   "{\"version\":\"2.0\",\"require\":{\"V/B\":\"^1\",\"php\":\" >=8 \"},"
				   "\"time\":\"2024-01-01T00:00:00+00:00\",\"dist\":{\"shasum\":\"ab\"}},"
				   "{\"version\":\"1.1\",\"replace\":{\"v/c\":\"self.version\"}},"
				   "{\"version\":\"1.0\",\"require\":\"__unset\",\"time\":\"__unset\"}]}}"),
			STRATA_STR("v/a"), &arena, NULL),
		0);
	assert_int_equal(all.count, 3);
	assert_int_equal(all.items[0].links[COMPOSER_REQUIRE].count, 2);
	requires = &all.items[0].links[COMPOSER_REQUIRE];
	assert_true(strata_str_eq(requires->items[0].name, STRATA_STR("v/b")));
	assert_true(strata_str_eq(requires->items[1].constraint, STRATA_STR(">=8")));
	assert_int_equal(all.items[1].links[COMPOSER_REQUIRE].count, 2);
	assert_int_equal(all.items[1].links[COMPOSER_REPLACE].count, 1);
	assert_true(strata_str_eq(all.items[1].sha1, STRATA_STR("ab")));
	assert_int_equal(all.items[2].links[COMPOSER_REQUIRE].count, 0);
	assert_int_equal(all.items[2].links[COMPOSER_REPLACE].count, 1);
	assert_null(all.items[2].time.ptr);
}

static struct strata_str alias_in(const char *release)
{
	struct composer_releases all;
	struct strata_str text = strata_arena_printf(&arena, "{\"packages\":{\"v/a\":[%s]}}", release);

	assert_int_equal(composer_releases_read(&all, text, STRATA_STR("v/a"), &arena, NULL), 0);
	return all.items[0].alias;
}

static void branches_count_as_versions(void **state)
{
	(void)state;
	assert_true(strata_str_eq(alias_in("{\"version\":\"dev-main\",\"extra\":{\"branch-alias\":"
					   "{\"dev-main\":\"2.1.x-dev\"}}}"),
				  STRATA_STR("2.1.9999999.9999999-dev")));
	assert_true(strata_str_eq(alias_in("{\"version\":\"dev-main\",\"default-branch\":true}"),
				  STRATA_STR("9999999-dev")));
	assert_true(strata_str_eq(alias_in("{\"version\":\"1.x-dev\",\"extra\":{\"branch-alias\":"
					   "{\"1.x-dev\":\"1.5-dev\"}}}"),
				  STRATA_STR("1.5.9999999.9999999-dev")));
	/* No version below the branch, another branch, no branch at all, no number. */
	assert_null(alias_in("{\"version\":\"1.x-dev\",\"extra\":{\"branch-alias\":"
			     "{\"1.x-dev\":\"2.0-dev\"}}}")
			    .ptr);
	assert_null(alias_in("{\"version\":\"dev-a\",\"extra\":{\"branch-alias\":"
			     "{\"dev-b\":\"2.0-dev\"}}}")
			    .ptr);
	assert_null(alias_in("{\"version\":\"1.0\",\"default-branch\":true}").ptr);
	assert_null(alias_in("{\"version\":\"dev-a\",\"extra\":{\"branch-alias\":"
			     "{\"dev-a\":\"foo-dev\"}}}")
			    .ptr);
	assert_null(alias_in("{\"version\":\"1.x-dev\",\"default-branch\":true}").ptr);
}

static void stabilities(void **state)
{
	static const struct {
		const char *version;
		enum composer_stability is;
	} cases[] = {
		{ "1.0", COMPOSER_IS_STABLE },	    { "v1.2.3-p1", COMPOSER_IS_STABLE },
		{ "1.0-beta2", COMPOSER_IS_BETA },  { "2.0a1", COMPOSER_IS_ALPHA },
		{ "2.0RC", COMPOSER_IS_RC },	    { "dev-main", COMPOSER_IS_DEV },
		{ "1.x-dev", COMPOSER_IS_DEV },	    { "dev-main#abc", COMPOSER_IS_DEV },
		{ "1.0-beta+x", COMPOSER_IS_BETA }, { "~1.0-alpha3", COMPOSER_IS_ALPHA },
		{ "", COMPOSER_IS_STABLE },	    { "9999999-dev", COMPOSER_IS_DEV },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(composer_stability_of(strata_str_of(cases[i].version)), cases[i].is);
}

static void what_is_no_answer_is_refused(void **state)
{
	struct composer_releases all;

	(void)state;
	assert_int_equal(composer_releases_read(&all, STRATA_STR(""), STRATA_STR("v/a"), &arena, NULL),
			 STRATA_ESYNTAX);
	assert_int_equal(composer_releases_read(&all, STRATA_STR("{}"), STRATA_STR("v/a"), &arena, NULL),
			 STRATA_ESYNTAX);
	assert_int_equal(composer_releases_read(&all, STRATA_STR("{\"packages\":{\"v/b\":[]}}"),
						STRATA_STR("v/a"), &arena, NULL),
			 STRATA_ENOTFOUND);
	assert_int_equal(composer_releases_read(&all, STRATA_STR("{\"packages\":{\"v/a\":3}}"),
						STRATA_STR("v/a"), &arena, NULL),
			 STRATA_ESYNTAX);
}

/* --- the search -------------------------------------------------------------------------------- */

/* The lowest number is the best of all. */
static size_t lowest(int *literals, size_t count, struct strata_str wanted, void *payload)
{
	(void)wanted;
	(void)payload;
	for (size_t i = 1; i < count; i++)
		if (literals[i] < literals[0]) {
			int swapped = literals[0];

			literals[0] = literals[i];
			literals[i] = swapped;
		}
	return 1;
}

static void rule(struct sat *s, enum sat_kind kind, unsigned count, const int *literals)
{
	sat_add(s, kind, literals, count, STRATA_NONE);
}

#define RULE(s, kind, ...)                                                                     \
	rule(s, kind, sizeof((const int[]){ __VA_ARGS__ }) / sizeof(int), (const int[]){ __VA_ARGS__ })

/* 1 and 2 are of one name, 3 and 4 of another, and 5 is wanted, which excludes 1 by way of 4. */
static void make(struct sat *s)
{
	sat_init(s, 6, &arena);
	s->choose = lowest;
	sat_add_one_at_most(s, (const int[]){ 1, 2, 6 }, 3);
	sat_add_one_at_most(s, (const int[]){ 3, 4 }, 2);
	RULE(s, SAT_PACKAGE, -1, 3);
	RULE(s, SAT_PACKAGE, -2, 3, 4);
	RULE(s, SAT_PACKAGE, -5, 4);
}

static void the_search_goes_back(void **state)
{
	struct sat s;

	(void)state;
	make(&s);
	RULE(&s, SAT_REQUEST, 1, 2);
	RULE(&s, SAT_REQUEST, 1, 2, 5);
	assert_int_equal(sat_solve(&s, NULL), 0);
	assert_true(sat_installs(&s, 1) && sat_installs(&s, 3));
	assert_false(sat_installs(&s, 2) || sat_installs(&s, 5));
	make(&s);
	RULE(&s, SAT_REQUEST, 1, 2);
	RULE(&s, SAT_REQUEST, 5);
	assert_int_equal(sat_solve(&s, NULL), 0);
	assert_true(sat_installs(&s, 2) && sat_installs(&s, 4) && sat_installs(&s, 5));
	assert_false(sat_installs(&s, 3));
}

static void what_excludes_each_other_has_no_answer(void **state)
{
	struct sat s;

	(void)state;
	make(&s);
	RULE(&s, SAT_REQUEST, 1);
	RULE(&s, SAT_REQUEST, 5);
	assert_int_equal(sat_solve(&s, NULL), STRATA_ENOTFOUND);
	make(&s);
	RULE(&s, SAT_REQUEST, 1, 6);
	RULE(&s, SAT_REQUEST, 2);
	assert_int_equal(sat_solve(&s, NULL), STRATA_ENOTFOUND);
}

/* Every assignment of small random rules, tried: an answer is one, and there is one where one is found. */
static bool holds_for(const int (*rules)[3], size_t count, unsigned set)
{
	for (size_t i = 0; i < count; i++) {
		bool any = false;

		for (int k = 0; k < 3; k++) {
			int l = rules[i][k];

			any = any || (set >> (l > 0 ? l : -l) & 1) == (l > 0);
		}
		if (!any)
			return false;
	}
	return true;
}

static bool any_holds(const int (*rules)[3], size_t count)
{
	for (unsigned set = 0; set < 1u << 9; set++)
		if (!(set & 1) && holds_for(rules, count, set))
			return true;
	return false;
}

static unsigned next_random(unsigned *seed)
{
	*seed = *seed * 1103515245u + 12345u;
	return *seed >> 16;
}

static void check_random(unsigned seed)
{
	int rules[34][3];
	size_t count = 20 + next_random(&seed) % 14;
	struct sat s;
	unsigned set = 0;

	sat_init(&s, 8, &arena);
	s.choose = lowest;
	for (size_t i = 0; i < count; i++) {
		bool request = next_random(&seed) % 6 == 0;

		for (int k = 0; k < 3; k++) {
			int id = 1 + (int)(next_random(&seed) % 8);

			rules[i][k] = request || (k && next_random(&seed) % 2) ? id : -id;
		}
		sat_add(&s, request ? SAT_REQUEST : SAT_PACKAGE, rules[i], 3, STRATA_NONE);
	}
	if (sat_solve(&s, NULL) < 0) {
		assert_false(any_holds((const int(*)[3])rules, count));
		return;
	}
	for (int id = 1; id <= 8; id++)
		set |= (unsigned)sat_installs(&s, id) << id;
	assert_true(holds_for((const int(*)[3])rules, count, set));
}

static void random_rules_hold_or_have_no_answer(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed <= 3000; seed++)
		check_random(seed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_minified_release_is_what_differs),
		cmocka_unit_test(branches_count_as_versions),
		cmocka_unit_test(stabilities),
		cmocka_unit_test(what_is_no_answer_is_refused),
		cmocka_unit_test(the_search_goes_back),
		cmocka_unit_test(what_excludes_each_other_has_no_answer),
		cmocka_unit_test(random_rules_hold_or_have_no_answer),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	strata_arena_release(&arena);
	return failed;
}
