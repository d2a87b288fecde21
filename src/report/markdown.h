/* markdown.h - text from anywhere as text of GitHub's and GitLab's Markdown. */
#ifndef REPORT_MARKDOWN_H
#define REPORT_MARKDOWN_H

#include "composition/composition.h"
#include "strata/buf.h"

/* As running text: no markup, no link, no mention comes of it. */
void markdown_text(struct strata_buf *out, struct strata_str text);

/* As a code span, in which nothing is markup; what is empty gives nothing. */
void markdown_code(struct strata_buf *out, struct strata_str text);

/* The report of `composition`, but for the notes; markdown_composition.c. */
void markdown_composition(struct strata_buf *out, const struct composition_view *view,
			  struct strata_arena *arena);

#endif
