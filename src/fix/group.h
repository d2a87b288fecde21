/* group.h - the manifests of a snapshot as they are changed together, with their findings. */
#ifndef FIX_GROUP_H
#define FIX_GROUP_H

#include "fix/trial.h"

/* Findings of which no manifest is there are in no group. */
void fix_groups_find(struct fix_groups *out, const struct fix_task *task);

#endif
