/*
 * roots.h - folders that are libraries as a whole: what lies in them is, too.
 */
#ifndef COMPOSITION_ROOTS_H
#define COMPOSITION_ROOTS_H

#include "composition/composition.h"
#include "composition/witness.h"

STRATA_VEC(witnesses, struct witness);

/* What is known of each file, in the order of their paths. */
struct roots_evidence {
	const struct witnesses *witnesses;
	const bool *own;  /* it carries the copyright of one of the project */
	bool has_holders; /* the project's are known, so that another one tells something */
};

/* Makes files of such folders in-tree that nobody of the project has signed. */
void roots_spread(struct composition_files *files, const struct roots_evidence *evidence,
                  struct strata_arena *arena);

#endif
