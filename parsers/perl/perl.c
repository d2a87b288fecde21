/* perl.c - modules and their versions; see perl.h. */
#include "perl/perl.h"

struct strata_package *perl_add(struct strata_facts *out, struct strata_str module,
				struct strata_str version, enum strata_scope scope, unsigned line)
{
	struct strata_package *p;

	if (strata_str_eq(module, STRATA_STR("perl")))
		return NULL;
	p = strata_facts_add(out, module, STRATA_NONE, line);
	if (!version.len || strata_str_eq(version, STRATA_STR("0")))
		p->requirement = STRATA_STR("");
	else if (strata_is_digit(version.ptr[0]) || version.ptr[0] == 'v')
		p->requirement = strata_arena_join(out->arena, STRATA_STR(">="), version, STRATA_NONE);
	else
		p->requirement = version;
	if (strata_str_starts(version, STRATA_STR("==")))
		p->version = strata_str_trim(strata_str_skip(version, 2));
	p->direct = STRATA_YES;
	p->scope = scope;
	return p;
}
