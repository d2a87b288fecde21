/* tools.c - versions of tools; see tools.h. */
#include "tools/tools.h"

static bool is_version(struct strata_str s)
{
	return s.len && strata_is_digit(s.ptr[0]) && strata_str_chr(s, '*') == STRATA_NPOS &&
	       strata_str_chr(s, ':') == STRATA_NPOS && strata_str_chr(s, '/') == STRATA_NPOS;
}

/* Whether digits follow the last '-': "temurin-17.0.1", and "nightly-2024-01-01" is none. */
static bool has_vendor(struct strata_str s)
{
	size_t dash = strata_str_chr(s, '-');

	return dash != STRATA_NPOS && !strata_str_starts(s, STRATA_STR("nightly")) &&
	       is_version(strata_str_skip(s, dash + 1));
}

void tools_add(struct strata_facts *out, struct strata_str tool, struct strata_str version,
	       unsigned line)
{
	struct strata_package *p;

	if (version.len > 1 && version.ptr[0] == 'v' && strata_is_digit(version.ptr[1]))
		version = strata_str_skip(version, 1);
	p = strata_facts_add(out, tool, STRATA_NONE, line);
	p->scope = STRATA_SCOPE_BUILD;
	p->direct = STRATA_YES;
	if (is_version(version) || has_vendor(version))
		p->version = version;
	else
		p->requirement = version;
}
