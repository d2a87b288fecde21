/* finding.c - what a judge says; see strata/finding.h. */
#include "strata/finding.h"

const char *strata_finding_kind_name(enum strata_finding_kind kind)
{
	static const char *const names[] = { "vulnerability", "malicious", "informational",
					     "licence",       "code",      "image",
					     "drift" };

	return names[kind];
}

const char *strata_severity_name(enum strata_severity severity)
{
	static const char *const names[] = { "unknown", "none", "low",
					     "medium",  "high", "critical" };

	return names[severity];
}

/* CVSS 3.1 specification, section 5; CVSS 4.0 uses the same scale. */
enum strata_severity strata_severity_of(double cvss)
{
	if (cvss < 0)
		return STRATA_SEVERITY_UNKNOWN;
	if (cvss < 0.1)
		return STRATA_SEVERITY_NONE;
	if (cvss < 4.0)
		return STRATA_SEVERITY_LOW;
	if (cvss < 7.0)
		return STRATA_SEVERITY_MEDIUM;
	return cvss < 9.0 ? STRATA_SEVERITY_HIGH : STRATA_SEVERITY_CRITICAL;
}

const char *strata_state_name(enum strata_state state)
{
	static const char *const names[] = { NULL, "new", "fixed", "unchanged" };

	return names[state];
}
