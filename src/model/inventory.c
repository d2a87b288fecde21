/* inventory.c - what a snapshot is made of; see strata/inventory.h. */
#include "strata/inventory.h"

const char *strata_scope_name(enum strata_scope scope)
{
	static const char *const names[] = { "unknown", "dev", "test", "optional", "build", "prod" };

	return names[scope];
}

const char *strata_role_name(enum strata_role role)
{
	static const char *const names[] = { "own",     "test",     "fixture",
					     "example", "vendored", "generated" };

	return names[role];
}
