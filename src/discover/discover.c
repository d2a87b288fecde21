/* discover.c - thin first version. */
#include "discover/discover.h"

enum strata_role discover_role(struct strata_str path)
{
	if (strata_str_find(path, STRATA_STR("node_modules/")) != STRATA_NPOS || strata_str_starts(path, STRATA_STR("vendor/")))
		return STRATA_ROLE_VENDORED;
	return STRATA_ROLE_OWN;
}

void discover_formats(struct discover_formats *out, struct strata_str path,
		      const struct strata_format *(*at)(size_t index), struct strata_arena *arena)
{
	const struct strata_format *format;
	for (size_t i = 0; (format = at(i)); i++)
		if (strata_format_wants(format, path))
			*strata_vec_push(arena, out) = format;
}
