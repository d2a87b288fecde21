/*
 * discover.h - which file is what: the format that reads it, and its role.
 */
#ifndef DISCOVER_DISCOVER_H
#define DISCOVER_DISCOVER_H

#include "strata/inventory.h"

/*
 * What a path is for, by its folders and name alone: test, fixture, example,
 * vendored, generated, else own. The most specific folder (the outermost
 * vendored, else the innermost that says something) decides.
 */
enum strata_role discover_role(struct strata_str path);

/*
 * The formats that want a path, of the table handed in (`at` answers NULL after
 * the last), appended to out. Probes are not asked: they need bytes.
 */
STRATA_VEC(discover_formats, const struct strata_format *);

void discover_formats(struct discover_formats *out, struct strata_str path,
		      const struct strata_format *(*at)(size_t index), struct strata_arena *arena);

#endif
