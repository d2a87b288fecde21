/* table_text.h - what the tables for a terminal are made of: columns, colours, cuts. */
#ifndef REPORT_TABLE_TEXT_H
#define REPORT_TABLE_TEXT_H

#include "report/report.h"

struct table {
	struct strata_buf *out;
	const struct report *report;
	const struct report_style *style;
	struct strata_arena arena;
};

/* Columns of findings. MANY: of a file or pipe. LEAST: a title is never cut to less. */
enum { MANY = 200, LEAST = 16, INDENT = 4, WORD = 9, ID = 19, SCORE = 4, FIX = 16 };

/* Of each severity: the number of an ANSI colour. */
extern const char *const table_colours[];

/* Text from anywhere, made harmless; code "0" is no colour. */
void table_put(struct table *t, struct strata_str s);
void table_paint(struct table *t, const char *code, struct strata_str s);
void table_pad(struct table *t, size_t used, size_t width);

/* How many columns text takes: one per character; wide scripts are off by some. */
size_t table_columns(struct strata_str s);

/* s cut to `most` columns, with an ellipsis where something was cut. */
struct strata_str table_fit(struct table *t, struct strata_str s, size_t most);

/* What is left of the line after `used` columns. */
size_t table_room(const struct table *t, size_t used);

/* A cell of its own width, and a blank: longer text moves what follows, and is never cut. */
size_t table_cell(struct table *t, const char *colour, struct strata_str s, size_t width);

/* "database: 22615 advisories of 2026-11-24", in one line; table.c. */
void table_database(struct table *t);

/* What was found, the worst manifest first; table.c. */
void table_findings(struct table *t);

/* "2 Dockerfiles, 3 stages", and whether there is any; which to build anew; table_image.c. */
bool table_images(struct table *t);
void table_rebuild(struct table *t);
/* What registries tell of the bases of Dockerfiles, where they were asked; table_remote.c. */
void table_remotes(struct table *t);

/* How many source files were judged, and whether there is any; the way of a flow; table_code.c. */
bool table_code(struct table *t);
void table_flow(struct table *t, const struct strata_finding *f);

/* The report of `diff`; table_diff.c. */
void table_diff(struct table *t);

/* The report of `log`; table_log.c. */
void table_log(struct table *t);

/* The report of `fix`; table_fix.c. */
void table_fix(struct table *t);

/* The report of `composition`; table_composition.c. */
void table_composition(struct table *t);

/* What was not understood; table.c. */
void table_notes(struct table *t);

#endif
