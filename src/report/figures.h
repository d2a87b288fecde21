/* figures.h - numbers and names as people read them, in reports on a composition. */
#ifndef REPORT_FIGURES_H
#define REPORT_FIGURES_H

#include "composition/answer.h"
#include "strata/buf.h"

/* "1,234,567" */
struct strata_str figures_number(struct strata_arena *arena, uint64_t number);

/* "lodash 4.17.21" */
struct strata_str figures_package(struct strata_arena *arena, const struct outside_package *package);

/* "97.3 % open source", "at least 97.3 %": of what is counted; and what it is of. */
struct strata_str figures_headline(struct strata_arena *arena, const struct composition_answer *answer);
struct strata_str figures_basis(struct strata_arena *arena, const struct composition_answer *answer);

#endif
