/*
 * licence_policy.h - findings about licences: what strata.toml's [licences] does not let packages
 * have. Without rules there are none: what is fine for one project is not for another.
 */
#ifndef COMPOSITION_LICENCE_POLICY_H
#define COMPOSITION_LICENCE_POLICY_H

#include "strata/finding.h"

struct licence_rule {
	struct strata_strs allow, deny; /* names of families, or SPDX expressions */
	struct strata_str ecosystem;    /* absent: all */
	unsigned scopes;                /* bits 1 << strata_scope */
	bool unknown, conflicts;
};

STRATA_VEC(licence_rules, struct licence_rule);

struct licence_policy {
	struct licence_rules rules;
	struct strata_str own; /* the repository's licence; absent: none that is open source */
};

/*
 * Appends a finding for each package that a rule does not let in, one for the gravest of what is
 * wrong with it. The licences of the packages are settled.
 */
void licence_policy_judge(struct strata_findings *out, const struct strata_inventory *inventory,
			  const struct licence_policy *policy, struct strata_arena *arena);

#endif
