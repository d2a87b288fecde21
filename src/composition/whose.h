/*
 * whose.h - the verdict on each file, from what all of them say.
 */
#ifndef COMPOSITION_WHOSE_H
#define COMPOSITION_WHOSE_H

#include "composition/composition.h"
#include "composition/roots.h"

/*
 * Judges files of the source, whose witnesses stand in the same order; licence is the text of the
 * licence file at the top (absent: there is none). Fills whose, confidence, reasons, origin and
 * licence of each file.
 */
void whose_judge(struct composition_files *files, const struct witnesses *witnesses,
                 const struct source *source, struct strata_str licence,
                 struct strata_arena *arena);

#endif
