/* work.h - one run of outside_measure, from the inside: its steps, a file each. */
#ifndef COMPOSITION_OUTSIDE_WORK_H
#define COMPOSITION_OUTSIDE_WORK_H

#include "composition/outside/outside.h"
#include "composition/outside/way.h"

struct outside_work {
	const struct outside_options *options;
	struct outside_view *out;
	struct strata_arena *arena;
};

/* Sets why it was not counted: the first reason stays. */
void outside_fails(struct outside_work *w, struct outside_package *p, const struct strata_error *err);

/* installed.c: what lies on this machine. */
void outside_count_installed(struct outside_work *w);

/* served.c: of the rest what registries serve, or keep of it. */
void outside_count_served(struct outside_work *w);

/* estimate.c: of the rest what sizes tell. */
void outside_estimate(struct outside_work *w);

/* remember.c: counts of earlier runs. key: what they were made from. */
bool outside_recall(struct outside_counts *out, struct memo *memo, struct strata_str key,
		    struct strata_arena *arena);
void outside_remember(struct memo *memo, struct strata_str key, const struct outside_counts *counts,
		      struct strata_arena *arena);

/* The key of a package with those checksums; absent when there are none. */
struct strata_str outside_key(const struct strata_component *c, const struct strata_strs *sums,
			      struct strata_arena *arena);

#endif
