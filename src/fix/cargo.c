/*
 * cargo.c - how Cargo.toml is changed; see manner.h.
 *
 * There is no override: [patch] takes a crate from another source, not in another version.
 * What others bring in is renewed in the lockfile, or their own requirement is raised.
 */
#include "fix/manner.h"

static struct strata_str step(const struct fix_manifest *m, struct strata_arena *arena)
{
	(void)arena;
	return m->lock.len ? STRATA_STR("cargo update --workspace") : STRATA_NONE;
}

/* Of several versions in the lockfile, the one that is meant has to be named. */
static struct strata_str refresh(const struct fix_manifest *m, const struct fix_change *change,
				 struct strata_arena *arena)
{
	(void)m;
	return STRATA_CONCAT(arena, STRATA_STR("cargo update -p "), change->name,
			     change->several ? STRATA_STR("@") : STRATA_STR(""),
			     change->several ? change->from : STRATA_STR(""),
			     STRATA_STR(" --precise "), change->to);
}

const struct fix_manner fix_manner_cargo = {
	.formats = "cargo/toml",
	.step = step,
	.refresh = refresh,
	.precise = true,
};
