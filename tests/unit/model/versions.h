/*
 * versions.h - what the unit tests of the version schemes share: tables of order and
 * of requirements, and the laws that hold for each scheme over all byte strings.
 *
 * Lists are one string, their entries divided by blanks; "_" stands for a blank.
 */
#ifndef TESTS_UNIT_MODEL_VERSIONS_H
#define TESTS_UNIT_MODEL_VERSIONS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "strata/version.h"

enum { VERSIONS_MOST = 128 };

struct versions {
	struct strata_str items[VERSIONS_MOST];
	size_t count;
};

static inline struct versions versions_of(const char *list)
{
	struct strata_str word, rest = strata_str_of(list);
	struct versions out = { .count = 0 };

	while (rest.ptr) {
		strata_str_cut(&word, &rest, rest, ' ');
		assert_true(out.count < VERSIONS_MOST);
		out.items[out.count++] = word;
	}
	return out;
}

static inline int sign(int order)
{
	return (order > 0) - (order < 0);
}

static inline void check_order(const struct strata_version_scheme *scheme, struct strata_str a,
			       struct strata_str b, int want)
{
	int got = sign(scheme->compare(a, b)), back = sign(scheme->compare(b, a));

	if (got != want || back != -want)
		fail_msg("%s: '%.*s' and '%.*s' give %d, back %d; %d is right", scheme->name,
			 STRATA_ARG(a), STRATA_ARG(b), got, back, want);
}

/* Each is a version, and before all that follow. */
static inline void check_ascending(const struct strata_version_scheme *scheme, const char *list)
{
	struct versions v = versions_of(list);

	for (size_t i = 0; i < v.count; i++) {
		if (!scheme->valid(v.items[i]))
			fail_msg("%s: '%.*s' is a version", scheme->name, STRATA_ARG(v.items[i]));
		for (size_t j = i; j < v.count; j++)
			check_order(scheme, v.items[i], v.items[j], i == j ? 0 : -1);
	}
}

static inline void check_equal(const struct strata_version_scheme *scheme, const char *list)
{
	struct versions v = versions_of(list);

	for (size_t i = 0; i < v.count; i++)
		check_order(scheme, v.items[0], v.items[i], 0);
}

static inline void check_invalid(const struct strata_version_scheme *scheme, const char *list)
{
	struct versions v = versions_of(list);

	for (size_t i = 0; i < v.count; i++)
		if (scheme->valid(v.items[i]))
			fail_msg("%s: '%.*s' is no version", scheme->name, STRATA_ARG(v.items[i]));
}

static inline void check_holds(const struct strata_version_scheme *scheme, const char *requirement,
			       const struct versions *v, bool want)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_intervals in = { 0 };
	struct strata_error err = STRATA_ERROR_INIT;

	if (scheme->intervals(&in, strata_str_of(requirement), &arena, &err) < 0)
		fail_msg("%s: '%s' is refused: %s", scheme->name, requirement, err.text);
	for (size_t i = 0; i < v->count; i++)
		if (strata_intervals_contain(&in, scheme, v->items[i]) != want)
			fail_msg("%s: '%s' %s '%.*s'", scheme->name, requirement,
				 want ? "leaves out" : "admits", STRATA_ARG(v->items[i]));
	strata_arena_release(&arena);
}

/* What a requirement admits and what it does not; NULL for an empty list. */
static inline void check_requirement(const struct strata_version_scheme *scheme,
				     const char *requirement, const char *admits,
				     const char *leaves_out)
{
	struct versions in = admits ? versions_of(admits) : (struct versions){ .count = 0 };
	struct versions out = leaves_out ? versions_of(leaves_out) : (struct versions){ .count = 0 };

	check_holds(scheme, requirement, &in, true);
	check_holds(scheme, requirement, &out, false);
}

static inline void check_refused(const struct strata_version_scheme *scheme,
				 const char *requirement)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_intervals in = { 0 };
	struct strata_error err = STRATA_ERROR_INIT;

	assert_int_equal(scheme->intervals(&in, strata_str_of(requirement), &arena, &err),
			 STRATA_ESYNTAX);
	assert_true(err.text[0]);
	strata_arena_release(&arena);
}

/* --- laws ----------------------------------------------------------------------------- */

/* xorshift32: the same texts on every run. */
static inline uint32_t draw(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

/* A text of up to 12 bytes of what versions are made of, now and then any byte. */
static inline struct strata_str draw_text(struct strata_arena *arena, uint32_t *state)
{
	static const char alphabet[] = "0011299...--+~^_:abrcpvxRdeV!*";
	size_t len = draw(state) % 13;
	char *text = strata_arena_alloc(arena, len + 1);

	for (size_t i = 0; i < len; i++)
		text[i] = draw(state) % 64 ? alphabet[draw(state) % (sizeof(alphabet) - 1)] :
					     (char)draw(state);
	return (struct strata_str){ text, len };
}

/* A version of the list with one or two bytes replaced, or a text of no meaning. */
static inline struct strata_str draw_version(struct strata_arena *arena, uint32_t *state,
					     const struct versions *samples)
{
	static const char alphabet[] = "0129.-+~^_:abrcp";
	struct strata_str text;
	char *bytes;

	if (draw(state) % 3 == 0)
		return draw_text(arena, state);
	text = strata_arena_dup(arena, samples->items[draw(state) % samples->count]);
	bytes = (char *)strata_arena_cstr(arena, text);
	for (uint32_t edits = draw(state) % 3; edits && text.len; edits--)
		bytes[draw(state) % text.len] = alphabet[draw(state) % (sizeof(alphabet) - 1)];
	return (struct strata_str){ bytes, text.len };
}

static inline void check_triple(const struct strata_version_scheme *scheme,
				const struct strata_str *t, bool transitive)
{
	int ab = sign(scheme->compare(t[0], t[1])), bc = sign(scheme->compare(t[1], t[2]));
	int ac = sign(scheme->compare(t[0], t[2]));
	bool broken = sign(scheme->compare(t[1], t[0])) != -ab || scheme->compare(t[0], t[0]) != 0;

	/* Where both steps lead one way, or one stands still, so does the whole. */
	if (transitive && (ab == bc || ab == 0 || bc == 0))
		broken = broken || ac != (ab ? ab : bc);
	if (scheme->valid(t[0]) && !scheme->valid(t[1]))
		broken = broken || ab != 1;
	if (broken)
		fail_msg("%s: no order of '%.*s', '%.*s', '%.*s'", scheme->name, STRATA_ARG(t[0]),
			 STRATA_ARG(t[1]), STRATA_ARG(t[2]));
}

static inline void check_laws(const struct strata_version_scheme *scheme, const char *samples,
			      bool transitive)
{
	struct versions v = versions_of(samples);
	struct strata_arena arena = STRATA_ARENA_INIT;
	uint32_t state = 2463534242u;

	for (int i = 0; i < 20000; i++) {
		struct strata_str t[3];

		for (int j = 0; j < 3; j++)
			t[j] = draw_version(&arena, &state, &v);
		check_triple(scheme, t, transitive);
		strata_arena_reset(&arena);
	}
	strata_arena_release(&arena);
}

/* Reflexive, antisymmetric, transitive, invalid before valid. */
static inline void check_total_order(const struct strata_version_scheme *scheme,
				     const char *samples)
{
	check_laws(scheme, samples, true);
}

/* The same without transitivity: of Maven's own order, see maven.c. */
static inline void check_almost_order(const struct strata_version_scheme *scheme,
				      const char *samples)
{
	check_laws(scheme, samples, false);
}

static inline struct strata_str repeated(struct strata_arena *arena, const char *unit, size_t times)
{
	size_t len = strlen(unit);
	char *text = strata_arena_alloc(arena, len * times + 1);

	for (size_t i = 0; i < times; i++)
		memcpy(text + i * len, unit, len);
	return (struct strata_str){ text, len * times };
}

/* Long texts are no versions, no requirements, and cost no more than their length. */
static inline void check_hostile(const struct strata_version_scheme *scheme)
{
	static const char *const units[] = { "1.", "9", "-", "a", ">=1,", "1||", "(", "~", " ",
					     "!=1,", "1.0 - ", "^", "0", "x.", ".", "1 as ", "@" };
	struct strata_arena arena = STRATA_ARENA_INIT;

	assert_false(scheme->valid(STRATA_NONE));
	assert_int_equal(scheme->compare(STRATA_NONE, STRATA_NONE), 0);
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		struct strata_str whole = repeated(&arena, units[i], 200000);
		struct strata_str most = strata_str_take(whole, 1000);
		struct strata_intervals in = { 0 };

		assert_false(scheme->valid(whole));
		assert_int_equal(scheme->compare(whole, whole), 0);
		assert_true(scheme->compare(whole, strata_str_take(whole, whole.len - 1)) > 0);
		assert_int_equal(scheme->compare(most, most), 0);
		assert_true(scheme->intervals(&in, whole, &arena, NULL) < 0);
		scheme->intervals(&in, most, &arena, NULL);
	}
	strata_arena_release(&arena);
}

#endif
