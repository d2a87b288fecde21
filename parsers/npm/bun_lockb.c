/*
 * bun.lockb: what bun before 1.2 resolved, in a binary form of its own.
 *
 * The form is bun's memory, written out: it changed with bun's versions and is specified
 * nowhere. It is not read, which is said; a text lockfile beside it is.
 *
 * Format: bun's documentation, "Lockfile", 2026-11.
 */
#include "strata/format.h"

static int parse(struct strata_facts *out, const struct strata_input *in, struct strata_error *err)
{
	(void)out;
	(void)in;
	return strata_fail(err, STRATA_EUNSUPPORTED, 0,
			   "a binary lockfile is not read: 'bun install --save-text-lockfile' "
			   "writes bun.lock");
}

const struct strata_format strata_format_npm_bun_lockb = {
	.name = "npm/bun-lockb",
	.files = "bun.lockb",
	.kind = STRATA_FORMAT_LOCK,
	.ecosystem = &strata_ecosystem_npm,
	.parse = parse,
};
