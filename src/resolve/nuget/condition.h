/*
 * condition.h - MSBuild's conditions, as far as texts tell.
 *
 * Format: learn.microsoft.com, "MSBuild conditions", 2026-11.
 */
#ifndef RESOLVE_NUGET_CONDITION_H
#define RESOLVE_NUGET_CONDITION_H

#include "strata/arena.h"
#include "strata/facts.h"

struct nuget_conditions {
	/* The text with its properties put in: what is not known is nothing. */
	struct strata_str (*expand)(struct strata_str text, void *payload);
	bool (*exists)(struct strata_str path, void *payload);
	void *payload;
};

/* UNKNOWN where it has what is not understood, or is too long. */
enum strata_tri nuget_condition_holds(const struct nuget_conditions *c, struct strata_str text);

#endif
