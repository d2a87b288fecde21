/* hex.c - see hex.h. Requirements: hexdocs.pm/elixir/Version.html, 2026-11. */
#include "hex/hex.h"

void hex_require(struct strata_package *p, struct strata_str requirement)
{
	struct strata_str version = strata_str_trim(requirement);

	p->requirement = requirement.ptr ? requirement : STRATA_STR("");
	if (strata_str_starts(version, STRATA_STR("==")))
		version = strata_str_trim(strata_str_skip(version, 2));
	if (strata_version_hex.valid(version))
		p->version = version;
}
