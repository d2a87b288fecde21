/*
 * hook_global.h - hooks for all of a user's repositories, by core.hooksPath.
 *
 * With it git looks into no repository's own folder of hooks. So every hook that git
 * knows is there as a script that runs the repository's own.
 */
#ifndef CLI_HOOK_GLOBAL_H
#define CLI_HOOK_GLOBAL_H

#include "cli/hook.h"

/* The user's folder of hooks, set up. EUSAGE, with what to do, where another one is set. */
int hook_global_begin(const char **folder, struct strata_arena *arena, struct strata_error *err);

/* Takes one of strata's out, and with the last of them the folder. A status, or an error. */
int hook_global_end(const char *hook, const struct options *options, struct strata_error *err);

#endif
