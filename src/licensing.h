/*
 * licensing.h - the licences of a scan: of its packages, and what strata.toml lets them have.
 */
#ifndef LICENSING_H
#define LICENSING_H

#include "composition/licensing.h"
#include "scan.h"

/* [licences] of the configuration as rules. EUSAGE with the line for a scope that is none. */
int licensing_read_policy(struct licence_policy *out, const struct config *config,
			  const struct policy *policy, struct strata_arena *arena,
			  struct strata_error *err);

/* Settles the licences of the packages; with rules, adds findings. */
void licensing_run(struct scan *scan, struct licensing *licensing, bool judged);

#endif
