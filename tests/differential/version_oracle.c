/*
 * version_oracle.c - answers questions about versions, one a line, for the tests that
 * compare our version schemes with the ecosystems' own implementations.
 *
 *	SCHEME <tab> compare <tab> A <tab> B                -1, 0 or 1
 *	SCHEME <tab> satisfies <tab> VERSION <tab> REQUIREMENT  true, false or error
 *	SCHEME <tab> contains <tab> TEXT <tab> REQUIREMENT      the same, where TEXT need be no
 *	                                                    version (composer's branches)
 *	SCHEME <tab> valid <tab> VERSION                    true or false
 *
 * A line that asks nothing is answered with 'error', so that answers stay in step
 * with questions.
 */
#include <stdio.h>
#include <stdlib.h>

#include "strata/version.h"

static const char *answer_compare(const struct strata_version_scheme *scheme, struct strata_str a,
				  struct strata_str b)
{
	int order = scheme->compare(a, b);

	return order < 0 ? "-1" : order > 0 ? "1" : "0";
}

static const char *answer_contains(const struct strata_version_scheme *scheme,
				   struct strata_str version, struct strata_str requirement)
{
	struct strata_arena arena = STRATA_ARENA_INIT;
	struct strata_intervals in = { 0 };
	const char *answer;

	if (scheme->intervals(&in, requirement, &arena, NULL) < 0)
		answer = "error";
	else
		answer = strata_intervals_contain(&in, scheme, version) ? "true" : "false";
	strata_arena_release(&arena);
	return answer;
}

static const char *answer_satisfies(const struct strata_version_scheme *scheme,
				    struct strata_str version, struct strata_str requirement)
{
	const char *answer = answer_contains(scheme, version, requirement);

	return answer[0] == 't' && !scheme->valid(version) ? "false" : answer;
}

static const char *answer(struct strata_str question)
{
	struct strata_str name, verb, a, b;
	const struct strata_version_scheme *scheme;

	strata_str_cut(&name, &question, question, '\t');
	strata_str_cut(&verb, &question, question, '\t');
	strata_str_cut(&a, &b, question, '\t');
	scheme = strata_version_scheme(name);
	if (!scheme || !a.ptr)
		return "error";
	if (strata_str_eq(verb, STRATA_STR("valid")))
		return scheme->valid(a) ? "true" : "false";
	if (b.ptr && strata_str_eq(verb, STRATA_STR("compare")))
		return answer_compare(scheme, a, b);
	if (b.ptr && strata_str_eq(verb, STRATA_STR("satisfies")))
		return answer_satisfies(scheme, a, b);
	if (b.ptr && strata_str_eq(verb, STRATA_STR("contains")))
		return answer_contains(scheme, a, b);
	return "error";
}

int main(void)
{
	char *line = NULL;
	size_t capacity = 0;
	ssize_t len;

	while ((len = getline(&line, &capacity, stdin)) > 0) {
		if (line[len - 1] == '\n')
			len--;
		puts(answer((struct strata_str){ line, (size_t)len }));
	}
	free(line);
	return fflush(stdout) == 0 && !ferror(stdin) ? 0 : 2;
}
