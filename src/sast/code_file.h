/* code_file.h - one source file, judged by the rules of its language. */
#ifndef SAST_CODE_FILE_H
#define SAST_CODE_FILE_H

#include "sast/language.h"
#include "sast/world.h"
#include "strata/finding.h"

/* What a rule would write in place of some bytes. */
struct code_edit {
	const struct sast_rule *rule;
	uint32_t start, end;
};

STRATA_VEC(code_edits, struct code_edit);

struct code_file {
	struct strata_str path, text;
	enum strata_role role;
	const struct sast_language *language;
	struct strata_str today; /* YYYY-MM-DD: to tell which suppressions have ended */
	/* what is found */
	struct strata_findings findings; /* in the order of their places */
	struct strata_notes notes;
	struct code_edits edits; /* one for each finding that can be fixed, in their order */
	unsigned lines;
	bool broken;    /* its grammar does not read all of it */
	bool generated; /* it says so itself, or was written by no person: not judged */
};

/* What one thread works with. */
struct code_worker {
	struct strata_arena *kept; /* findings and notes are in it, with all their texts */
	struct strata_arena scratch;
	struct syntax_cursor *cursor;
	struct sast_world *world; /* NULL: no file but the one that is judged */
};

void code_file_judge(struct code_file *file, struct code_worker *worker, bool judge_generated);

#endif
