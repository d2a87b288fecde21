/* findings.h - from what was found in a file to findings of the common model. */
#ifndef SAST_FINDINGS_H
#define SAST_FINDINGS_H

#include "sast/code_file.h"
#include "sast/flow.h"
#include "sast/match.h"

/* Where each line of a text begins: places are asked for often. */
struct code_lines {
	struct strata_str text;
	uint32_t *starts;
	unsigned count;
};

void code_lines_find(struct code_lines *out, struct strata_str text, struct strata_arena *arena);

/* The line of a byte, from 1; its column in UTF-16 units, as SARIF and editors count. */
unsigned code_line_of(const struct code_lines *lines, uint32_t at);
unsigned code_column_of(const struct code_lines *lines, uint32_t at);

/* What is to be told of a file; texts are copied to the worker's kept arena. */
struct code_told {
	struct code_file *file;
	const struct program *program; /* NULL: its language has none */
	const struct sast_matched *matched;
	const struct flow_answer *answer;
	struct code_lines lines;
	struct strata_arena *kept, *scratch;
	bool undecided; /* an expression took too many steps to tell */
};

/* Fills file->findings, in the order of their places, each thing once. */
void code_findings(struct code_told *told);

#endif
