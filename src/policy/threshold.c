/* threshold.c - --fail-on, --scope and --roles, taken apart; see policy.h. */
#include <stdio.h>
#include <stdlib.h>

#include "policy/policy.h"

static int parse_cvss(double *out, struct strata_str term, struct strata_error *err)
{
	char number[16], *end;

	term = strata_str_trim(strata_str_skip(term, 6));
	snprintf(number, sizeof(number), "%.*s", STRATA_ARG(term));
	*out = strtod(number, &end);
	if (*end || end == number || !(*out >= 0 && *out <= 10))
		return strata_fail(err, STRATA_EUSAGE, 0,
				   "'%.*s' is no CVSS score from 0 to 10", STRATA_ARG(term));
	return 0;
}

static int parse_term(struct policy_threshold *out, struct strata_str term,
		      struct strata_error *err)
{
	double cvss;

	for (int s = STRATA_SEVERITY_LOW; s <= STRATA_SEVERITY_CRITICAL; s++) {
		if (!strata_str_eq(term, strata_str_of(strata_severity_name((enum strata_severity)s))))
			continue;
		if (!out->severity || out->severity > (enum strata_severity)s)
			out->severity = (enum strata_severity)s;
		return 0;
	}
	if (strata_str_starts(term, STRATA_STR("cvss>="))) {
		if (parse_cvss(&cvss, term, err) < 0)
			return STRATA_EUSAGE;
		if (out->cvss < 0 || cvss < out->cvss)
			out->cvss = cvss;
		return 0;
	}
	if (strata_str_eq(term, STRATA_STR("fixable")))
		out->fixable = true;
	else if (strata_str_eq(term, STRATA_STR("malicious")))
		out->malicious = true;
	else if (strata_str_eq(term, STRATA_STR("none")))
		out->none = true;
	else
		return strata_fail(err, STRATA_EUSAGE, 0,
				   "fail-on does not know '%.*s': use low, medium, high, "
				   "critical, cvss>=N, fixable, malicious or none",
				   STRATA_ARG(term));
	return 0;
}

int policy_threshold_parse(struct policy_threshold *out, struct strata_str text,
			   struct strata_error *err)
{
	struct strata_str term, rest = text;
	int rc = 0;

	*out = (struct policy_threshold){ .cvss = -1 };
	if (!text.ptr) {
		out->usual = true;
		return 0;
	}
	while (rest.ptr && rc == 0) {
		strata_str_cut(&term, &rest, rest, ',');
		rc = parse_term(out, strata_str_trim(term), err);
	}
	if (rc == 0 && out->none &&
	    (out->fixable || out->malicious || out->severity || out->cvss >= 0))
		return strata_fail(err, STRATA_EUSAGE, 0, "fail-on none stands alone");
	return rc;
}

/* Names, separated by commas, into bits by the first `count` answers of name_of. */
static int parse_bits(unsigned *out, struct strata_str text, int count,
		      const char *(*name_of)(int), const char *option, struct strata_error *err)
{
	struct strata_str name, rest = text;

	*out = 0;
	while (rest.ptr) {
		int i = 0;

		strata_str_cut(&name, &rest, rest, ',');
		name = strata_str_trim(name);
		while (i < count && !strata_str_eq(name, strata_str_of(name_of(i))))
			i++;
		if (i == count)
			return strata_fail(err, STRATA_EUSAGE, 0, "%s does not know '%.*s'", option,
					   STRATA_ARG(name));
		*out |= 1u << i;
	}
	return 0;
}

static const char *scope_name(int i)
{
	return strata_scope_name((enum strata_scope)i);
}

static const char *role_name(int i)
{
	return strata_role_name((enum strata_role)i);
}

int policy_scopes_parse(unsigned *out, struct strata_str text, struct strata_error *err)
{
	return parse_bits(out, text, STRATA_SCOPE_PROD + 1, scope_name, "scope", err);
}

int policy_roles_parse(unsigned *out, struct strata_str text, struct strata_error *err)
{
	return parse_bits(out, text, STRATA_ROLE_GENERATED + 1, role_name, "roles", err);
}
