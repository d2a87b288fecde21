/*
 * whose.h - the verdict on each file, from what all of them say.
 */
#ifndef COMPOSITION_WHOSE_H
#define COMPOSITION_WHOSE_H

#include "composition/composition.h"
#include "composition/roots.h"

/*
 * Judges files of the source, whose witnesses stand in the same order, by the licences that they
 * carry and that of the repository; text is that of the licence file at the top (absent: there is
 * none). Fills whose, confidence, reasons and origin of each file.
 */
void whose_judge(struct composition_view *view, const struct witnesses *witnesses,
                 const struct source *source, struct strata_str text, struct strata_arena *arena);

#endif
