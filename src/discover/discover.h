/*
 * discover.h - which file is what: the formats that read it, and its role.
 */
#ifndef DISCOVER_DISCOVER_H
#define DISCOVER_DISCOVER_H

#include "strata/inventory.h"
#include "strata/map.h"

/*
 * What a path is for, by its folders and name alone. Each may say something, and the
 * strongest word decides, in this order: vendored (whoever wrote it, it is a copy),
 * generated, fixture, example, test; else it is the project's own. A file that a
 * package manager keeps in a vendored folder to say what is in it has the role of the
 * folder around it: it is as much the project's as a lockfile.
 */
enum strata_role discover_role(struct strata_str path);

/*
 * The folder of the project that a path belongs to: its own, or, of a vendored file,
 * the one around the outermost vendored folder. "" at the top.
 */
struct strata_str discover_home(struct strata_str path);

STRATA_VEC(discover_formats, const struct strata_format *);

STRATA_VEC(discover_list, size_t); /* indices into the table of formats */
STRATA_VEC(discover_lists, struct discover_list);

/* The globs of a table of formats, by what a path can be looked up by. */
struct discover_table {
	const struct strata_format *(*at)(size_t index); /* NULL after the last */
	struct strata_map by_base;			 /* a whole base name -> index into lists */
	struct strata_map by_extension;			 /* what follows the last dot, of "*.x" */
	struct discover_lists lists;
	struct discover_list others; /* tried one by one */
	struct strata_arena *arena;
};

void discover_table_init(struct discover_table *table, struct strata_arena *arena,
			 const struct strata_format *(*at)(size_t index));

/*
 * The formats that want a path, in the order of the table, appended to out. Probes
 * are not asked: they need bytes.
 */
void discover_formats(struct discover_formats *out, const struct discover_table *table,
		      struct strata_str path, struct strata_arena *arena);

#endif
