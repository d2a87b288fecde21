/*
 * composing.h - what the composition of a run asks outside of the snapshot: package managers'
 * folders, registries, what earlier runs counted.
 */
#ifndef COMPOSING_H
#define COMPOSING_H

#include "scan.h"

struct memo;

/* Fills in scan->composition, and adds to its notes. EUSAGE with the line of a setting. */
int composing_run(struct scan *scan, const struct options *options, struct strata_error *err);

/* Writes what was counted, for later runs. */
void composing_close(struct memo *memo);

#endif
