/* want.c - see want.h. */
#include "resolve/pypi/want.h"

#include <string.h>

static const struct strata_version_scheme *const scheme = &strata_version_pep440;

/* Whether a version that one clause names is a pre-release, which then admits them (PEP 440). */
static bool names_pre(struct strata_str clause)
{
	size_t n = 0;
	struct strata_str version;

	while (n < clause.len && strchr("<>=!~", clause.ptr[n]))
		n++;
	if (!n || clause.ptr[0] == '!' || (n == 1 && (clause.ptr[0] == '<' || clause.ptr[0] == '>')))
		return false;
	version = strata_str_trim(strata_str_skip(clause, n));
	for (size_t i = 1; i < version.len && version.ptr[i] != '+'; i++) {
		struct strata_str rest = strata_str_skip(version, i);

		if (strata_str_starts(rest, STRATA_STR("post")) ||
		    strata_str_starts(rest, STRATA_STR("rev")))
			return strata_str_find(rest, STRATA_STR("dev")) != STRATA_NPOS;
		if (strchr("abcdpABCDP", rest.ptr[0]) ||
		    strata_str_eq_nocase(strata_str_take(rest, 2), STRATA_STR("rc")))
			return true;
	}
	return false;
}

/* "<2", "<=2", "~=2.0", "==2.*" */
static bool bounds(struct strata_str clause)
{
	return clause.ptr[0] == '<' || strata_str_starts(clause, STRATA_STR("~=")) ||
	       (strata_str_starts(clause, STRATA_STR("==")) &&
		strata_str_ends(clause, STRATA_STR(".*")));
}

static void read_clauses(struct pypi_want *w, struct strata_str specifier)
{
	struct strata_str clause, rest = specifier;

	while (rest.len) {
		strata_str_cut(&clause, &rest, rest, ',');
		clause = strata_str_trim(clause);
		if (!clause.len)
			continue;
		w->unfree = true;
		if (strata_str_starts(clause, STRATA_STR("=="))) {
			w->pinned = true;
			w->pinned_exactly |= !strata_str_ends(clause, STRATA_STR(".*"));
		}
		w->bounded |= bounds(clause);
		w->pre |= names_pre(clause);
	}
}

static void read_intervals(struct pypi_want *w, struct strata_str specifier,
			   struct strata_arena *arena)
{
	struct strata_intervals in = { 0 };

	if (scheme->intervals(&in, specifier, arena, NULL) < 0)
		return;
	for (size_t i = 0; i < in.count; i++)
		*strata_vec_push(arena, &w->intervals) = in.items[i];
	if (!in.count)
		/* It admits nothing: an interval that holds no version says so. */
		*strata_vec_push(arena, &w->intervals) = (struct strata_interval){
			.lo = STRATA_STR("1"), .hi = STRATA_STR("0"),
		};
}

/* "<2 || >=3", of Poetry. */
static void read_alternatives(struct pypi_want *w, struct strata_arena *arena)
{
	struct strata_str one, rest = w->specifier;
	size_t count = 0;

	while (rest.len) {
		strata_str_cut(&one, &rest, rest, '|');
		one = strata_str_trim(one);
		if (!one.len)
			continue;
		count++;
		read_clauses(w, one);
		read_intervals(w, one, arena);
	}
	if (count > 1)
		w->pinned = w->pinned_exactly = false;
}

struct pypi_want *pypi_want(unsigned node, struct strata_str specifier, int from,
			    struct strata_arena *arena)
{
	struct pypi_want *w = strata_arena_alloc(arena, sizeof(*w));

	*w = (struct pypi_want){ .node = node, .specifier = strata_str_trim(specifier), .exact = -1,
				 .from = from };
	read_alternatives(w, arena);
	return w;
}

bool pypi_want_admits(const struct pypi_want *w, unsigned release, struct strata_str version)
{
	if (w->exact >= 0)
		return (unsigned)w->exact == release;
	return !w->intervals.count || !version.ptr ||
	       strata_intervals_contain(&w->intervals, scheme, version);
}
