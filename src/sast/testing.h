/*
 * testing.h - the tests of rules: what each has to find, and what it must not.
 */
#ifndef SAST_TESTING_H
#define SAST_TESTING_H

#include "sast/rules.h"

struct sast_tested {
	size_t rules, tests, failed; /* failed: tests, and rules without them */
};

/*
 * Runs the tests of the rules that were read by `set`; says of each that fails why, a line each.
 * A rule (not a model) without both a bad and a good test fails. An error is one of the rules
 * themselves.
 */
int sast_test_rules(struct sast_tested *out, struct sast_ruleset *set,
		    void (*say)(struct strata_str line, void *payload), void *payload,
		    struct strata_error *err);

#endif
