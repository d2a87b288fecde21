/*
 * loose.h - objects that lie in a file each, read without trust.
 *
 * libgit2 1.5 reads for ever where such a file ends before its object does, as after a full
 * disk or a loss of power. So these objects are read here, before libgit2 looks for them.
 */
#ifndef SOURCE_LOOSE_H
#define SOURCE_LOOSE_H

#include <git2.h>

#include "strata/arena.h"
#include "strata/facts.h"

/* Puts a reader of the loose objects in these folders into odb, which owns it from then on. */
int loose_add(git_odb *odb, const struct strata_strs *folders);

#endif
