/*
 * policy.h - what of the findings matters: ignores, rank, threshold.
 */
#ifndef POLICY_POLICY_H
#define POLICY_POLICY_H

#include "config/config.h"
#include "strata/finding.h"

/* --fail-on, taken apart: a finding fails when one of the terms holds. */
struct policy_threshold {
	bool usual;     /* nothing was said: the default of DESIGN */
	bool none;      /* nothing fails */
	bool fixable;   /* what has a fix */
	bool malicious;
	enum strata_severity severity; /* at or above; UNKNOWN: not asked for */
	double cvss;                   /* at or above; negative: not asked for */
};

struct policy {
	struct policy_threshold threshold;
	unsigned scopes; /* bits 1 << strata_scope: of these a finding may fail */
	unsigned roles;  /* bits 1 << strata_role: likewise */
	struct config_ignores ignores;
	struct strata_str today; /* YYYY-MM-DD */
	bool part;               /* a part of the snapshot is judged: other findings may exist */
};

/* "high", "cvss>=7", "fixable,malicious", "none". EUSAGE says what is known. */
int policy_threshold_parse(struct policy_threshold *out, struct strata_str text,
			   struct strata_error *err);

/* "prod,dev" and "own,test" into bits. EUSAGE says what is known. */
int policy_scopes_parse(unsigned *out, struct strata_str text, struct strata_error *err);
int policy_roles_parse(unsigned *out, struct strata_str text, struct strata_error *err);

/*
 * Marks the ignored ones and those that fail, ranks all, and sorts them: what to
 * look at first comes first. Ignores that have expired or match nothing are
 * notes (path and line of the strata.toml).
 */
void policy_apply(struct strata_findings *findings, struct strata_notes *notes,
		  const struct policy *policy, const struct strata_inventory *inventory,
		  struct strata_arena *arena);

/* Whether findings of this one's place and scope count as the project's own. */
bool policy_is_own(const struct policy *policy, const struct strata_finding *finding,
		   const struct strata_inventory *inventory);

#endif
