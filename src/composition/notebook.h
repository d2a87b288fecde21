/*
 * notebook.h - the lines of a Jupyter notebook, by the languages of its cells.
 */
#ifndef COMPOSITION_NOTEBOOK_H
#define COMPOSITION_NOTEBOOK_H

#include "composition/lines.h"

/*
 * Adds those of its cells; what the file is wrapped in counts as nothing. -1, and nothing is added:
 * it is no notebook, or one of before nbformat 4, which has no cells at its top.
 */
int notebook_count(struct line_counts *out, struct strata_str text);

#endif
