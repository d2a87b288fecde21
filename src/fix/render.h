/*
 * render.h - changes written into the manifests of a group.
 */
#ifndef FIX_RENDER_H
#define FIX_RENDER_H

#include "fix/manner.h"
#include "fix/trial.h"

struct fix_rendered {
	struct facts_overlays files; /* those that differ */
	unsigned lines;              /* that are touched, about */
};

/*
 * Fills place, before and after of each change. Changes that no manifest has a place for are
 * refused: EUNSUPPORTED says why.
 */
int fix_render(struct fix_rendered *out, const struct fix_task *task, const struct fix_group *group,
	       struct fix_changes *changes, struct strata_error *err);

/* Whether a manifest of the group asks for the package directly. */
bool fix_group_asks(const struct fix_task *task, const struct fix_group *group,
		    const struct strata_ecosystem *ecosystem, struct strata_str key);

/* Whether one of its constraints files names the package. */
bool fix_group_limits(const struct fix_task *task, const struct fix_group *group,
		      const struct strata_ecosystem *ecosystem, struct strata_str key);

/* The lead manifest, as its manner sees it; bytes in the task's arena. */
int fix_group_lead(struct fix_manifest *out, const struct fix_task *task,
		   const struct fix_group *group, struct strata_error *err);

#endif
