/*
 * versions.c - every version scheme: src/model/version/.
 *
 * The input is two versions and a requirement, divided by line feeds. A scheme must
 * order them the same from both sides and itself as equal, and what a requirement
 * gives must be intervals whose bounds are slices that it still owns.
 */
#include <stdlib.h>

#include "strata/version.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct strata_version_scheme *const schemes[] = {
#define SCHEME(id) &strata_version_##id,
#include "strata/schemes.def"
#undef SCHEME
};

static int sign(int order)
{
	return (order > 0) - (order < 0);
}

static void hold(bool law)
{
	if (!law)
		abort();
}

static void order(const struct strata_version_scheme *scheme, struct strata_str a,
		  struct strata_str b)
{
	int forth = sign(scheme->compare(a, b));

	hold(forth == -sign(scheme->compare(b, a)));
	hold(scheme->compare(a, a) == 0 && scheme->compare(b, b) == 0);
	if (scheme->valid(a) != scheme->valid(b))
		hold(forth == (scheme->valid(a) ? 1 : -1));
}

/* A version within the bounds is above the lower and below the upper one. */
static void inside(const struct strata_version_scheme *scheme, const struct strata_interval *in,
		   struct strata_str version)
{
	if (!strata_interval_spans(in, scheme, version))
		return;
	hold(!in->lo.ptr || scheme->compare(version, in->lo) >= !in->lo_in);
	hold(!in->hi.ptr || scheme->compare(version, in->hi) <= -!in->hi_in);
}

static void require(const struct strata_version_scheme *scheme, struct strata_str requirement,
		    struct strata_str version)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_error err = STRATA_ERROR_INIT;
	struct strata_intervals in = { 0 };

	if (scheme->intervals(&in, requirement, &arena, &err) == 0) {
		for (size_t i = 0; i < in.count; i++) {
			inside(scheme, &in.items[i], version);
			hold(!scheme->valid(version) ||
			     !strata_interval_spans(&in.items[i], scheme, version) ||
			     strata_intervals_touch(&in,
						    &(struct strata_interval){ version, version,
									       true, true, 0 },
						    scheme));
		}
		strata_intervals_contain(&in, scheme, version);
	} else {
		hold(err.code != STRATA_OK && err.text[0]);
	}
	strata_arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strata_str rest = { (const char *)data, size }, a, b;

	strata_str_cut(&a, &rest, rest, '\n');
	strata_str_cut(&b, &rest, rest, '\n');
	for (size_t i = 0; i < sizeof(schemes) / sizeof(*schemes); i++) {
		order(schemes[i], a, b);
		require(schemes[i], rest, a);
		require(schemes[i], b, a);
	}
	return 0;
}
